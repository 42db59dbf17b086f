//! Tells who is in the way: what answers in a declared number's place, and the YAML that would
//! take it over.

use std::collections::BTreeMap;

use super::routes::Membership;
use crate::model::{Address, Change, Finding, RouteChange, Router, Severity, Silences};

/// A group that nobody declares answers for a declared number.
const IN_THE_WAY: &str = "W0722";

/// A number that something else answers for, also when the plan is carried out.
pub(super) fn shadowed(change: &Change, route: &RouteChange, key: &str) -> Finding {
    let wanted = route
        .declared
        .shown_url()
        .unwrap_or_else(|| "nobody".to_owned());
    let gets = route
        .after
        .shown_url()
        .unwrap_or_else(|| "nobody".to_owned());
    let because = route
        .after
        .steps
        .iter()
        .find(|step| step.decides)
        .map_or("", |step| step.because.as_str());
    Finding {
        severity: Severity::Error,
        code: "E0721",
        address: Some(change.address.clone()),
        key: None,
        summary: format!("texts to {key} are answered by {gets} and not by {wanted}"),
        help: format!(
            "{because}; `switchboard explain {}` tells the whole chain",
            change.address
        ),
        blocks: false,
    }
}

/// One finding per group in the way: the YAML that would declare it. It stands at the first of the
/// numbers that it answers for, less those that do not want to hear of it.
pub(super) fn in_the_way(
    groups: &BTreeMap<String, Vec<(&Address, &str)>>,
    membership: &Membership<'_>,
    router: &dyn Router,
    silences: &Silences,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, members) in groups {
        let group = membership
            .now
            .values()
            .find(|seen| seen.id == id && seen.address.is_none());
        let told: Vec<(&Address, &str)> = members
            .iter()
            .filter(|(address, _)| !silences.hide(IN_THE_WAY, Some(address)))
            .copied()
            .collect();
        if let (Some(seen), Some((first, _))) = (group, told.first()) {
            let members: Vec<&str> = told.iter().map(|(_, key)| *key).collect();
            findings.push(Finding {
                severity: Severity::Warning,
                code: IN_THE_WAY,
                address: Some((*first).clone()),
                key: None,
                summary: format!(
                    "{} ({id}) answers for {}, and the configuration does not declare it",
                    seen.name,
                    members.join(", ")
                ),
                help: format!(
                    "nothing is changed that isn't declared; so that each number answers by itself again, declare it under its provider: {}",
                    router.declaration_of(
                        seen.group(),
                        &format!("the names of {}", members.join(", "))
                    )
                ),
                blocks: false,
            });
        }
    }
    findings
}
