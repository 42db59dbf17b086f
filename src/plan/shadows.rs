//! Tells who is in the way: what answers in a declared number's place, and the YAML that would
//! take it over.

use std::collections::BTreeMap;

use super::membership::Membership;
use crate::model::{Change, Finding, RouteChange, Router, Severity};

/// A number that something else answers for, also when the plan is carried out.
pub(super) fn shadowed(change: &Change, route: &RouteChange, key: &str) -> Finding {
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
        summary: answered(route, key),
        help: format!(
            "{because}; `switchboard explain {}` tells the whole chain",
            change.address
        ),
        blocks: false,
    }
}

/// By whom a number's texts are answered instead, in a sentence.
fn answered(route: &RouteChange, key: &str) -> String {
    let (declared, after) = (&route.declared, &route.after);
    match (after.shown_url(), declared.shown_url()) {
        (None, Some(wanted)) => {
            format!("texts to {key} are answered by nobody instead of {wanted}")
        }
        (Some(gets), None) => {
            format!("texts to {key} are answered by {gets}, and declared is that nobody answers")
        }
        (Some(gets), _) if after.answers_like(declared) => {
            let who = after.decider_name.as_deref().or(after.decider.as_deref());
            let who = who.unwrap_or("something else");
            format!(
                "texts to {key} are answered by {who}, which calls {gets} too, but the configuration does not put the number there"
            )
        }
        (Some(gets), Some(wanted)) if gets == wanted => {
            let method = |route: &crate::model::Route| route.method.clone().unwrap_or_default();
            format!(
                "texts to {key} are sent to {gets} with {} and not with {}",
                method(after),
                method(declared)
            )
        }
        (gets, wanted) => format!(
            "texts to {key} are answered by {} and not by {}",
            gets.as_deref().unwrap_or("nobody"),
            wanted.as_deref().unwrap_or("nobody")
        ),
    }
}

/// One finding per group in the way: the YAML that would declare it.
pub(super) fn in_the_way(
    groups: &BTreeMap<String, Vec<String>>,
    membership: &Membership<'_>,
    router: &dyn Router,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, members) in groups {
        let group = membership
            .now
            .values()
            .find(|seen| seen.id == id && seen.address.is_none());
        if let Some(seen) = group {
            let members: Vec<&str> = members.iter().map(String::as_str).collect();
            findings.push(Finding {
                severity: Severity::Warning,
                code: "W0722",
                address: None,
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
