//! W0728: a group or handler that the last apply left and that was deleted since. The plan creates
//! it again, or another one of that name is used in its place. Both are reported, because not
//! everything comes back.

use super::case::Case;
use crate::model::{Finding, FindingCode, Severity, Sight};

/// Returns the finding about a recorded group that is gone or replaced by another one.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let Case {
        address,
        observed,
        terms,
        ..
    } = *case;
    let want = case.want?;
    // A group declared by its identifier is reported as missing under it, and is never created.
    if !address.kind().is_found_by_name() || want.id.is_some() {
        return None;
    }
    // An error reports in this case that it is not clear which group is meant.
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
        Sight::Absent => "it will be created again".to_owned(),
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
        help: if address.kind().is_group() {
            format!(
                "its declared numbers join again; where it was deleted, {}. If it was given up on purpose, remove it from the configuration",
                terms
                    .router(address)
                    .map_or("its other numbers went with it", |router| router
                        .loss_with_group())
            )
        } else {
            "the numbers that are declared with it get the new one; give it to other numbers that had it in the provider's console. If it was given up on purpose, remove it from the configuration".to_owned()
        },
        blocks: false,
    })
}
