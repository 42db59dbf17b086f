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
        return refuse(
            format!(
                "nothing was applied: this is not the expected plan, since its hash is {hash}, not {expected}"
            ),
            "review the new plan, then pass its hash with --expect-plan".to_owned(),
        );
    }
    if let Some(policy) = &planned.plan.policy
        && !policy.violations.is_empty()
    {
        let rules = plural(policy.violations.len(), "rule");
        return refuse(
            format!(
                "nothing was applied: the plan violates {rules} of the policy {}",
                policy.file
            ),
            "change what the errors point at, or ask those who own the policy to change it"
                .to_owned(),
        );
    }
    if planned.plan.blocked() {
        return Err(RunError::new(
            RunErrorKind::Refused,
            "nothing was applied: the errors must be fixed first",
        ));
    }
    // A person or pipeline that approved this very plan has seen how much it changes.
    let seen = approval.expected.is_some() || approval.approved != Approved::AnyPlan;
    if let Some(policy) = &planned.plan.policy
        && let Some(why) = &policy.needs_approval
        && !seen
    {
        return refuse(
            format!(
                "nothing was applied: the policy {} asks for approval of this very plan: {why}",
                policy.file
            ),
            format!(
                "review the plan, then save it with `plan --out PLAN` and apply it with `apply PLAN`, or pass --expect-plan {hash}"
            ),
        );
    }
    if let Some(mass) = planned.mass_changes.first()
        && !seen
        && !approval.mass_change
    {
        return refuse(
            format!(
                "nothing was applied: {} of {} recorded numbers, services and keywords would change at once",
                mass.changed, mass.recorded
            ),
            "approve this exact plan (a saved plan, --expect-plan or the prompt), or add --allow-mass-change".to_owned(),
        );
    }
    let bought = planned.plan.summary().purchase;
    if bought > approval.purchases {
        return refuse(
            format!(
                "nothing was applied: {} would be bought, which costs {}, and at most {} may be bought",
                plural(bought, "number"),
                cost(planned),
                approval.purchases
            ),
            format!("if that is intended, add --allow-purchases {bought}"),
        );
    }
    Ok(())
}

/// What the purchases cost, as far as that is known.
fn cost(planned: &Planned) -> String {
    let cost = planned.plan.monthly_cost().unwrap_or_default();
    match (cost.known.is_empty(), cost.unknown) {
        (true, _) => "money (how much is not known)".to_owned(),
        (false, 0) => cost.to_string(),
        (false, unknown) => format!("{cost} (the price of {unknown} is not known)"),
    }
}

fn refuse(summary: String, help: String) -> Result<(), RunError> {
    Err(RunError::new(RunErrorKind::Refused, summary).help(help))
}
