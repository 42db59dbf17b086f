//! The undo of a run: a desired state made of the values from before the run.
//!
//! An undo is a plan like any other, decided by the same table and checked by the same guards. Only
//! its desired state comes from history and not from the configuration. It never releases, detaches
//! or forgets anything. It reports what cannot be put back. A field that was changed outside
//! Switchboard since the run is left as it is, because an undo cannot judge that change.

mod added;
mod judge;

use std::collections::{BTreeMap, BTreeSet};

use super::Routers;
use crate::model::{
    Action, Address, FieldName, Fields, Finding, FindingCode, Outcome, Settled, Severity, State,
    Value, is_unclear, left_group,
};

/// The desired state that undoes a run, and what it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// Everything recorded, with the fields of the run as they were before it.
    pub desired: State,
    /// The addresses that the run changed and that can be put back.
    pub targets: BTreeSet<Address>,
    /// The values that the run left in each field to put back.
    left: BTreeMap<Address, Fields>,
    /// Members that joined, by group and field: they stay.
    joined: BTreeMap<(Address, FieldName), BTreeSet<String>>,
    /// The fields of each target that make up its route. They are put back together or not at all,
    /// because half a route was never configured.
    routes: BTreeMap<Address, BTreeSet<FieldName>>,
    /// What cannot be put back, and why.
    findings: Vec<Finding>,
}

/// Returns what undoes a run. `changes` are in the order in which they were recorded.
pub fn undo(changes: &[Settled], recorded: &State, routers: &Routers<'_>) -> Undo {
    let mut undo = Undo {
        desired: recorded.clone(),
        targets: BTreeSet::new(),
        left: BTreeMap::new(),
        joined: BTreeMap::new(),
        routes: BTreeMap::new(),
        findings: Vec::new(),
    };
    let mut only_recorded = 0;
    let mut let_go = 0;
    // The last thing that a run did to an address is undone first. A group has one change for each
    // part.
    let mut created = BTreeSet::new();
    for change in changes.iter().rev() {
        match change.action {
            Action::NoOp => {}
            Action::Update => undo.put_back(change, recorded, routers),
            Action::Create if change.address.kind().lives_in_registry() => only_recorded += 1,
            Action::Adopt => only_recorded += 1,
            Action::Forget => let_go += 1,
            Action::Create if change.address.counterpart().is_some() => {
                undo.stays_at_counterpart(change);
            }
            Action::Create | Action::Purchase if change.outcome == Outcome::Failed => {}
            Action::Create => {
                created.insert(&change.address);
                undo.stays(
                    &change.address,
                    "the run created it, and it stays",
                    "remove it from the configuration to forget it; deleting it is done in the provider's console",
                );
            }
            Action::Purchase => undo.stays(
                &change.address,
                "the run bought it, and it stays",
                "only `switchboard numbers release` gives a number up, and that may be for good",
            ),
        }
    }
    undo.findings.reverse();
    for ((address, field), members) in std::mem::take(&mut undo.joined) {
        if !created.contains(&address) {
            undo.stays(
                &address,
                &added::added(&address, &field, &members),
                &format!(
                    "nothing leaves a {} as a side effect; take it out in the provider's console",
                    address.kind()
                ),
            );
        }
    }
    undo.in_the_registry(
        only_recorded,
        "recorded only, and they stay recorded",
        "nothing was changed at the provider; remove them from the configuration to forget them",
    );
    undo.in_the_registry(
        let_go,
        "forgotten, and they stay forgotten",
        "nothing was changed at the provider; declare them again and they are adopted as they are",
    );
    undo
}

