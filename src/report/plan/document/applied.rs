//! The result of an apply in the plan document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rollout::RolloutDocument;
use crate::report::plan::ending::Ending;
use crate::report::plan::fate::Fate;
use crate::report::plan::input::PlanReport;

/// The result of the apply. Each list is in the order in which the changes ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppliedDocument {
    /// Whether everything planned was done without an error.
    pub success: bool,
    /// `begun`: the report was written before the end. `refused`: nothing was applied, and the
    /// diagnostics say why. `ended`: the lists say what was done.
    pub state: AppliedState,
    /// The result in words.
    pub verdict: String,
    /// The run in the registry; null if none was started.
    pub run_id: Option<String>,
    /// Changes that were made and recorded.
    pub done: Vec<DoneChange>,
    /// Changes that were made only partly, and what is missing.
    pub partial: Vec<UndoneChange>,
    /// Changes that failed.
    pub failed: Vec<UndoneChange>,
    /// Changes that were sent, with no result recorded.
    pub unsettled: Vec<UndoneChange>,
    /// Changes that were not tried.
    pub not_tried: Vec<UndoneChange>,
    /// How the rollout or the verification ended; left out if neither was asked for. What a revert
    /// changed back is in `done`, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<RolloutDocument>,
}

/// How far the apply got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppliedState {
    /// The report was written before the end.
    Begun,
    /// Nothing was applied.
    Refused,
    /// It ended.
    Ended,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DoneChange {
    /// The YAML path of the resource.
    pub address: String,
    /// The action.
    pub action: String,
}

/// A change that failed, or whose result is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UndoneChange {
    /// The YAML path of the resource.
    pub address: String,
    /// The planned action.
    pub action: String,
    /// The reason, with the provider's code and request id.
    pub error: String,
    /// The results of the members that were to join it; left out if none is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Value>,
}

/// The result of the apply; `None` for a plan.
pub(in crate::report) fn applied(report: &PlanReport<'_>) -> Option<AppliedDocument> {
    let ending = report.ending?;
    let undone = ending.undone();
    let of = |fate: Fate| -> Vec<UndoneChange> {
        let of_it = undone.iter().filter(|one| one.fate == fate);
        of_it
            .map(|one| UndoneChange {
                address: one.address.to_string(),
                action: one.action.as_str().to_owned(),
                error: one.why.to_owned(),
                // Strings and numbers can always be serialized.
                members: one.joins.and_then(|joins| serde_json::to_value(joins).ok()),
            })
            .collect()
    };
    let (state, done) = match ending {
        Ending::Open => (AppliedState::Begun, Vec::new()),
        Ending::Refused => (AppliedState::Refused, Vec::new()),
        Ending::Ended(ended) => {
            let done = ended.done.iter().map(|(address, action)| DoneChange {
                address: address.to_string(),
                action: action.as_str().to_owned(),
            });
            (AppliedState::Ended, done.collect())
        }
    };
    Some(AppliedDocument {
        success: report.is_success(),
        state,
        verdict: ending.verdict(),
        run_id: ending.run_id().map(str::to_owned),
        done,
        partial: of(Fate::Partly),
        failed: of(Fate::Failed),
        unsettled: of(Fate::Unsettled),
        not_tried: of(Fate::NotTried),
        rollout: ending.rollout().map(RolloutDocument::of),
    })
}
