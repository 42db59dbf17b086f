//! The events of an apply, with Terraform's names for its machine-readable events where they exist.
//! `event_line` writes them.

use serde::Serialize;
use serde_json::Value;

use crate::model::{Action, Address, Joins, Reason, Summary};

use super::result::ApplyReport;
use super::verdict::verdict;
use super::wave_line::WaveLine;
use crate::report::fields::actions;

/// The version of this format, `major.minor`.
pub const FORMAT_VERSION: &str = "1.0";

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The first line: the program and the format.
    Version {
        /// The version of this program.
        switchboard: String,
        /// The version of the format.
        ui: &'static str,
    },
    /// A planned change.
    PlannedChange {
        /// The resource.
        address: Address,
        /// The action.
        action: Action,
        /// The reason.
        reason: Option<Reason>,
    },
    /// A change has started.
    ApplyStart {
        /// The resource.
        address: Address,
        /// The action.
        action: Action,
    },
    /// The run waits for an operation that the provider completes by itself.
    ApplyProgress {
        /// The resource that was written.
        address: Address,
        /// The run that wrote it, if it was an earlier one.
        #[serde(skip_serializing_if = "Option::is_none")]
        run_id: Option<String>,
    },
    /// A change was made and recorded.
    ApplyComplete {
        /// The resource.
        address: Address,
        /// The action.
        action: Action,
        /// The provider's identifier, if there is one.
        id: Option<String>,
        /// The results of the members that should join it.
        #[serde(skip_serializing_if = "Option::is_none")]
        members: Option<Box<Joins>>,
    },
    /// A change failed, completely or partly.
    ApplyErrored {
        /// The resource.
        address: Address,
        /// The action.
        action: Action,
        /// The provider's message with its code and request id.
        error: String,
        /// The results of the members that should join it.
        #[serde(skip_serializing_if = "Option::is_none")]
        members: Option<Box<Joins>>,
    },
    /// A wave of a rollout is about to be written.
    WaveStart {
        /// The wave, with its addresses.
        wave: Box<WaveLine>,
    },
    /// A wave is written and verified, and its pause goes on.
    Progress {
        /// The wave, with the alerts so far.
        wave: Box<WaveLine>,
        /// How much of the pause is left, in seconds.
        left_seconds: u64,
    },
    /// A wave ended without a reason to stop.
    WaveComplete {
        /// The wave.
        wave: Box<WaveLine>,
    },
    /// No further wave follows.
    WaveStopped {
        /// The wave, with the reason.
        wave: Box<WaveLine>,
    },
    /// What the waves did is about to be changed back.
    RevertStart {
        /// The revert, with its addresses.
        wave: Box<WaveLine>,
    },
    /// An error, a warning or a note.
    Diagnostic {
        /// The resource, if it is about one.
        address: Option<String>,
        /// The same object as in every document.
        diagnostic: Value,
    },
    /// The last line: the counts.
    ChangeSummary {
        /// The counts.
        changes: Changes,
        /// The results of members.
        members: Members,
        /// `plan` for planned changes, `apply` for results.
        operation: &'static str,
        /// The verdict, for people.
        #[serde(skip)]
        verdict: String,
    },
}

/// Counts in a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Changes {
    /// Created.
    pub create: usize,
    /// Updated.
    pub update: usize,
    /// Adopted.
    pub adopt: usize,
    /// Forgotten.
    pub forget: usize,
    /// Purchased.
    pub purchase: usize,
    /// Failed, completely or partly.
    pub failed: usize,
    /// Sent, with no result recorded.
    pub unsettled: usize,
    /// Not tried.
    pub not_tried: usize,
    /// Partly done: these also count under their action and as failed or not tried.
    pub partial: usize,
    /// Changed back by the revert of a rollout: these also count under their action.
    pub reverted: usize,
}

/// The results of members that should join a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Members {
    /// Joined.
    pub joined: usize,
    /// Refused.
    pub refused: usize,
    /// Sent, with no result recorded.
    pub unsettled: usize,
    /// Not tried.
    pub not_tried: usize,
}

impl Event {
    /// The first event.
    pub fn version(tool_version: impl Into<String>) -> Self {
        Self::Version {
            switchboard: tool_version.into(),
            ui: FORMAT_VERSION,
        }
    }

    /// A diagnostic in its JSON form.
    pub fn diagnostic(diagnostic: Value) -> Self {
        let address = diagnostic.get("address").and_then(Value::as_str);
        Self::Diagnostic {
            address: address.map(ToOwned::to_owned),
            diagnostic,
        }
    }

    /// The summary of a plan.
    pub fn planned(summary: Summary) -> Self {
        let changes = Changes {
            create: summary.create,
            update: summary.update,
            adopt: summary.adopt,
            forget: summary.forget,
            purchase: summary.purchase,
            ..Changes::default()
        };
        Self::ChangeSummary {
            changes,
            members: Members::default(),
            operation: "plan",
            verdict: match summary.differences() {
                0 => "Plan: nothing to do.".to_owned(),
                _ => format!("Plan: {}.", actions::to_do(&summary)),
            },
        }
    }

    /// The summary of an apply.
    pub fn applied(report: &ApplyReport) -> Self {
        let counts = report.counts();
        let count = |action| counts.get(&action).copied().unwrap_or(0);
        let partly = report.partly.iter();
        let refused = partly.filter(|entry| !report.only_stopped(entry));
        let refused = refused.count();
        let changes = Changes {
            create: count(Action::Create),
            update: count(Action::Update),
            adopt: count(Action::Adopt),
            forget: count(Action::Forget),
            purchase: count(Action::Purchase),
            failed: report.failed.len() + refused,
            unsettled: report.unsettled.len(),
            not_tried: report.not_tried.len() + report.partly.len() - refused,
            partial: report.partly.len(),
            reverted: report.reverted().values().sum(),
        };
        Self::ChangeSummary {
            changes,
            members: members(report),
            operation: "apply",
            verdict: verdict(report),
        }
    }

    /// The summary of an apply that did not begin.
    pub fn nothing_applied() -> Self {
        Self::ChangeSummary {
            changes: Changes::default(),
            members: Members::default(),
            operation: "apply",
            verdict: "Nothing was applied.".to_owned(),
        }
    }
}

fn members(report: &ApplyReport) -> Members {
    let mut members = Members::default();
    for joins in report.joins.values() {
        members.joined += joins.joined.len();
        members.refused += joins.refused.len();
        members.unsettled += joins.unsettled.len();
        members.not_tried += joins.not_tried.len();
    }
    members
}
