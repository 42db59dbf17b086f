//! Whether a declared number can receive texts at all. Where it cannot, the provider refuses
//! every setting that is about them, so nothing is planned for it.

use crate::model::{Address, Finding, Kind, Observed, Resource, Severity};

use super::Routers;

/// The finding about a number that is to answer texts and cannot receive any.
pub(super) fn refused(
    want: Option<&Resource>,
    address: &Address,
    observed: &Observed,
    routers: &Routers<'_>,
) -> Option<Finding> {
    if address.kind() != Kind::Number {
        return None;
    }
    let (want, seen) = (want?, observed.state.get(address)?);
    let router = routers.get(address.provider()?)?;
    if !router.steers(&want.fields, None) || router.receives(&seen.fields) != Some(false) {
        return None;
    }
    let key = want.key.as_deref().unwrap_or(address.name());
    Some(Finding {
        severity: Severity::Error,
        code: "E0726",
        address: Some(address.clone()),
        key: Some("phone_number"),
        summary: format!("{key} cannot receive texts"),
        help: "declare a number that has SMS; what a number is capable of cannot be changed"
            .to_owned(),
        blocks: false,
    })
}
