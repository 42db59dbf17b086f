//! W0762: a group has no room for all numbers that will join it. The provider may have raised the
//! limit for this account. So the finding is a warning, and the joins are still planned.

use std::collections::BTreeSet;

use super::planned::Planned;
use crate::model::{Finding, FindingCode, Severity, Value};

/// Returns the findings about a group that would hold more members than a group usually may. A
/// configuration that declares too many members by itself is not reported here.
pub(super) fn find(planned: &Planned<'_>) -> Vec<Finding> {
    let Planned {
        change,
        desired,
        terms,
        ..
    } = *planned;
    let kind = change.address.kind();
    let Some(router) = terms.router(&change.address).filter(|_| kind.is_group()) else {
        return Vec::new();
    };
    let limit = router.capacity();
    let declared = desired
        .get(&change.address)
        .and_then(|want| router.members(&want.fields))
        .map_or(0, |members| members.listed().count());
    if declared > limit {
        return Vec::new();
    }
    let joining = change.fields.iter().filter(|field| field.after.is_set());
    joining
        .filter_map(|field| {
            let members = |value| Value::members(value).into_iter().flatten();
            let there: BTreeSet<&String> = members(&field.before).collect();
            let total = there.len() + members(&field.after).filter(|member| !there.contains(member)).count();
            (total > limit).then(|| Finding {
                severity: Severity::Warning,
                code: FindingCode::HoldsTooMany.into(),
                address: Some(change.address.clone()),
                key: Some(router.keys().members),
                summary: format!(
                    "{} would hold {total} numbers: {} that are there and {} that join; a {kind} takes {limit}",
                    change.key.as_deref().unwrap_or(change.address.name()),
                    there.len(),
                    total - there.len(),
                ),
                help: format!("declare a second {kind} for the rest, or ask the provider for a higher limit"),
                blocks: false,
            })
        })
        .collect()
}
