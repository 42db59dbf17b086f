//! What the texts of `--target` and `--exclude` mean: whole addresses, last parts and patterns.

use std::collections::BTreeSet;

use crate::model::{Action, Address, AddressPattern, Change, Selection, State};
use crate::yaml::nearest;

/// Why a target could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No declared or recorded resource has this name.
    #[error("nothing declared or recorded is called `{0}`")]
    Unknown(String),
    /// No declared or recorded resource matches this pattern.
    #[error("nothing declared or recorded matches `{0}`")]
    Unmatched(String),
    /// The text has the characters of a pattern and is none.
    #[error("`{text}` is not a pattern: {why}")]
    NotAPattern {
        /// The text of the target.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Several resources have this name.
    #[error("`{text}` could be any of {}", candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Ambiguous {
        /// The text of the target.
        text: String,
        /// The addresses that it could mean.
        candidates: Vec<Address>,
    },
}

/// Resolves a whole address or an unambiguous last part: a name, a phone number, a keyword.
pub fn resolve(text: &str, desired: &State, recorded: &State) -> Result<Address, TargetError> {
    let all = || desired.resources.iter().chain(&recorded.resources);
    let parsed = Address::parse(text);
    // The record of a counterpart goes with the resource that it is about.
    if let Some(Address::Counterpart { of: Some(of), .. }) = &parsed {
        return resolve(&of.to_string(), desired, recorded);
    }
    if let Some(address) = parsed {
        // A keyword keeps the spelling it is declared in.
        let known = all()
            .map(|(known, _)| known)
            .find(|known| **known == address);
        return known
            .cloned()
            .ok_or_else(|| TargetError::Unknown(text.to_owned()));
    }
    let called = |address: &Address, key: Option<&str>| match address {
        Address::Keyword(word) => word.as_str().eq_ignore_ascii_case(text),
        _ => address.name() == text || key.is_some_and(|key| key == text),
    };
    let found: BTreeSet<&Address> = all()
        .filter(|(address, resource)| called(address, resource.key.as_deref()))
        .map(|(address, _)| address)
        .collect();
    match found.len() {
        0 => Err(TargetError::Unknown(text.to_owned())),
        1 => Ok(found
            .into_iter()
            .next()
            .cloned()
            .ok_or_else(|| TargetError::Unknown(text.to_owned()))?),
        _ => Err(TargetError::Ambiguous {
            text: text.to_owned(),
            candidates: found.into_iter().cloned().collect(),
        }),
    }
}

/// The addresses that a target means: one, or all that match a pattern. In a pattern `*` is any
/// text, dots included, `?` is one character, and `[…]` is one of several. It is compared with
/// whole addresses, last parts and phone numbers.
pub fn matching(
    text: &str,
    desired: &State,
    recorded: &State,
) -> Result<BTreeSet<Address>, TargetError> {
    if !is_pattern(text) {
        return Ok(BTreeSet::from([resolve(text, desired, recorded)?]));
    }
    let pattern = AddressPattern::parse(text).map_err(|why| TargetError::NotAPattern {
        text: text.to_owned(),
        why,
    })?;
    let all = desired.resources.iter().chain(&recorded.resources);
    let found: BTreeSet<Address> = all
        .filter(|(address, resource)| pattern.fits(address, resource.key.as_deref()))
        .map(|(address, _)| address.clone())
        .collect();
    if found.is_empty() {
        return Err(TargetError::Unmatched(text.to_owned()));
    }
    Ok(found)
}

/// Whether a text has the characters of a pattern.
pub fn is_pattern(text: &str) -> bool {
    AddressPattern::is_written_as_one(text)
}

/// What a target that means nothing was probably meant to be.
pub fn meant(text: &str, desired: &State, recorded: &State) -> Option<String> {
    let all = || desired.resources.iter().chain(&recorded.resources);
    let means_something = |text: &String| matching(text, desired, recorded).is_ok();
    if !text.contains('.') {
        let plain = text.replace(['*', '?', '[', ']'], "");
        let names = all().map(|(address, _)| address.name());
        let keys = all().filter_map(|(_, resource)| resource.key.as_deref());
        let near = nearest(&plain, names.chain(keys))?;
        return Some(near.to_owned()).filter(means_something);
    }
    let addresses: BTreeSet<String> = all().map(|(address, _)| address.to_string()).collect();
    part_by_part(text, &addresses)
        .filter(means_something)
        .or_else(|| match elsewhere(text, &addresses).as_slice() {
            [] => nearest(text, addresses.iter().map(String::as_str)).map(str::to_owned),
            [only] => Some((*only).clone()),
            _ => None,
        })
}

