//! Layer 2: the plan that reverts drift.
//!
//! A revert is a plan like any other, decided by the same table and checked by the same guards. Its
//! desired state is what the last apply left, so it includes nothing that is pending. It writes
//! only fields that are still declared. It creates, buys, adopts and forgets nothing, and it reports
//! what it leaves as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::Routers;
use crate::model::{
    Action, Address, Aspect, Difference, Drift, DriftStatus, Drifted, FieldName, Finding,
    FindingCode, Observed, Plan, Resource, Severity, Sight, State, Value,
};

/// The fields that get their recorded values back, by address.
pub type Reverted = BTreeMap<Address, BTreeSet<FieldName>>;

/// Returns the drift that can be reverted, and findings about the rest.
pub fn revertible(
    drift: &Drift,
    desired: &State,
    recorded: &State,
    routers: &Routers<'_>,
) -> (Reverted, Vec<Finding>) {
    let mut reverted = Reverted::new();
    let mut findings = Vec::new();
    for one in drift.resources.iter().filter(|one| one.is_drift()) {
        let mut stays = |why: String, help: &str| {
            findings.push(stays(&one.address, why, help));
        };
        if let Some(system) = one.address.counterpart() {
            let title = system.title();
            stays(
                format!("it is a record of {title}, and a revert changes nothing there"),
                "put it back there, or change the configuration and apply",
            );
            continue;
        }
        let (Some(want), Some(have)) = (desired.get(&one.address), recorded.get(&one.address))
        else {
            stays(
                "it is not declared any more, so nothing is written to it".to_owned(),
                "declare it again, or apply to forget it",
            );
            continue;
        };
        if one.status == DriftStatus::Missing {
            stays(
                "it is not in the account any more, and a revert creates and buys nothing"
                    .to_owned(),
                "`switchboard plan` shows what the next apply does about it",
            );
            continue;
        }
        let fields = of_one(one, want, have, routers, &mut stays);
        if !fields.is_empty() {
            reverted.insert(one.address.clone(), fields);
        }
    }
    (reverted, findings)
}

fn of_one(
    one: &Drifted,
    want: &Resource,
    have: &Resource,
    routers: &Routers<'_>,
    stays: &mut dyn FnMut(String, &str),
) -> BTreeSet<FieldName> {
    let router = one.address.provider().and_then(|name| routers.get(name));
    let is_route =
        |field: &str| router.is_some_and(|router| router.is_route(one.address.kind(), field));
    let mut fields = BTreeSet::new();
    let mut halved = false;
    for difference in one.counted() {
        match &difference.aspect {
            Aspect::Field(field) => match refusal(field, difference, want, have) {
                None => {
                    fields.insert(field.clone());
                }
                Some((why, help)) => {
                    halved |= is_route(field);
                    stays(why, help);
                }
            },
            Aspect::Route => stays(
                "another object answers its texts, and a revert changes only what is recorded"
                    .to_owned(),
                "`switchboard explain ADDRESS` says what answers, and what to declare",
            ),
            // The next apply records a new identifier by itself.
            Aspect::Id | Aspect::Existence => {}
        }
    }
    if halved {
        let (route, rest): (BTreeSet<_>, _) = fields.into_iter().partition(|field| is_route(field));
        fields = rest;
        if !route.is_empty() {
            let names: Vec<&str> = route.iter().map(AsRef::as_ref).collect();
            stays(
                format!(
                    "{} stays as it is: the URL, method and fallback of a route are put back together or not at all",
                    names.join(", ")
                ),
                "set the whole route in the configuration, and apply",
            );
        }
    }
    fields
}

