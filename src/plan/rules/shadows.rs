//! What answers in a declared number's place (E0721), with the YAML that would declare it (W0722),
//! or beside the declared group (W0720).

use std::collections::BTreeMap;

use crate::model::{
    Address, AlsoReceives, Change, Finding, FindingCode, HttpsUrl, Obstacle, RouteChange, Router,
    Severity, Silences, Text,
};
use crate::plan::shape::membership::Membership;

/// Returns the finding about a number that another object answers for, also after the plan is
/// carried out. `obstacle` is the declared group that does so.
pub(in crate::plan) fn shadowed(
    change: &Change,
    route: &RouteChange,
    obstacle: Option<&Obstacle>,
    key: &str,
) -> Finding {
    let because = route
        .after
        .steps
        .iter()
        .find(|step| step.decides)
        .map_or("", |step| &*step.because);
    let declare = obstacle.map_or_else(String::new, |obstacle| {
        format!("{}; ", obstacle.advice(&change.address))
    });
    Finding {
        severity: Severity::Error,
        code: FindingCode::AnsweredElsewhere.into(),
        address: Some(change.address.clone()),
        key: None,
        summary: answered(route, key),
        help: format!(
            "{because}; {declare}`switchboard explain {}` shows the whole chain",
            change.address
        ),
        blocks: false,
    }
}

/// Returns the finding about a number whose texts several groups receive, although one should.
pub(in crate::plan) fn delivered_more_than_once(
    address: &Address,
    key: &str,
    declared: Option<&str>,
    also: &[AlsoReceives],
) -> Finding {
    let own = declared.and_then(organisation);
    let foreign = also.iter().find(|one| {
        let theirs = organisation(&one.url);
        theirs.is_some() && own.is_some() && theirs != own
    });
    let foreign = foreign.map(|one| {
        format!(
            "; {} belongs to another organisation, which acts on the same texts",
            one.name
        )
    });
    let also: Vec<String> = also.iter().map(ToString::to_string).collect();
    Finding {
        severity: Severity::Warning,
        code: FindingCode::DeliveredMoreThanOnce.into(),
        address: Some(address.clone()),
        key: None,
        summary: format!(
            "texts to {key} are delivered more than once: {} also receives them{}",
            also.join(", "),
            foreign.unwrap_or_default()
        ),
        help: "nothing undeclared is changed: remove the other receiver in the provider's console, or make sure that both may answer".to_owned(),
        blocks: false,
    }
}

/// Returns the organisation that a callback URL names.
fn organisation(url: &str) -> Option<String> {
    HttpsUrl::parse(url).ok()?.organisation()
}

/// Returns a sentence that says what answers a number's texts instead. A route that the plan itself
/// causes is described in the future tense, because another object answers until then.
fn answered(route: &RouteChange, key: &str) -> String {
    let (declared, after) = (&route.declared, &route.after);
    let are = if route.stays() { "are" } else { "will be" };
    let answered = match (after.shown_answer(), declared.shown_answer()) {
        (None, Some(wanted)) => {
            format!("texts to {key} {are} not answered, although {wanted} is declared")
        }
        (Some(gets), None) => {
            format!(
                "texts to {key} {are} answered by {gets}, but the configuration declares no answer"
            )
        }
        (Some(gets), _) if after.answers_like(declared) => {
            let who = after.decider_name.as_deref().or(after.decider.as_deref());
            let who = who.unwrap_or("something else");
            format!(
                "texts to {key} {are} answered by {who}, which calls {gets} too, but the configuration does not put the number there"
            )
        }
        (Some(gets), Some(wanted)) if gets == wanted => {
            let method = |route: &crate::model::Route| route.method.clone().unwrap_or_default();
            format!(
                "texts to {key} {are} sent to {gets} with {} and not with {}",
                method(after),
                method(declared)
            )
        }
        (gets, wanted) => format!(
            "texts to {key} {are} answered by {} and not by {}",
            gets.as_deref().unwrap_or("nothing"),
            wanted.as_deref().unwrap_or("nothing")
        ),
    };
    if route.stays() {
        answered
    } else {
        let now = route.before.shown_answer();
        let now = now.map_or_else(
            || "now nothing answers".to_owned(),
            |answer| format!("now it is {answer}"),
        );
        format!("{answered}, once this plan is carried out; {now}")
    }
}

/// Returns one finding per group in the way, with the YAML that would declare the group. Its
/// address is the first of the numbers that the group answers for. Numbers that suppress the
/// finding are left out.
pub(in crate::plan) fn in_the_way(
    groups: &BTreeMap<Text, Vec<(&Address, &str)>>,
    membership: &Membership<'_>,
    router: &dyn Router,
    silences: &Silences,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, members) in groups {
        let group = membership
            .all_groups()
            .find(|seen| seen.id == id && seen.address.is_none());
        let reported: Vec<(&Address, &str)> = members
            .iter()
            .filter(|(address, _)| {
                !silences.hide(FindingCode::UndeclaredGroupAnswers, Some(address))
            })
            .copied()
            .collect();
        if let (Some(seen), Some((first, _))) = (group, reported.first()) {
            let names: Vec<&str> = reported.iter().map(|(address, _)| address.name()).collect();
            let members: Vec<&str> = reported.iter().map(|(_, key)| *key).collect();
            findings.push(Finding {
                severity: Severity::Warning,
                code: FindingCode::UndeclaredGroupAnswers.into(),
                address: Some((*first).clone()),
                key: None,
                summary: format!(
                    "{} ({id}) answers for {}, and the configuration does not declare it",
                    seen.name,
                    members.join(", ")
                ),
                help: format!(
                    "nothing is changed that isn't declared; so that each number answers by itself again, declare it under its provider: {}",
                    router.declaration_of(seen.group(), &names.join(", "))
                ),
                blocks: false,
            });
        }
    }
    findings
}
