//! The codes of what a comparison with a counterpart finds. Pure data.
//!
//! A comparison that is not possible is E0801 and E0803 to E0809; what disagrees has the codes from E0811 on.

super::codes::findings! {
    /// The codes of a counterpart's declaration, of reading it, and of what disagrees.
    pub enum CounterpartCode {
        InvalidUrl = "E0312": "the URL of a counterpart's environment has the wrong form";
        NoAuthority = "E0463": "nothing says which authority signs in to a counterpart";
        TwoProofs = "E0464": "two ways to sign in to a counterpart are declared";

        SignInFailed = "E0801": "signing in to a counterpart failed";
        PartlyVisible = "W0802" at Counterpart: "the user sees only some of a counterpart's rows";
        NotAUser = "E0803": "the application is not a user of a counterpart's environment";
        NoTable = "E0804": "a counterpart's environment does not have a table that the comparison needs";
        NoPrivilege = "E0805": "the application may not read a counterpart's table";
        Unreachable = "E0806": "a counterpart could not be reached";
        Busy = "E0807": "a counterpart is too busy to answer";
        NotUnderstood = "E0808": "a counterpart's answer could not be understood";
        Refused = "E0809": "a counterpart refused a request";

        NumberMissing = "E0811" at Number: "a declared number is not a number of the counterpart";
        NumberNotInAccount = "E0812" at Number: "a number of the counterpart is not in the account";
        AnotherAccount = "E0813" at Provider: "the counterpart's provider uses another account";
        AnotherOrganisation = "E0814" at Number: "a callback URL or a setting names another organisation than the counterpart's";
        GroupNotInAccount = "E0815" at Provider: "the counterpart sends through a messaging service that is not in the account";
        AnotherGroup = "W0816" at Provider: "the counterpart sends through another messaging service than declared, or through none";
        AnotherProvider = "W0817" at Number: "the counterpart has a number under another provider";
        Inactive = "W0818" at Number: "a row of the counterpart is inactive";
        SeveralRows = "W0819" at Number: "the counterpart has a number in several rows, or several of its applications use it";
        UnfitType = "W0820" at Number: "the type that the counterpart has for a number does not fit the number";
        KeywordMissing = "W0821" at Keyword: "a declared keyword is not a keyword of the counterpart";
        SimilarKeywords = "W0822" at Counterpart: "keywords of the counterpart differ in case only, or hold another character than letters and digits";
        TokenReadable = "W0823" at Counterpart: "everyone who may read the counterpart's providers can read their tokens";
        OddSpelling = "W0824" at Number: "the counterpart spells a number in another way than its other numbers";
        SeveralProviders = "W0825" at Provider: "several providers of the counterpart match a declared one";
        AnotherName = "W0826" at Number: "a number has another name at the counterpart";
        GroupRoutesElsewhere = "E0827" at Provider: "the messaging service that the counterpart sends through does not answer with the callback";
        UndeclaredKeyword = "W0828" as Note at Counterpart: "a keyword of the counterpart is not declared";
        NameDiffers = "W0829" as Note at Number: "a number has another name at the counterpart, which is allowed";
        Undeclared = "W0830" as Note at Provider: "a number is in the account and at the counterpart, and is not declared";
        Hidden = "W0831" as Note at Counterpart: "a column of the counterpart cannot be read";
        NoColumn = "W0832" as Note at Counterpart: "the counterpart does not have a column, so it is not compared";
        NotCompared = "W0834" as Note at Provider: "a provider cannot be compared with the counterpart";
        SnapshotNotRecorded = "W0835": "what agrees with a counterpart could not be recorded";
        UnknownNumber = "W0836" at Provider: "the counterpart offers a number that is neither in the account nor declared";
    }
}

impl CounterpartCode {
    /// The codes of findings that say that something could not be read.
    pub const UNREAD: [Self; 8] = [
        Self::SignInFailed,
        Self::NotAUser,
        Self::NoTable,
        Self::NoPrivilege,
        Self::Unreachable,
        Self::Busy,
        Self::NotUnderstood,
        Self::Refused,
    ];
}
