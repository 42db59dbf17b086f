//! The tables of codes of all owners, joined. `ignore` and reports look a code up here. Pure.

use super::kinds;
use crate::model::{Known, general_codes};
use crate::yaml::nearest;

/// All codes, in no particular order.
pub fn all() -> impl Iterator<Item = Known> {
    let of_kinds = kinds().flat_map(|kind| kind.codes.iter().copied());
    general_codes().chain(of_kinds)
}

/// The entry of a code, found by its text.
pub fn find(code: &str) -> Option<Known> {
    all().find(|known| known.code.as_str() == code)
}

/// The meaning of a code, found by its text.
pub fn meaning(code: &str) -> Option<&'static str> {
    find(code).map(|known| known.code.meaning())
}

/// The code that a text was probably meant to be: one with the same digits, else a similar one.
pub fn similar(wrong: &str) -> Option<&'static str> {
    let codes = || all().map(|known| known.code.as_str());
    let digits = wrong.get(1..)?;
    codes()
        .find(|code| code.ends_with(digits) && digits.len() == 4)
        .or_else(|| nearest(wrong, codes()))
}

/// The codes that `ignore` may name, in the order of their numbers.
pub fn ignorable() -> Vec<&'static str> {
    let may = all().filter(|known| known.silenced_at.is_some());
    let mut codes: Vec<&str> = may.map(|known| known.code.as_str()).collect();
    codes.sort_unstable_by_key(|code| code.get(1..));
    codes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{all, find, ignorable, similar};
    use crate::yaml::Severity;

    #[test]
    fn no_number_is_used_twice_and_each_code_has_a_meaning() {
        let mut seen = BTreeSet::new();
        for known in all() {
            let code = known.code;
            assert!(seen.insert(&code.as_str()[1..]), "{code} is used twice");
            assert!(!code.meaning().is_empty() && !code.meaning().ends_with('.'));
        }
    }

    #[test]
    fn a_code_that_does_not_exist_resembles_one() {
        assert_eq!(similar("E0404"), Some("W0404"));
        assert_eq!(similar("E303"), Some("E0303"));
        assert_eq!(similar("E99999"), None);
    }

    #[test]
    fn the_errors_that_may_be_ignored_are_gates_and_who_answers() {
        let errors: Vec<&str> = ignorable()
            .into_iter()
            .filter(|code| find(code).unwrap().code.severity() == Severity::Error)
            .collect();
        let here = ["E0709", "E0721", "E0726"];
        // What a counterpart has may be wrong on purpose.
        let there = ["E0811", "E0812", "E0813", "E0814", "E0815", "E0827"];
        assert_eq!(errors, [&here[..], &there[..]].concat());
        assert!(find("W9999").is_none());
    }
}
