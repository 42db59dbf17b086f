//! W0735: numbers join a group that answers for them from then on, and nothing in the configuration
//! says who answers. The group's own URL is not declared either, so nothing else shows where the texts
//! go.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Address, Change, Fields, Finding, FindingCode, Group, Kind, Members, Observed, Resource, Role,
    Route, Router, Severity, State, Takeover, Text,
};
use crate::plan::shape::membership::{Membership, Seen};
use crate::plan::shape::overlay::overlaid;

/// The most numbers that a finding names.
const NAMED: usize = 3;

/// Fills in what the groups of one provider take over from numbers whose routes the plan does not
/// have. Returns the findings about numbers for which nothing declared says who answers.
pub(in crate::plan) fn fill(
    changes: &mut [&mut Change],
    membership: &Membership<'_>,
    router: &dyn Router,
    desired: &State,
    observed: &Observed,
) -> Vec<Finding> {
    let Some(provider) = changes
        .first()
        .and_then(|one| one.address.provider())
        .cloned()
    else {
        return Vec::new();
    };
    let own = desired.of(&provider);
    let own = own.filter(|(address, _)| address.kind() == Kind::Number);
    let numbers: BTreeMap<&str, (&Address, &Resource)> = own
        .filter_map(|one| Some((one.1.key.as_deref()?, one)))
        .collect();
    let routed: BTreeSet<Text> = changes
        .iter()
        .filter(|change| change.address.kind() == Kind::Number && change.route.is_some())
        .filter_map(|change| change.key.clone())
        .collect();
    let nothing = Fields::new();
    let mut findings = Vec::new();
    let groups = changes.iter_mut();
    let groups = groups.filter(|one| one.address.kind().is_group() && one.writes_to_provider());
    for change in groups {
        let there = observed.state.get(&change.address);
        let seen = there.map_or(&nothing, |there| &there.fields);
        let then = overlaid(seen, change.after.as_ref());
        let listed = |fields| router.members(fields).into_iter().flat_map(Members::listed);
        let members: BTreeSet<&String> = listed(seen).collect();
        let group = Group {
            id: there.and_then(|there| there.id.as_deref()),
            name: change.key.as_deref().unwrap_or_default(),
            fields: &then,
        };
        let mut taken: Option<Takeover> = None;
        let mut undeclared = Vec::new();
        let joining = listed(&then).filter(|one| !members.contains(one));
        for member in joining.filter(|one| !routed.contains(one.as_str())) {
            let declared = numbers.get(member.as_str());
            let number = declared.and_then(|(address, _)| observed.state.get(address));
            let number = number.map_or(&nothing, |number| &number.fields);
            let before = router.route(number, membership.now(member).map(Seen::group));
            let after = router.route(number, Some(group));
            if after.decided_by.role != Role::Group || before.answers_like(&after) {
                continue;
            }
            let says_who = declared.is_some_and(|(address, want)| {
                let route = membership.declared_route(address, want, router, observed);
                route.is_some()
            });
            if !says_who {
                undeclared.push(member.clone());
            }
            let first = || Takeover {
                numbers: Vec::new(),
                after,
            };
            taken.get_or_insert_with(first).numbers.push(member.clone());
        }
        if let Some(taken) = &taken
            && !undeclared.is_empty()
        {
            findings.push(finding(&change.address, &undeclared, &taken.after, router));
        }
        change.takes_over = taken.map(Box::new);
    }
    findings
}

fn finding(group: &Address, numbers: &[String], after: &Route, router: &dyn Router) -> Finding {
    let named = numbers.get(..NAMED).unwrap_or(numbers).join(", ");
    let texts = match numbers.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    };
    let kind = after.decided_by;
    let name = after.decider_name.as_deref().unwrap_or(group.name());
    let join = if numbers.len() == 1 {
        "it joins"
    } else {
        "they join"
    };
    let who = match after.shown_url() {
        Some(url) => format!("{url} answers texts to {texts} from now on"),
        None => format!("nothing answers texts to {texts} from now on"),
    };
    Finding {
        severity: Severity::Warning,
        code: FindingCode::AnsweredByJoining.into(),
        address: Some(group.clone()),
        key: Some(router.keys().members),
        summary: format!(
            "{who}, because {join} the {kind} {name}, and nothing in the configuration says who answers"
        ),
        help: router.advice_on_joining().to_owned(),
        blocks: false,
    }
}