/// Why a field does not get its recorded value back, and what to do.
fn refusal(
    field: &FieldName,
    difference: &Difference,
    want: &Resource,
    have: &Resource,
) -> Option<(String, &'static str)> {
    let Some(declared) = want.fields.find(field) else {
        return Some((
            format!("{field} is recorded and not declared any more, so it is not written"),
            "declare it again, or apply to forget it",
        ));
    };
    if declared.is_satisfied_by(&difference.observed) {
        return Some((
            format!("{field} is declared as it is live, so it stays"),
            "run `switchboard apply`: it records the live value without a write at the provider",
        ));
    }
    let recorded = have.fields.get(field);
    if let Value::Concealed { .. } = recorded
        && !recorded.is_satisfied_by(declared)
    {
        return Some((
            format!("{field} held a password, which is never kept"),
            "put the former URL into the configuration, the password included, and apply",
        ));
    }
    if let Some(members) = recorded.members() {
        let declared = declared.members();
        let there = difference.observed.members();
        let left = members
            .iter()
            .filter(|one| !there.is_some_and(|now| now.contains(*one)));
        let mut left = left.filter(|one| declared.is_some_and(|declared| declared.contains(*one)));
        if left.next().is_none() {
            return Some((
                format!("what left {field} is not declared in it any more, so it stays out"),
                "declare it again, or apply to forget it",
            ));
        }
    }
    None
}

fn stays(address: &Address, why: String, help: &str) -> Finding {
    Finding {
        severity: Severity::Warning,
        code: FindingCode::NotReverted.into(),
        address: Some(address.clone()),
        key: None,
        summary: why,
        help: help.to_owned(),
        blocks: false,
    }
}

/// Returns the state that a revert asks for: everything as recorded. A password is that of the
/// configuration, if it is the recorded one; a member that left and is not declared stays out.
pub fn desired_by_revert(
    reverted: &Reverted,
    declared: &State,
    recorded: &State,
    observed: &Observed,
) -> State {
    let mut desired = recorded.clone();
    for (address, fields) in reverted {
        let Some(wanted) = desired.resources.get_mut(address) else {
            continue;
        };
        let declared = declared.get(address);
        for field in fields {
            let own = declared.and_then(|declared| declared.fields.find(field));
            let value = match (wanted.fields.get(field), own) {
                (recorded @ Value::Concealed { .. }, Some(own))
                    if recorded.is_satisfied_by(own) =>
                {
                    own.clone()
                }
                (Value::Set { members }, own) => {
                    let own = own.and_then(Value::members);
                    let there = match observed.sight(address) {
                        Sight::Seen(seen) => seen.fields.get(field).members(),
                        Sight::Absent | Sight::Unread => None,
                    };
                    let has = |set: Option<&BTreeSet<String>>, member: &String| {
                        set.is_some_and(|set| set.contains(member))
                    };
                    let stays = |member: &&String| has(own, member) || has(there, member);
                    Value::Set {
                        members: members.iter().filter(stays).cloned().collect(),
                    }
                }
                _ => continue,
            };
            wanted.fields.insert(field.clone(), value);
        }
    }
    desired
}

/// Takes everything out of a plan but the fields that get their recorded values back.
pub fn keep_reverted(plan: &mut Plan, reverted: &Reverted, recorded: &State) {
    plan.unmanaged.clear();
    plan.changes.retain(|change| {
        reverted.contains_key(&change.address)
            && matches!(change.action, Action::Update | Action::NoOp)
    });
    for change in &mut plan.changes {
        let wanted = reverted.get(&change.address);
        let (keep, others): (Vec<_>, Vec<_>) = std::mem::take(&mut change.fields)
            .into_iter()
            .partition(|field| wanted.is_some_and(|wanted| wanted.contains(&field.field)));
        change.fields = keep;
        let have = recorded.get(&change.address);
        for field in &others {
            if let (Some(after), Some(have)) = (&mut change.after, have) {
                after.insert(field.field.clone(), have.fields.get(&field.field).clone());
            }
        }
        if !others.is_empty() {
            change.route = None;
        }
        if change.fields.is_empty() {
            (change.action, change.reason) = (Action::NoOp, None);
        }
    }
    plan.calls.writes = plan.changes.iter().map(crate::model::Change::writes).sum();
}
