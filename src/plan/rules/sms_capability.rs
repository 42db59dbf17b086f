//! Whether a declared number can receive texts at all. Where it cannot, the provider refuses
//! every setting that is about them and lets it into no group, so nothing is planned for it.

use super::case::Case;
use crate::model::{Address, Finding, FindingCode, Kind, Resource, Severity};

/// The finding about a number that is to answer texts, or to join a group, and cannot receive any.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let address = case.address;
    if address.kind() != Kind::Number {
        return None;
    }
    let (want, seen) = (case.want?, case.observed.state.get(address)?);
    let router = case.terms.router(address)?;
    let answers = case.joins_in_vain || router.steers(&want.fields, None);
    if !answers || router.receives(&seen.fields) != Some(false) {
        return None;
    }
    Some(deaf(address, want, Some(router.keys().phone_number)))
}

/// A number that cannot receive texts.
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
