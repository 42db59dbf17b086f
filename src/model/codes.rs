//! Every code that a report may show, with its meaning, and whether `ignore` may silence it. Pure
//! data: whoever tells a finding names its code; this says what may be done about it.
//!
//! E for errors, W for warnings. By hundred as in [`crate::yaml::codes`], which holds the codes of
//! texts and shapes; E03 are values, E04 what is declared, E05 and E06 files and secrets, E07 what
//! is found in an account. `docs/findings.md` tells users of every code that can be met without
//! an error in the files; a test holds it to this table.

use super::{Kind, Severity};
use crate::yaml::codes::CODES as OF_TEXTS;

/// Something that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The code.
    pub code: &'static str,
    /// What it means, in one line.
    pub meaning: &'static str,
    /// What kind of thing it is told of and may be silenced at; `None` where it never may.
    pub silenced_at: Option<Kind>,
}

const fn never(code: &'static str, meaning: &'static str) -> Known {
    Known {
        code,
        meaning,
        silenced_at: None,
    }
}

const fn at(kind: Kind, code: &'static str, meaning: &'static str) -> Known {
    Known {
        code,
        meaning,
        silenced_at: Some(kind),
    }
}

/// The codes of what is declared and of what is found, in order.
pub const OF_FINDINGS: &[Known] = &[
    never("E0301", "a name is not one"),
    never("E0302", "a phone number is not one, or not in quotes"),
    never("E0303", "a URL is not one that a provider can call"),
    never("E0304", "a keyword is not one word of letters and digits"),
    never("E0305", "a SID is not one"),
    never("E0306", "an organisation id is not a GUID"),
    never("E0401", "a number is declared twice"),
    never("E0402", "a keyword stands twice"),
    never("E0403", "a callback URL belongs to another organisation"),
    at(Kind::Provider, "W0404", "two providers use one account"),
    never("E0421", "a region or edge cannot be part of a host name"),
    never(
        "E0422",
        "a region without an edge, or an edge without a region",
    ),
    never("E0423", "both an auth token and an API key are declared"),
    never("E0424", "half an API key is declared"),
    never("E0425", "a fallback without a URL that it stands in for"),
    never("E0426", "a fallback method without a fallback"),
    never("E0427", "a method without a URL"),
    never(
        "E0428",
        "a messaging service names a number that is not declared",
    ),
    never("E0429", "a number is in two messaging services"),
    never("E0430", "a number is named twice in one messaging service"),
    never("E0431", "nothing says which messaging service is meant"),
    never(
        "E0432",
        "a messaging service is to call a URL, and none is declared",
    ),
    never("E0433", "`ignore` names something that is not a code"),
    never("E0434", "two entries mean one messaging service"),
    never("E0435", "`ignore` names a code that does not exist"),
    never("E0436", "`ignore` names a code that cannot be silenced"),
    never(
        "E0437",
        "a messaging service drops every text and has a URL for them",
    ),
    never("E0438", "a friendly name begins or ends with a blank"),
    never("E0439", "`ignore` names a code twice at one place"),
    at(
        Kind::Keyword,
        "W0441",
        "a provider acts on a keyword by itself",
    ),
    at(
        Kind::Provider,
        "W0442",
        "promotions are sent, and there is no keyword STOP",
    ),
    at(
        Kind::Number,
        "W0443",
        "a number's own URL is not called: its messaging service answers",
    ),
    at(
        Kind::Provider,
        "W0452",
        "a region and an edge are not a pair that Twilio names",
    ),
    never(
        "E0499",
        "the configuration could not be read though nothing is wrong with it",
    ),
    never("E0511", "there is no configuration to read"),
    never("E0512", "a file or folder cannot be read"),
    never("E0513", "the overlay of an environment is missing"),
    never("E0514", "a file is given twice"),
    never(
        "E0515",
        "several configurations lie here, and none is chosen",
    ),
    never(
        "E0517",
        "a pipe or a device stands where a file of the configuration should",
    ),
    never("E0602", "an environment variable that is needed is not set"),
    never(
        "E0603",
        "an environment variable does not hold an account SID",
    ),
    never("E0604", "a secret could not be found"),
    never(
        "E0605",
        "credentials must not be sent to the API URL that was set",
    ),
    never("E0606", "no HTTPS client could be made"),
    never(
        "E0607",
        "a text that is not the name of an environment variable",
    ),
    never(
        "E0608",
        "a credential is in quotes, or holds a line break or a control character",
    ),
    never(
        "E0701",
        "a number or a messaging service belongs to another project or environment of the registry",
    ),
    never("E0702", "something declared is not in the account"),
    never("E0703", "an account does not accept the credentials"),
    never("E0704", "an account was not found"),
    never("E0705", "an account is too busy to answer"),
    never("E0706", "an account understood and refused"),
    never("E0707", "an account could not be reached"),
    never("E0708", "an account's answer could not be understood"),
    at(Kind::Provider, "E0709", "an account is suspended or closed"),
    never(
        "W0711",
        "a large part of what is recorded would change or be forgotten",
    ),
    at(
        Kind::Number,
        "E0721",
        "something else answers texts to a number",
    ),
    at(
        Kind::Number,
        "W0722",
        "a messaging service that is not declared answers for a number",
    ),
    never(
        "E0723",
        "a number cannot join a messaging service: it is in another one",
    ),
    at(
        Kind::MessagingService,
        "W0724",
        "a number leaves a messaging service for this one",
    ),
    never("E0725", "several messaging services have the declared name"),
    at(
        Kind::Number,
        "E0726",
        "a number cannot receive texts at all",
    ),
    never("E0727", "two providers declare one messaging service"),
    never("W0728", "a messaging service that was recorded is gone"),
    never(
        "E0729",
        "a number cannot join a messaging service: it is not in the account",
    ),
    never(
        "W0730",
        "a number does not join its messaging service by this plan",
    ),
    never("E0731", "what a run changed cannot be put back"),
    never("W0732", "what a run brought into being stays"),
    never("W0733", "what a run only recorded or forgot stays so"),
    never(
        "W0741",
        "what is recorded of a provider cannot be compared with its account",
    ),
    never("W0742", "a line of .switchboardignore has no reason"),
    never("W0743", "a line of .switchboardignore is not understood"),
    never("W0744", "when a difference was first seen cannot be noted"),
    at(Kind::Number, "W0751", "a toll-free number is not verified"),
    at(
        Kind::Number,
        "W0752",
        "a US local number has no registered A2P campaign",
    ),
    at(Kind::Provider, "W0753", "an account is on trial"),
    at(
        Kind::Provider,
        "W0754",
        "the certificate of a callback runs out soon",
    ),
    never("W0755", "an `ignore` silences nothing"),
    at(
        Kind::Number,
        "W0756",
        "something else at the provider may take a number's texts first",
    ),
    at(
        Kind::Provider,
        "W0757",
        "what may take texts first was not looked at",
    ),
    at(
        Kind::MessagingService,
        "W0761",
        "a messaging service declares more numbers than one takes",
    ),
    at(
        Kind::MessagingService,
        "W0762",
        "a messaging service would hold more numbers than one takes",
    ),
    at(
        Kind::MessagingService,
        "W0766",
        "several messaging services have one name",
    ),
    never(
        "W0767",
        "after creating messaging services, their names could not be looked up",
    ),
    never(
        "E0771",
        "a change of a messaging service would reroute numbers of another project or environment",
    ),
    never(
        "W0785",
        "the working directory has a registry, and the configuration is elsewhere",
    ),
    never(
        "E0786",
        "no apply is recorded, so there is nothing to compare with",
    ),
    never(
        "W0787",
        "nothing is recorded any more that could be compared",
    ),
    never("E0788", "a share is not a whole number from 1 to 100"),
    never("E0901", "the run itself could not go on"),
];

