//! The plan of an undo, compared with what was changed outside Switchboard since the run.

use super::{Undo, refusal};
use crate::model::{Action, Address, FieldName, Finding, Plan, Reason, Severity, State};

impl Undo {
    /// Whether a field is part of a target's route.
    fn is_route(&self, address: &Address, field: &FieldName) -> bool {
        self.routes
            .get(address)
            .is_some_and(|route| route.contains(field))
    }

    /// Takes out of the plan what was changed at the provider since the run, and adds the findings
    /// about what cannot be put back.
    pub fn judge(&self, plan: &mut Plan, recorded: &State) {
        // A provider that is put back also brings the resources under it into the plan.
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
            let halved = moved
                .iter()
                .any(|field| self.is_route(&change.address, &field.field));
            let (stay, keep): (Vec<_>, Vec<_>) = keep
                .into_iter()
                .partition(|field| halved && self.is_route(&change.address, &field.field));
            change.fields = keep;
            for field in stay.iter().chain(&moved) {
                if let (Some(after), Some(have)) = (&mut change.after, have) {
                    after.insert(field.field.clone(), have.fields.get(&field.field).clone());
                }
                let why = if stay.contains(field) {
                    "stays as it is, as the rest of its route was"
                } else {
                    "was"
                };
                if left.is_some_and(|left| left.find(&field.field).is_some()) {
                    plan.findings.push(refusal(
                        &change.address,
                        format!("{} {why} changed at the provider since that run", field.field),
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
        plan.calls.writes = plan.changes.iter().map(crate::model::Change::writes).sum();
    }
}
