//! A group that the last apply left and that is gone: somebody deleted it. It is made anew, or
//! another one of its name is taken for it; either is told, as not all of it comes back.

use super::case::Case;
use crate::model::{Finding, FindingCode, Severity, Sight};

/// The finding about a recorded group in whose place there is nothing, or another one.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let Case {
        address,
        observed,
        terms,
        ..
    } = *case;
    let want = case.want?;
    // One that is declared by its identifier is missed by it, and is never made.
    if !address.kind().is_group() || want.id.is_some() {
        return None;
    }
    // Which one is meant is told as an error then.
    if observed.claimed.contains_key(address) || observed.ambiguous.contains_key(address) {
        return None;
    }
    let old = case.have?.id.as_deref()?;
    let name = want.key.as_deref().unwrap_or(address.name());
    let then = match observed.sight(address) {
        Sight::Unread => return None,
        Sight::Seen(seen) if seen.id.as_deref() == Some(old) => return None,
        Sight::Seen(seen) => format!(
            "another one of that name, {}, is taken for it",
            seen.id.as_deref().unwrap_or_default()
        ),
        Sight::Absent => "it is made anew".to_owned(),
    };
    Some(Finding {
        severity: Severity::Warning,
        code: FindingCode::GroupGone.into(),
        address: Some(address.clone()),
        key: terms.keys(address).map(|keys| keys.name),
        summary: format!(
            "the {} {name} ({old}) that the last apply left is not in the account any more: {then}",
            address.kind()
        ),
        help: format!(
            "its declared numbers join again; where it was deleted, {}. If it was given up on purpose, remove it from the configuration",
            terms
                .router(address)
                .map_or("its other numbers went with it", |router| router
                    .loss_with_group())
        ),
        blocks: false,
    })
}
