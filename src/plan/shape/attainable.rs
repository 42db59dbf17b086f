//! Groups and their members: what can be attained, what is in another group, what moves.
//!
//! A member that is in another group cannot join (E0723), and nothing leaves a group as a side
//! effect (W0724 if that is allowed). So what cannot be attained is reported, and taken out of
//! *desired* before the decision, which then needs to know nothing of it.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::joining::{self, Joining, There};
use super::membership::{Elsewhere, Membership};
use crate::model::{
    Address, Change, Detach, FieldName, Finding, FindingCode, Kind, Level, Name, Observed,
    Resource, Router, Severity, State, Value,
};
use crate::plan::Terms;
use crate::plan::route_changes;
use crate::plan::rules::sms_capability;

/// The facts about the groups that are found before anything is decided.
pub(in crate::plan) struct Moves {
    attainable: BTreeMap<Address, Resource>,
    detaches: BTreeMap<Address, Vec<Detach>>,
    moving: BTreeMap<Name, BTreeSet<String>>,
    /// Numbers that are declared in a group and cannot receive texts, so that none takes them in.
    deaf: BTreeSet<Address>,
    /// Whether something declared is not attained and the configuration does not suppress that.
    short: bool,
    findings: Vec<Finding>,
}

/// Finds the members that are declared in one group and are in another.
pub(in crate::plan) fn moves(
    desired: &State,
    recorded: &State,
    observed: &Observed,
    terms: &Terms<'_>,
    seen_elsewhere: &BTreeMap<String, String>,
) -> Moves {
    let mut moves = Moves {
        attainable: BTreeMap::new(),
        detaches: BTreeMap::new(),
        moving: BTreeMap::new(),
        deaf: BTreeSet::new(),
        short: false,
        findings: Vec::new(),
    };
    let numbers = LazyCell::new(|| declared_numbers(desired));
    for (provider, router) in &terms.routers {
        let membership = Membership::of(provider, *router, desired, observed);
        for (member, address, there) in membership.elsewhere() {
            let there = Elsewhere {
                until_now: left(provider, *router, recorded, member, &there.id),
                ..there
            };
            if there.declared && terms.allow_detach && !terms.selection.excludes(address) {
                let detach = Detach {
                    group: there.id.clone(),
                    member: member.to_owned(),
                    name: there.name.clone(),
                };
                moves
                    .detaches
                    .entry(address.clone())
                    .or_default()
                    .push(detach);
                moves
                    .moving
                    .entry(provider.clone())
                    .or_default()
                    .insert(member.to_owned());
                moves
                    .findings
                    .push(leaving(address, member, &there, *router));
                continue;
            }
            let excluded = terms.selection.excludes(address);
            if let Some(group) = desired.get(address) {
                moves.short |= !excluded;
                moves.leave_out(address, group, member);
            }
            // The ambiguous name must be reported first: one of the groups that have it may be this
            // one.
            let candidates = observed.ambiguous.get(address);
            if !excluded && !candidates.is_some_and(|several| several.contains(&there.id)) {
                moves.findings.push(taken(address, member, &there, *router));
            }
        }
        for (member, address, group) in membership.all_declared() {
            let joining = Joining {
                number: numbers.get(member).copied(),
                member,
                group: address,
            };
            match joining.there(recorded, observed, terms, seen_elsewhere) {
                There::Yes => {}
                There::No(finding) => {
                    moves.short = true;
                    moves.leave_out(address, group, member);
                    moves.findings.extend(finding);
                }
            }
            if !membership.is_in(member, address) && joining.is_deaf(*router, observed) {
                moves.is_refused(&joining, group, terms);
            }
        }
    }
    moves
}

/// Returns the declared numbers by their keys.
fn declared_numbers(desired: &State) -> HashMap<&str, (&Address, &Resource)> {
    let numbers = desired.resources.iter();
    numbers
        .filter(|(address, _)| address.kind() == Kind::Number)
        .filter_map(|(address, number)| Some((number.key.as_deref()?, (address, number))))
        .collect()
}

impl Moves {
    /// Returns what can be attained of a group, if that is less than what is declared.
    pub(in crate::plan) fn attainable(&self, address: &Address) -> Option<&Resource> {
        self.attainable.get(address)
    }

    /// Whether a member cannot join the group it is declared in, and that counts.
    pub(in crate::plan) fn leaves_some_out(&self) -> bool {
        self.short
    }

    /// Whether a number cannot join its declared group because it cannot receive texts.
    pub(in crate::plan) fn is_deaf(&self, number: &Address) -> bool {
        self.deaf.contains(number)
    }

    fn leave_out(&mut self, address: &Address, group: &Resource, member: &str) {
        let attainable = self.attainable.entry(address.clone());
        without(attainable.or_insert_with(|| group.clone()), member);
    }

