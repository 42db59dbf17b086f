//! What became of a plan, in its document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::report::plan::ending::Ending;
use crate::report::plan::fate::Fate;
use crate::report::plan::input::PlanReport;

/// What became of the plan. A list holds addresses in the order in which they came to their end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppliedDocument {
    /// Whether all that was to be done was done, and nothing is wrong.
    pub success: bool,
    /// `begun`: the report was written before the end. `refused`: nothing was applied, and the
    /// diagnostics say why. `ended`: the lists say what was done.
    pub state: AppliedState,
    /// The same in words.
    pub verdict: String,
    /// The run in the registry; null where none was begun.
    pub run_id: Option<String>,
    /// What was done and recorded.
    pub done: Vec<DoneChange>,
    /// What was done in part, and what of it was not.
    pub partial: Vec<UndoneChange>,
    /// What was refused.
    pub failed: Vec<UndoneChange>,
    /// What was sent, and of which no end is recorded.
    pub unsettled: Vec<UndoneChange>,
    /// What was not tried.
    pub not_tried: Vec<UndoneChange>,
}

/// How far an apply came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppliedState {
    /// The report was written before the end.
    Begun,
    /// Nothing was applied.
    Refused,
    /// It came to an end.
    Ended,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DoneChange {
    /// The YAML path of the resource.
    pub address: String,
    /// What was done.
    pub action: String,
}

/// A change that is not known to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UndoneChange {
    /// The YAML path of the resource.
    pub address: String,
    /// What was to be done.
    pub action: String,
    /// Why it is not done, with the provider's code and request id.
    pub error: String,
    /// How the members fared that were to join it; left out where none is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Value>,
}

/// What became of the plan; `None` where it is only a plan.
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
                // Texts and numbers can always be written.
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
        verdict: ending.lines().into_iter().next().unwrap_or_default(),
        run_id: ending.run_id().map(str::to_owned),
        done,
        partial: of(Fate::Partly),
        failed: of(Fate::Failed),
        unsettled: of(Fate::Unsettled),
        not_tried: of(Fate::NotTried),
    })
}