impl Undo {
    fn put_back(&mut self, change: &Settled, recorded: &State, routers: &Routers<'_>) {
        let (Some(before), Some(after)) = (&change.before, &change.after) else {
            return;
        };
        let address = &change.address;
        let Some(have) = recorded.get(address) else {
            let is_about = |finding: &Finding| finding.address.as_ref() == Some(address);
            if self.findings.iter().any(is_about) {
                return;
            }
            let (why, help) = match change.outcome {
                Outcome::Done => (
                    "it is not recorded any more, so what the run changed stays",
                    "declare it again, apply, and undo the run then",
                ),
                Outcome::Failed | Outcome::Intended => (
                    "the run did not finish changing it, and it is not recorded, so nothing is put back",
                    "`switchboard plan` shows what it is now",
                ),
            };
            return self.refuse(address, why.to_owned(), help);
        };
        let router = address
            .provider()
            .and_then(|provider| routers.get(provider));
        let is_route =
            |field: &str| router.is_some_and(|router| router.is_route(address.kind(), field));
        let mut restored: Vec<(FieldName, Value, Value)> = Vec::new();
        let mut halved = false;
        for (field, left) in after.iter() {
            let was = before.get(field);
            if was.is_set() || left.is_set() {
                let joining = left
                    .members()
                    .into_iter()
                    .flatten()
                    .filter(|member| !was.members().is_some_and(|were| were.contains(*member)));
                let joining: Vec<String> = joining.cloned().collect();
                if change.outcome == Outcome::Failed {
                    if change.error.as_deref().is_some_and(left_group) {
                        self.half_moved(address, &joining, have.fields.get(field));
                    }
                } else if !joining.is_empty() {
                    let group = (address.clone(), field.clone());
                    self.joined.entry(group).or_default().extend(joining);
                }
                continue;
            }
            // After an interrupted run, the recorded value is the one from before the run.
            let again = change.outcome == Outcome::Done && have.fields.find(field) != Some(left);
            if was == left {
                // The run did not change the value, and it no longer fits what the run will put
                // back.
                halved |= again && is_route(field);
                continue;
            }
            if again {
                let why = format!("{field} was applied again since that run");
                self.refuse(address, why, "undo the later run first");
                halved |= is_route(field);
                continue;
            }
            if let Value::Concealed { .. } = was {
                let why = format!("{field} held a password, which is never kept");
                let help =
                    "put the former URL into the configuration, the password included, and apply";
                self.refuse(address, why, help);
                halved |= is_route(field);
                continue;
            }
            restored.push((field.clone(), was.clone(), left.clone()));
        }
        if halved {
            let (stay, rest) = restored
                .into_iter()
                .partition(|(field, ..)| is_route(field));
            restored = rest;
            self.rest_stays(address, &stay);
        }
        let fields = after.iter().map(|(field, _)| field);
        let route = fields.filter(|field| is_route(field)).cloned().collect();
        self.routes.insert(address.clone(), route);
        for (field, was, left) in restored {
            self.targets.insert(address.clone());
            if let Some(desired) = self.desired.resources.get_mut(address) {
                desired.fields.insert(field.clone(), was);
            }
            let fields = self.left.entry(address.clone()).or_default();
            fields.insert(field, left);
        }
    }

    /// Reports members that left their former group for this one and did not join, unless they are
    /// recorded as its members since. The inverse of the run adds no member to a group.
    fn half_moved(&mut self, address: &Address, members: &[String], recorded: &Value) {
        let joined = |member: &str| recorded.members().is_some_and(|now| now.contains(member));
        for member in members.iter().filter(|member| !joined(member)) {
            self.refuse(
                address,
                format!(
                    "{member} left its former {} and did not join this one, and is not put back",
                    address.kind()
                ),
                "apply again to finish the move; to reverse it, put the number back in the provider's console: `switchboard registry history RUN` names the service",
            );
        }
    }

    /// Reports the fields that would be half a route. They stay, because the other half cannot be
    /// put back.
    fn rest_stays(&mut self, address: &Address, stay: &[(FieldName, Value, Value)]) {
        let names: Vec<&str> = stay.iter().map(|(field, ..)| field.as_ref()).collect();
        if !names.is_empty() {
            let why = format!(
                "{} stays as it is: the URL, method and fallback of a route are put back together or not at all",
                names.join(", ")
            );
            self.refuse(
                address,
                why,
                "set the whole route in the configuration, and apply",
            );
        }
    }

    fn stays(&mut self, address: &Address, what: &str, help: &str) {
        self.findings.push(Finding {
            severity: Severity::Warning,
            code: FindingCode::CreationStays.into(),
            address: Some(address.clone()),
            key: None,
            summary: what.to_owned(),
            help: help.to_owned(),
            blocks: false,
        });
    }

    /// Reports a row that the run created at a counterpart. Nothing is planned for it.
    fn stays_at_counterpart(&mut self, change: &Settled) {
        let Address::Counterpart {
            system,
            of: Some(of),
        } = &change.address
        else {
            return;
        };
        let unclear = change.error.as_deref().is_some_and(is_unclear);
        let (row, system) = (format!("the {} {}", of.kind(), of.name()), system.title());
        let summary = match change.outcome {
            Outcome::Done => format!("{row} stays in {system}: switchboard never deletes there"),
            Outcome::Failed if !unclear => return,
            Outcome::Failed | Outcome::Intended => format!(
                "{row} stays in {system} if the run created it: switchboard never deletes there"
            ),
        };
        let help = format!("delete it in {system} if nothing needs it there");
        self.stays(&change.address, &summary, &help);
    }

    fn refuse(&mut self, address: &Address, why: String, help: &str) {
        self.findings.push(refusal(address, why, help));
    }

    fn in_the_registry(&mut self, count: usize, what: &str, help: &str) {
        if count > 0 {
            self.findings.push(Finding {
                severity: Severity::Warning,
                code: FindingCode::RecordStays.into(),
                address: None,
                key: None,
                summary: format!("{count} were {what}"),
                help: help.to_owned(),
                blocks: false,
            });
        }
    }
}

fn refusal(address: &Address, why: String, help: &str) -> Finding {
    Finding {
        severity: Severity::Error,
        code: FindingCode::CannotUndo.into(),
        address: Some(address.clone()),
        key: None,
        summary: why,
        help: help.to_owned(),
        blocks: false,
    }
}
