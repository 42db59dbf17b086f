//! Whether a plan may be carried out: guards first, then the person.

use anyhow::bail;

use crate::cli::global_options::Global;
use crate::cli::output::terminal;
use crate::cli::planning::Planned;
use crate::report::text::plural::plural;

/// What the caller allows.
pub struct Terms<'a> {
    /// The plan's hash that was approved elsewhere.
    pub expected: Option<&'a str>,
    /// Whether a mass change is meant: it was asked for by name, or this very plan is approved by
    /// its file, by its hash or at the prompt.
    pub mass_change: bool,
    /// How many numbers may be bought.
    pub purchases: usize,
    /// Whether the command line, or a saved plan, is approval enough.
    pub approved: bool,
}

/// Refuses a plan that may not be carried out at all.
pub fn guard(planned: &Planned, terms: &Terms<'_>) -> anyhow::Result<()> {
    let hash = planned.plan.sha256();
    if let Some(expected) = terms.expected
        && expected != hash
    {
        bail!(
            "this is not the expected plan: --expect-plan says {expected}, what would be done now is {hash}; look at the new plan and approve that"
        );
    }
    if planned.plan.blocked() {
        bail!("nothing was applied: the errors must be put right first");
    }
    if let Some(mass) = planned.mass_changes.first()
        && !terms.mass_change
    {
        bail!(
            "nothing was applied: to change {} of {} at once, approve this very plan (a saved plan, --expect-plan or the prompt), or add --allow-mass-change",
            mass.changed,
            mass.recorded
        );
    }
    let bought = planned.plan.summary().purchase;
    if bought > terms.purchases {
        bail!(
            "nothing was applied: {} would be bought, which costs money, and --allow-purchases covers {}; if that is meant, add --allow-purchases {bought}",
            plural(bought, "number"),
            terms.purchases
        );
    }
    Ok(())
}

/// Asks, where nobody has approved yet. Whether to go on.
pub async fn approve(global: &Global, terms: &Terms<'_>) -> anyhow::Result<bool> {
    if terms.approved {
        return Ok(true);
    }
    if !terminal::can_ask(global) {
        bail!(
            "nothing was applied: nobody can be asked here; approve with --auto-approve, or apply a saved plan"
        );
    }
    let answer = terminal::ask("\nApply this plan? Only `yes` is taken as approval: ").await?;
    Ok(answer == "yes")
}
