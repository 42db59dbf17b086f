//! The result of a plan or an apply in one word, by which a receiver decides what to do.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::plan::ending::Ending;
use crate::report::plan::input::PlanReport;
use crate::report::rollout::outcome::is_revert_open;
use crate::report::text::json::{at, rank};

/// The result in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "OutcomeWord")]
pub enum Outcome {
    /// A plan: nothing differs. It is notified only if a comparison is incomplete.
    Unchanged,
    /// A plan: something differs.
    Changes,
    /// A plan with an error at something declared.
    Errored,
    /// Something could not be read or planned. An apply: the rest was applied.
    Incomplete,
    /// A plan that cannot be applied.
    Blocked,
    /// An apply: everything was done.
    Applied,
    /// An apply: a part was done.
    Partial,
    /// An apply: nothing was done, and something was tried.
    Failed,
    /// An apply: nothing was tried.
    Refused,
    /// A rollout stopped, and its numbers keep the routes they have, or a revert did not end.
    Stopped,
    /// A rollout stopped, and its routes were changed back, as far as that was possible.
    Reverted,
    /// No plan was made.
    Error,
}

impl Outcome {
    /// The word in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Changes => "changes",
            Self::Errored => "errored",
            Self::Incomplete => "incomplete",
            Self::Blocked => "blocked",
            Self::Applied => "applied",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Stopped => "stopped",
            Self::Reverted => "reverted",
            Self::Error => "error",
        }
    }
}

/// The result of a plan or of an apply; `None` if there is nothing to notify.
pub(super) fn outcome(report: &PlanReport<'_>) -> Option<Outcome> {
    match report.ending {
        None => planned(report),
        Some(Ending::Open) => None,
        Some(Ending::Refused) => Some(Outcome::Refused),
        Some(Ending::Ended(applied)) => {
            // An apply that had nothing to do makes no run.
            if applied.run_id.is_none() && report.is_success() && is_compared(report) {
                return None;
            }
            if let Some(rollout) = applied.rollout.as_ref().filter(|one| one.stopped.is_some()) {
                return Some(match rollout.revert() {
                    Some(_) if !is_revert_open(rollout) => Outcome::Reverted,
                    _ => Outcome::Stopped,
                });
            }
            let undone = [
                &applied.partly,
                &applied.failed,
                &applied.unsettled,
                &applied.not_tried,
            ];
            let some_done = !applied.done.is_empty() || !applied.partly.is_empty();
            let some_undone = undone.iter().any(|list| !list.is_empty());
            Some(match (some_done, some_undone) {
                (true, true) => Outcome::Partial,
                (false, true) => Outcome::Failed,
                _ if report.is_success() && is_compared(report) => Outcome::Applied,
                _ => Outcome::Incomplete,
            })
        }
    }
}

fn planned(report: &PlanReport<'_>) -> Option<Outcome> {
    let plan = report.plan;
    let is_error = |one: &serde_json::Value| rank(at(one, "/severity")) == 0;
    if plan.blocked() {
        Some(Outcome::Blocked)
    } else if !plan.complete {
        Some(Outcome::Incomplete)
    } else if plan.errored() || report.diagnostics.iter().any(is_error) {
        Some(Outcome::Errored)
    } else if plan.summary().differences() > 0 || plan.unconverged() > 0 {
        Some(Outcome::Changes)
    } else {
        (!is_compared(report)).then_some(Outcome::Unchanged)
    }
}

/// Whether the counterpart could be compared, if it was to be.
fn is_compared(report: &PlanReport<'_>) -> bool {
    let comparison = report.plan.comparison.as_ref();
    comparison.is_none_or(|comparison| comparison.complete)
}
