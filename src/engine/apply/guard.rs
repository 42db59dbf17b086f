//! Guards that refuse a plan, even one that a person approves.

use super::{Approval, Approved};
use crate::engine::error::{RunError, RunErrorKind};
use crate::engine::plan::Planned;
use crate::report::text::plural::plural;

/// Refuses a plan that may not be applied.
pub(super) fn check(planned: &Planned, approval: &Approval<'_>) -> Result<(), RunError> {
    let hash = planned.plan.sha256();
    if let Some(expected) = approval.expected
        && expected != hash
    {
        return refuse(format!(
            "this is not the expected plan: --expect-plan says {expected}, what would be done now is {hash}; look at the new plan and approve that"
        ));
    }
    if planned.plan.blocked() {
        return refuse("nothing was applied: the errors must be fixed first".to_owned());
    }
    // A person or pipeline that approved this very plan has seen how much it changes.
    let seen = approval.expected.is_some() || approval.approved != Approved::AnyPlan;
    if let Some(mass) = planned.mass_changes.first()
        && !seen
        && !approval.mass_change
    {
        return refuse(format!(
            "nothing was applied: to change {} of {} at once, approve this exact plan (a saved plan, --expect-plan or the prompt), or add --allow-mass-change",
            mass.changed, mass.recorded
        ));
    }
    let bought = planned.plan.summary().purchase;
    if bought > approval.purchases {
        return refuse(format!(
            "nothing was applied: {} would be bought, which costs money, and --allow-purchases covers {}; if that is meant, add --allow-purchases {bought}",
            plural(bought, "number"),
            approval.purchases
        ));
    }
    Ok(())
}

fn refuse(summary: String) -> Result<(), RunError> {
    Err(RunError::new(RunErrorKind::Refused, summary))
}
