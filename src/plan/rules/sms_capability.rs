//! E0726: a declared number that cannot receive texts. The provider refuses every setting about
//! texts and accepts the number in no group. So nothing is planned for it.

use super::case::Case;
use crate::model::{Address, Finding, FindingCode, Kind, Resource, Role, Severity};

/// Returns the finding about a number that must answer texts or join a group, and cannot receive
/// any.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let address = case.address;
    if address.kind() != Kind::Number {
        return None;
    }
    let (want, seen) = (case.want?, case.seen?);
    let router = case.terms.router(address)?;
    if router.receives(&seen.fields) != Some(false) {
        return None;
    }
    let handled = || router.route(&want.fields, None).decided_by.role != Role::Nothing;
    // Where groups overlap, a declared one may cover the number without listing it.
    let covered = || {
        let provider = address.provider().filter(|_| !router.exclusive());
        let mut groups = provider
            .into_iter()
            .flat_map(|provider| case.desired.of(provider));
        groups
            .any(|(address, group)| address.kind().is_group() && router.group_steers(&group.fields))
    };
    let own = || router.steers(&want.fields, None) && handled();
    let answers = case.joins_in_vain || own() || covered();
    if !answers {
        return None;
    }
    let key = router.keys().of_number(want.key.as_deref());
    Some(deaf(address, want, Some(key)))
}

/// Returns the finding about a number that cannot receive texts.
pub(in crate::plan) fn deaf(
    address: &Address,
    want: &Resource,
    key: Option<&'static str>,
) -> Finding {
    let number = want.key.as_deref().unwrap_or(address.name());
    Finding {
        severity: Severity::Error,
        code: FindingCode::CannotReceive.into(),
        address: Some(address.clone()),
        key,
        summary: format!("{number} cannot receive texts"),
        help: "declare a number that has SMS; what a number is capable of cannot be changed"
            .to_owned(),
        blocks: false,
    }
}