/// The addresses that differ from the text in their provider alone.
fn elsewhere<'a>(text: &str, addresses: &'a BTreeSet<String>) -> Vec<&'a String> {
    fn below(address: &str) -> Option<&str> {
        let (_, below) = address.strip_prefix("providers.")?.split_once('.')?;
        Some(below)
    }
    let Some(wanted) = below(text) else {
        return Vec::new();
    };
    let same = addresses.iter();
    same.filter(|address| below(address) == Some(wanted))
        .collect()
}

/// The text with each of its parts that no address has in that place replaced by a similar one.
fn part_by_part(text: &str, addresses: &BTreeSet<String>) -> Option<String> {
    let mut meant = Vec::new();
    for (at, part) in text.split('.').enumerate() {
        let known: BTreeSet<&str> = addresses
            .iter()
            .filter_map(|address| address.split('.').nth(at))
            .collect();
        let is_known = is_pattern(part) || known.contains(part);
        let part = if is_known {
            part
        } else {
            nearest(part, known)?
        };
        meant.push(part);
    }
    Some(meant.join("."))
}

/// Whether a change belongs to the narrowed plan: one that is covered, or the entry of a target's
/// provider, which must exist first.
pub(super) fn wanted(change: &Change, selection: &Selection) -> bool {
    let carries_a_target = || {
        let of_provider = |provider| {
            let mut targets = selection.targets.iter();
            targets.any(|target| target.provider() == Some(provider) && selection.covers(target))
        };
        change.action == Action::Create
            && matches!(&change.address, Address::Provider(name) if of_provider(name))
    };
    selection.covers(&change.address) || carries_a_target()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fields, Resource};

    fn state(addresses: &[(&str, &str)]) -> State {
        addresses
            .iter()
            .map(|(a, key)| {
                (
                    Address::parse(a).unwrap(),
                    Resource::keyed(*key, Fields::new()),
                )
            })
            .collect()
    }

    fn declared() -> State {
        state(&[
            ("providers.us", "us"),
            ("providers.us.numbers.store", "+15017122661"),
            ("providers.eu.numbers.store", "+4915112345678"),
            ("providers.eu.numbers.help", "+4915112345679"),
            ("keywords.JOIN", "JOIN"),
        ])
    }

    #[test]
    fn short_forms_are_taken_where_they_are_unambiguous() {
        let desired = declared();
        let find = |text| resolve(text, &desired, &State::default()).map(|a| a.to_string());
        assert_eq!(find("help").unwrap(), "providers.eu.numbers.help");
        assert_eq!(find("+15017122661").unwrap(), "providers.us.numbers.store");
        assert_eq!(find("join").unwrap(), "keywords.JOIN");
        assert_eq!(find("keywords.join").unwrap(), "keywords.JOIN");
        assert!(
            matches!(find("store"), Err(TargetError::Ambiguous { candidates, .. }) if candidates.len() == 2)
        );
        assert!(matches!(find("nowhere"), Err(TargetError::Unknown(_))));
        assert!(matches!(
            find("providers.us.numbers.nowhere"),
            Err(TargetError::Unknown(_))
        ));
    }

    #[test]
    fn a_pattern_means_all_that_match_it() {
        let desired = declared();
        let find = |text| {
            let found = matching(text, &desired, &State::default());
            found.map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        let stores = ["providers.eu.numbers.store", "providers.us.numbers.store"];
        assert_eq!(find("providers.us.*").unwrap(), stores[1..]);
        assert_eq!(find("sto*").unwrap(), stores);
        assert_eq!(find("providers.[eu][us].numbers.stor?").unwrap(), stores);
        assert_eq!(find("+1*").unwrap(), stores[1..]);
        assert_eq!(find("keywords.j*").unwrap(), ["keywords.JOIN"]);
        assert_eq!(find("*").unwrap().len(), 5);
        assert!(matches!(find("no*"), Err(TargetError::Unmatched(_))));
        assert!(matches!(
            find("providers.[us"),
            Err(TargetError::NotAPattern { .. })
        ));
    }

    #[test]
    fn a_misspelt_target_is_recognised() {
        let desired = declared();
        let meant = |text| meant(text, &desired, &State::default());
        for (wrong, right) in [
            ("helo", "help"),
            ("hlep*", "help"),
            ("providers.us.numbers.stroe", "providers.us.numbers.store"),
            ("provider.us.number.*", "providers.us.numbers.*"),
            ("+15017122662", "+15017122661"),
            ("keywords.JION", "keywords.JOIN"),
            (
                "providers.contoso.numbers.help",
                "providers.eu.numbers.help",
            ),
        ] {
            assert_eq!(meant(wrong).as_deref(), Some(right));
        }
        assert_eq!(meant("sotre"), None, "`store` is ambiguous");
        assert_eq!(meant("colour"), None);
        assert_eq!(meant("providers.contoso.numbers.store"), None, "ambiguous");
    }
}
