//! What would put back what a run changed: a desired state made of the run's before-values.
//!
//! An undo is a plan like any other, decided by the same table and held to the same guards; only
//! what is desired comes from history and not from the configuration. Nothing is ever released,
//! detached or forgotten by it: what cannot be put back is said. What somebody moved since is left
//! as it is, for an undo knows no better than they did.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, Address, FieldName, Fields, Finding, Outcome, Plan, Reason, Settled, Severity, State,
    Value,
};

/// What a run's undoing asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// Everything recorded, with the run's fields as they were before it.
    pub desired: State,
    /// What the run changed and can be put back.
    pub targets: BTreeSet<Address>,
    /// What the run left in each field that is to be put back.
    left: BTreeMap<Address, Fields>,
    /// Members that joined, by group and field: they stay.
    joined: BTreeMap<(Address, FieldName), BTreeSet<String>>,
    /// What cannot be put back, and why.
    findings: Vec<Finding>,
}

/// What undoing a run with these changes asks for, in the order in which they were noted.
pub fn undo(changes: &[Settled], recorded: &State) -> Undo {
    let mut undo = Undo {
        desired: recorded.clone(),
        targets: BTreeSet::new(),
        left: BTreeMap::new(),
        joined: BTreeMap::new(),
        findings: Vec::new(),
    };
    let mut only_recorded = 0;
    let mut let_go = 0;
    // Whatever a run did to an address last is undone first; of a group it has one for each part.
    let mut created = BTreeSet::new();
    for change in changes.iter().rev() {
        match change.action {
            Action::NoOp => {}
            Action::Update => undo.put_back(change, recorded),
            Action::Create if change.address.kind().lives_in_registry() => only_recorded += 1,
            Action::Adopt => only_recorded += 1,
            Action::Forget => let_go += 1,
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
                &format!("{} joined by the run, and stay: {field}", members.len()),
                "nothing leaves a messaging service as a side effect; take it out in the provider's console",
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
    fn put_back(&mut self, change: &Settled, recorded: &State) {
        let (Some(before), Some(after)) = (&change.before, &change.after) else {
            return;
        };
        let address = &change.address;
        let Some(have) = recorded.get(address) else {
            let told = |finding: &Finding| finding.address.as_ref() == Some(address);
            if self.findings.iter().any(told) {
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
        for (field, left) in after.iter() {
            let was = before.get(field);
            if was == left {
                continue;
            }
            if was.is_set() || left.is_set() {
                if change.outcome != Outcome::Failed {
                    let members = left.members().into_iter().flatten().cloned();
                    let joined = members
                        .filter(|member| !was.members().is_some_and(|were| were.contains(member)));
                    let joined: Vec<String> = joined.collect();
                    if !joined.is_empty() {
                        let group = (address.clone(), field.clone());
                        self.joined.entry(group).or_default().extend(joined);
                    }
                }
                continue;
            }
            // What a broken-off run left recorded is whatever was recorded before it.
            let recorded = have.fields.find(field);
            if change.outcome == Outcome::Done && recorded != Some(left) {
                let why = format!("{field} was applied again since that run");
                self.refuse(address, why, "undo the later run first");
                continue;
            }
            if let Value::Concealed { .. } = was {
                let why = format!("{field} held a password, which is never kept");
                let help =
                    "put the former URL into the configuration, the password included, and apply";
                self.refuse(address, why, help);
                continue;
            }
            self.targets.insert(address.clone());
            if let Some(desired) = self.desired.resources.get_mut(address) {
                desired.fields.insert(field.clone(), was.clone());
            }
            let fields = self.left.entry(address.clone()).or_default();
            fields.insert(field.clone(), left.clone());
        }
    }

    /// Takes out of the plan what somebody moved since the run, and adds what cannot be put back.
    pub fn judge(&self, plan: &mut Plan, recorded: &State) {
        // A provider that is put back brings what is under it into the plan.
        plan.changes
            .retain(|change| self.targets.contains(&change.address));
        for change in &mut plan.changes {
            let left = self.left.get(&change.address);
            let have = recorded.get(&change.address);
            let (keep, moved): (Vec<_>, Vec<_>) = std::mem::take(&mut change.fields)
                .into_iter()
                .partition(|field| {
                    left.and_then(|left| left.find(&field.field))
                        .is_some_and(|left| left.is_satisfied_by(&field.before))
                });
            change.fields = keep;
            for field in &moved {
                if let (Some(after), Some(have)) = (&mut change.after, have) {
                    after.insert(field.field.clone(), have.fields.get(&field.field).clone());
                }
                if left.is_some_and(|left| left.find(&field.field).is_some()) {
                    plan.findings.push(refusal(
                        &change.address,
                        format!("{} was changed at the provider since that run", field.field),
                        "`switchboard plan` shows what it is now; set it there, or apply the configuration",
                    ));
                    plan.complete = false;
                }
            }
            if !moved.is_empty() {
                change.route = None;
            }
            if matches!(change.action, Action::Update | Action::Adopt) {
                change.reason = Some(Reason::Undone);
            }
            if change.fields.is_empty() && change.action == Action::Update {
                let as_recorded = have.map(|have| &have.fields) == change.after.as_ref();
                (change.action, change.reason) = if as_recorded {
                    (Action::NoOp, None)
                } else {
                    (Action::Adopt, Some(Reason::Undone))
                };
            }
        }
        let refused = |finding: &Finding| finding.severity == Severity::Error;
        plan.complete &= !self.findings.iter().any(refused);
        plan.findings.extend(self.findings.iter().cloned());
        plan.calls.writes = plan
            .changes
            .iter()
            .map(crate::model::Change::provider_calls)
            .sum();
    }

    fn stays(&mut self, address: &Address, what: &str, help: &str) {
        self.findings.push(Finding {
            severity: Severity::Warning,
            code: "W0732",
            address: Some(address.clone()),
            key: None,
            summary: what.to_owned(),
            help: help.to_owned(),
            blocks: false,
        });
    }

    fn refuse(&mut self, address: &Address, why: String, help: &str) {
        self.findings.push(refusal(address, why, help));
    }

    fn in_the_registry(&mut self, count: usize, what: &str, help: &str) {
        if count > 0 {
            self.findings.push(Finding {
                severity: Severity::Warning,
                code: "W0733",
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
        code: "E0731",
        address: Some(address.clone()),
        key: None,
        summary: why,
        help: help.to_owned(),
        blocks: false,
    }
}
