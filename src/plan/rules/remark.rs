//! What a provider's kind says about an object that is as it should be, or about what a planned change
//! does in addition. The kind has the codes and the words.

use super::case::Case;
use super::planned::Planned;
use crate::model::{Action, Finding};

/// Returns the remark about a declared object.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let (want, seen) = (case.want?, case.seen?);
    let router = case.terms.router(case.address)?;
    let kind = case.address.kind();
    let remark = router.remark(kind, &want.fields, &seen.fields)?;
    Some(remark.at(case.address))
}

/// Returns the announcement of what a change does in addition.
pub(super) fn announced(planned: &Planned<'_>) -> Vec<Finding> {
    let change = planned.change;
    if !change.writes_to_provider() {
        return Vec::new();
    }
    let Some(router) = planned.terms.router(&change.address) else {
        return Vec::new();
    };
    let provider = change.address.provider();
    let missing = provider.and_then(|provider| planned.observed.prerequisites.get(provider));
    let missing = missing.filter(|_| change.action == Action::Create);
    let announcement = router.announcement(change, missing.map_or(&[], Vec::as_slice));
    let announcement = announcement.map(|one| one.at(&change.address));
    announcement.into_iter().collect()
}
