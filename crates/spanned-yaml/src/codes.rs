//! The codes this floor gives its diagnostics, each with one line of meaning.
//!
//! By hundred: E01 syntax and limits, E02 shape, E05 files, overlays and vars, E06 secrets; W for
//! warnings. E03 (values) and E04 (across resources) belong to the floors above. A code is never
//! given a second meaning and never reused after it is gone.

macro_rules! codes {
    ($($name:ident = $code:literal: $meaning:literal;)*) => {
        $(#[doc = $meaning] pub const $name: &str = $code;)*
        /// Every code of this floor with its meaning, in order.
        pub const CODES: &[(&str, &str)] = &[$(($code, $meaning)),*];
    };
}

codes! {
    TOO_LARGE = "E0101": "the file is larger than 64 MiB";
    ENCODING = "E0102": "the file is not UTF-8";
    CONTROL_CHARACTER = "E0103": "the file holds a control character";
    SYNTAX = "E0104": "the text is not valid YAML";
    TAB = "E0105": "a tab stands where YAML wants spaces";
    UNCLOSED_QUOTE = "E0106": "a quote is opened and never closed";
    UNCLOSED_BRACKET = "E0107": "a bracket is not closed, or closed by the wrong one";
    NEEDS_QUOTES = "E0108": "a value must be quoted because of a character YAML keeps for itself";
    INVISIBLE_CHARACTER = "E0109": "an invisible character stands where a plain space should";
    TOO_DEEP = "E0110": "lists and maps are nested more than 64 deep";
    TOO_MANY_ALIASES = "E0111": "anchors and aliases exceed their limits";
    UNKNOWN_ALIAS = "E0112": "an alias names an anchor that does not exist";
    ALIAS_TO_ITSELF = "E0113": "an alias stands inside the value it names";
    SEVERAL_DOCUMENTS = "E0114": "the file holds more than one document";
    MERGE_KEY = "E0115": "merge keys are not supported";
    TAG = "E0116": "a tag other than the core ones is used";
    COMPLEX_KEY = "E0117": "a key is not plain text";
    KEY_TOO_LONG = "E0118": "a key is longer than 1024 characters";
    LAYOUT = "E0119": "the canonical layout of a file would not mean the same";
    CUT_BY_COMMENT = "W0121": "an unquoted value is cut short by a comment";
    ANCHOR_REDEFINED = "W0122": "an anchor is defined twice";
    OLD_YAML = "W0123": "the file asks for an older YAML; it is read as 1.2";
    RUNS_OVER_LINES = "W0124": "an unquoted value swallows a line that looks like a new entry";
    ONE_LEVEL_OUT = "E0125": "a key stands one level too far out";

    UNKNOWN_KEY = "E0201": "the key is not known here";
    DUPLICATE_KEY = "E0202": "the same key stands twice in one map";
    MISSING_KEY = "E0203": "a required key is missing";
    WRONG_TYPE = "E0204": "the value is of the wrong type";
    NOT_ONE_OF = "E0205": "the value is not one of those allowed";
    NO_VALUE = "E0206": "a value is required and nothing is written";
    LENGTH = "E0207": "the text is too long or too short";
    RANGE = "E0208": "the number is too large or too small";
    SAME_TWICE = "E0209": "a list holds the same item twice";
    BAD_PATTERN = "E0210": "the text does not have the required form";
    NO_FORM_FITS = "E0211": "the map fits none of the allowed forms";
    COUNT = "E0212": "there are too many or too few entries";

    NOT_A_MAP = "E0501": "the file is not a map at its top level";
    EMPTY = "E0502": "no file configures anything";
    GIVEN_TWICE = "E0503": "the same key is given in two files";
    REMOVES_NOTHING = "W0504": "an overlay removes what is not there";
    UNKNOWN_VAR = "E0505": "a ${name} is not in vars";
    UNCLOSED_VAR = "E0506": "a ${ is not closed, or its name is not a name";
    VAR_CYCLE = "E0507": "vars refer to each other in a circle";
    BAD_VARS = "E0508": "vars must be a map of plain values";
    UNUSED_OVERRIDE = "E0509": "a var given from outside is neither declared nor used";
    VAR_TOO_LARGE = "E0510": "vars expand to too much text";
    HOST_RUNS_ON = "W0516": "a var ends with a host name, and the text after it continues that name";

    LITERAL_SECRET = "E0601": "a secret is written into the file";
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn codes_are_well_formed_unique_and_each_has_a_meaning() {
        let mut seen = std::collections::BTreeSet::new();
        for (code, meaning) in CODES {
            assert!(code.len() == 5 && code.starts_with(['E', 'W']), "{code}");
            assert!(code[1..].bytes().all(|b| b.is_ascii_digit()), "{code}");
            assert!(seen.insert(&code[1..]), "{code} is used twice");
            assert!(!meaning.is_empty() && !meaning.ends_with('.'));
        }
    }
}