/// Every code that there is, in no particular order.
pub fn all() -> impl Iterator<Item = Known> {
    let of_texts = OF_TEXTS.iter().map(|(code, meaning)| never(code, meaning));
    of_texts.chain(OF_FINDINGS.iter().copied())
}

/// What is known of a code.
pub fn find(code: &str) -> Option<Known> {
    all().find(|known| known.code == code)
}

/// The codes that `ignore` may name, in order.
pub fn silenceable() -> impl Iterator<Item = &'static str> {
    let may = OF_FINDINGS
        .iter()
        .filter(|known| known.silenced_at.is_some());
    may.map(|known| known.code)
}

/// The codes of what is worth knowing though nothing is wrong.
const NOTES: &[&str] = &["W0441"];

/// How bad what a code stands for is. The letter says whether it is an error.
pub fn severity(code: &str) -> Severity {
    if NOTES.contains(&code) {
        Severity::Note
    } else if code.starts_with('W') {
        Severity::Warning
    } else {
        Severity::Error
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{NOTES, all, find, severity, silenceable};
    use crate::model::Severity;

    #[test]
    fn codes_are_well_formed_and_no_number_is_used_twice() {
        let mut seen = BTreeSet::new();
        for known in all() {
            let code = known.code;
            assert!(code.len() == 5 && code.starts_with(['E', 'W']), "{code}");
            assert!(code[1..].bytes().all(|b| b.is_ascii_digit()), "{code}");
            assert!(seen.insert(&code[1..]), "{code} is used twice");
            assert!(!known.meaning.is_empty() && !known.meaning.ends_with('.'));
        }
    }

    #[test]
    fn the_errors_that_may_be_silenced_are_gates_and_who_answers() {
        let errors: Vec<&str> = silenceable()
            .filter(|code| severity(code) == Severity::Error)
            .collect();
        assert_eq!(errors, ["E0709", "E0721", "E0726"]);
        assert!(find("W9999").is_none());
    }

    #[test]
    fn notes_are_codes_that_exist_and_are_no_errors() {
        for note in NOTES {
            assert!(note.starts_with('W') && find(note).is_some(), "{note}");
            assert_eq!(severity(note), Severity::Note);
        }
    }
}
