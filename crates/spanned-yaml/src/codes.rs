//! The codes that this library gives its diagnostics, each with one line of meaning.
//!
//! By hundred: E01 syntax and limits, E02 shape, E05 files, overlays and vars, E06 secrets; W for
//! warnings. E03 (values) and E04 (across resources) belong to the callers. A code never gets a
//! second meaning and is never used again after it is gone.

crate::codes! {
    /// What can be wrong, or odd, with a text and its shape.
    pub enum YamlCode {
        TooLarge = "E0101": "the file is larger than 64 MiB";
        Encoding = "E0102": "the file is not UTF-8";
        ControlCharacter = "E0103": "the file holds a control character";
        Syntax = "E0104": "the text is not valid YAML";
        Tab = "E0105": "a tab is used where YAML requires spaces";
        UnclosedQuote = "E0106": "a quote is opened and never closed";
        UnclosedBracket = "E0107": "a bracket is not closed, or closed by the wrong one";
        NeedsQuotes = "E0108": "a value must be quoted because of a character that YAML reserves";
        InvisibleCharacter = "E0109": "an invisible character is used in place of a plain space";
        TooDeep = "E0110": "lists and maps are nested more than 64 deep";
        TooManyAliases = "E0111": "anchors and aliases exceed their limits";
        UnknownAlias = "E0112": "an alias names an anchor that does not exist";
        AliasToItself = "E0113": "an alias is inside the value that it names";
        SeveralDocuments = "E0114": "the file holds more than one document";
        Tag = "E0116": "a tag other than the core ones is used";
        ComplexKey = "E0117": "a key is not plain text";
        KeyTooLong = "E0118": "a key is longer than 1024 characters";
        Layout = "E0119": "formatting would change what a file means";
        MergesNoMap = "E0120": "a merge key names something other than a map";
        CutByComment = "W0121": "an unquoted value is cut short by a comment";
        AnchorRedefined = "W0122": "an anchor is defined twice";
        OldYaml = "W0123": "the file asks for an older YAML; it is read as 1.2";
        RunsOverLines = "W0124": "an unquoted value swallows a line that looks like a new entry";
        OneLevelOut = "E0125": "a key is one level too far out";

        UnknownKey = "E0201": "the key is not known here";
        DuplicateKey = "E0202": "the same key is in one map twice";
        MissingKey = "E0203": "a required key is missing";
        WrongType = "E0204": "the value is of the wrong type";
        NotOneOf = "E0205": "the value is not one of those allowed";
        NoValue = "E0206": "a value is required and missing";
        Length = "E0207": "the text is too long or too short";
        Range = "E0208": "the number is too large or too small";
        SameTwice = "E0209": "a list holds the same item twice";
        BadPattern = "E0210": "the text does not have the required form";
        NoFormFits = "E0211": "the map fits none of the allowed forms";
        Count = "E0212": "there are too many or too few entries";

        NotAMap = "E0501": "the file is not a map at its top level";
        Empty = "E0502": "no file configures anything";
        GivenTwice = "E0503": "the same key is given in two files";
        RemovesNothing = "W0504": "an overlay removes what is not there";
        UnknownVar = "E0505": "a ${name} is not in vars";
        UnclosedVar = "E0506": "a ${ is not closed, or does not hold a valid name";
        VarCycle = "E0507": "vars refer to each other in a circle";
        BadVars = "E0508": "vars must be a map of plain values";
        UnusedOverride = "E0509": "a var given from outside is neither declared nor used";
        VarTooLarge = "E0510": "vars expand to too much text";
        HostRunsOn = "W0516": "a var ends with a host name, and the text after it continues that name";

        LiteralSecret = "E0601": "a secret is written into the file";
    }
}
