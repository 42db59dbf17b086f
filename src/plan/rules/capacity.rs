//! The finding that a group has no room for all numbers that will join it. The provider may have
//! raised the limit for this account. So the finding is a warning, and the joins are still planned.

use std::collections::BTreeSet;

use crate::model::{Change, Finding, FindingCode, Severity, State, Value};
use crate::plan::Routers;

/// Warns of groups that would hold more members than a group usually may. A configuration that
/// declares too many members by itself is not reported here.
pub(in crate::plan) fn judge(
    changes: &[Change],
    desired: &State,
    routers: &Routers<'_>,
    findings: &mut Vec<Finding>,
) {
    let nobody = BTreeSet::new();
    for change in changes
        .iter()
        .filter(|change| change.address.kind().is_group())
    {
        let Some(router) = change.address.provider().and_then(|name| routers.get(name)) else {
            continue;
        };
        let kind = change.address.kind();
        let limit = router.capacity();
        let declared = desired
            .get(&change.address)
            .and_then(|want| router.members(&want.fields))
            .map_or(0, |members| members.listed().count());
        let joining = change.fields.iter().filter(|field| field.after.is_set());
        for field in joining {
            let members = |value| Value::members(value).unwrap_or(&nobody);
            let (there, wanted) = (members(&field.before), members(&field.after));
            let total = there.union(wanted).count();
            if total <= limit || declared > limit {
                continue;
            }
            findings.push(Finding {
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
            });
        }
    }
}