    /// Leaves out a member that no group accepts. The number's own finding reports it. If the
    /// number is not among the targets, the finding is added here.
    fn is_refused(&mut self, joining: &Joining<'_>, group: &Resource, terms: &Terms<'_>) {
        let Some((address, number)) = joining.number else {
            return;
        };
        self.leave_out(joining.group, group, joining.member);
        self.deaf.insert(address.clone());
        let finding = sms_capability::deaf(
            address,
            number,
            terms
                .keys(address)
                .map(|keys| keys.of_number(Some(joining.member))),
        );
        if !terms.hides(&finding) && terms.selection.covers(joining.group) {
            self.short = true;
            if !terms.selection.covers(address) {
                self.findings.push(finding);
            }
        }
    }

    /// Completes the decided changes: which numbers leave which group, and who answers for each
    /// number.
    pub(in crate::plan) fn settle(
        mut self,
        changes: &mut [Change],
        desired: &State,
        observed: &Observed,
        terms: &Terms<'_>,
        findings: &mut Vec<Finding>,
    ) {
        for change in changes
            .iter_mut()
            .filter(|change| change.writes_to_provider())
        {
            change.detaches = self.detaches.remove(&change.address).unwrap_or_default();
        }
        findings.append(&mut self.findings);
        let mut by_provider: BTreeMap<Name, Vec<&mut Change>> = BTreeMap::new();
        for change in changes {
            if let Some(provider) = change.address.provider() {
                match by_provider.get_mut(provider) {
                    Some(own) => own.push(change),
                    None => drop(by_provider.insert(provider.clone(), vec![change])),
                }
            }
        }
        for (provider, router) in &terms.routers {
            let hidden = |level| {
                observed
                    .unread
                    .iter()
                    .any(|unread| unread.provider == *provider && unread.level == level)
            };
            // If the groups were not seen, it is not known who answers.
            if hidden(Level::Group) {
                continue;
            }
            let mut membership = Membership::of(provider, *router, desired, observed);
            membership.moving = self.moving.remove(provider).unwrap_or_default();
            let mut own = by_provider.remove(provider).unwrap_or_default();
            route_changes::fill(
                &mut own,
                &membership,
                *router,
                desired,
                observed,
                &terms.silences,
                findings,
            );
            findings.extend(joining::outside_targets(
                &own,
                &membership,
                &terms.selection,
            ));
        }
    }
}

/// Returns the group in which the last apply left a member, if the member is in another group now.
fn left(
    provider: &Name,
    router: &dyn Router,
    recorded: &State,
    member: &str,
    now: &str,
) -> Option<String> {
    let groups = recorded
        .of(provider)
        .filter(|(address, group)| address.kind().is_group() && group.id.as_deref() != Some(now));
    let mut held = groups.filter(|(_, group)| {
        let members = router.members(&group.fields);
        members.is_some_and(|members| members.contains(member))
    });
    held.next().map(|(address, group)| {
        let name = group.key.as_deref();
        name.unwrap_or(address.name()).to_owned()
    })
}

fn without(group: &mut Resource, member: &str) {
    let sets: Vec<(FieldName, BTreeSet<String>)> = group
        .fields
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value.members()?.clone())))
        .collect();
    for (name, mut members) in sets {
        members.remove(member);
        group.fields.insert(name, Value::Set { members });
    }
}

fn taken(address: &Address, member: &str, there: &Elsewhere, router: &dyn Router) -> Finding {
    let kind = address.kind();
    let help = if there.declared {
        let loss = router.loss_on_leaving();
        let loss = loss.map(|loss| format!("; {loss}")).unwrap_or_default();
        format!(
            "a number is in one {kind} at most: take it out of the other one in the console, or let it move with --allow-detach{loss}"
        )
    } else {
        format!(
            "a number is in one {kind} at most, and nothing undeclared is changed: take it out there in the console, or declare that one and put the number there"
        )
    };
    Finding {
        severity: Severity::Error,
        code: FindingCode::InAnotherGroup.into(),
        address: Some(address.clone()),
        key: Some(router.keys().members),
        summary: format!(
            "{member} cannot join: it is in {} ({}){}",
            there.name,
            there.id,
            there.moved()
        ),
        help,
        blocks: false,
    }
}

fn leaving(address: &Address, member: &str, there: &Elsewhere, router: &dyn Router) -> Finding {
    Finding {
        severity: Severity::Warning,
        code: FindingCode::LeavesGroup.into(),
        address: Some(address.clone()),
        key: Some(router.keys().members),
        summary: format!(
            "{member} leaves {} ({}){}",
            there.name,
            there.id,
            there.moved()
        ),
        help: router.advice_on_moving().to_owned(),
        blocks: false,
    }
}
