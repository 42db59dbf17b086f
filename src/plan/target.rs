//! The narrowing of a plan to what `--target` names.

use std::collections::BTreeSet;

use crate::model::{Action, Address, Change, State};

/// Why a target could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No declared or recorded resource has this name.
    #[error("nothing declared or recorded is called `{0}`")]
    Unknown(String),
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
    if let Some(address) = Address::parse(text) {
        // A keyword keeps the spelling it is declared in.
        let known = all()
            .map(|(known, _)| known)
            .find(|known| **known == address);
        return known
            .cloned()
            .ok_or_else(|| TargetError::Unknown(text.to_owned()));
    }
    let called = |address: &Address, key: Option<&String>| match address {
        Address::Keyword(word) => word.as_str().eq_ignore_ascii_case(text),
        _ => address.name() == text || key.is_some_and(|key| key == text),
    };
    let found: BTreeSet<&Address> = all()
        .filter(|(address, resource)| called(address, resource.key.as_ref()))
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

/// Whether an address is among the targets or under a provider that is. No targets means all.
pub(super) fn covers(address: &Address, targets: &BTreeSet<Address>) -> bool {
    let under = |provider| targets.contains(&Address::Provider(provider));
    targets.is_empty()
        || targets.contains(address)
        || address.provider().cloned().is_some_and(under)
}

/// Whether a change belongs to the narrowed plan: a target, or the entry of a target's provider,
/// which must exist first.
pub(super) fn wanted(change: &Change, targets: &BTreeSet<Address>) -> bool {
    let carries_a_target = || {
        change.action == Action::Create
            && matches!(&change.address, Address::Provider(name) if targets.iter().any(|t| t.provider() == Some(name)))
    };
    covers(&change.address, targets) || carries_a_target()
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

    #[test]
    fn short_forms_are_taken_where_they_are_unambiguous() {
        let desired = state(&[
            ("providers.us.numbers.store", "+15017122661"),
            ("providers.eu.numbers.store", "+4915112345678"),
            ("providers.eu.numbers.help", "+4915112345679"),
            ("keywords.JOIN", "JOIN"),
        ]);
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
}
