//! The events of an apply, one JSON object per line, with Terraform's names for its
//! machine-readable events where they exist. The time is an argument.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::model::{Action, Address, Joins, Reason, Summary};

use super::summary::{ApplyReport, verdict};
use crate::report::fields::actions;
use crate::report::text::escape::neutral;

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
}

/// The results of members that should join a service.
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

#[derive(Serialize)]
struct Line<'a> {
    #[serde(rename = "@level")]
    level: &'static str,
    #[serde(rename = "@message")]
    message: Cow<'a, str>,
    #[serde(rename = "@timestamp")]
    timestamp: &'a str,
    #[serde(flatten)]
    event: &'a Event,
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

    fn level(&self) -> &'static str {
        match self {
            Self::ApplyErrored { .. } => "error",
            Self::Diagnostic { diagnostic, .. } => match diagnostic.get("severity") {
                Some(severity) if severity == "error" => "error",
                Some(severity) if severity == "note" => "info",
                _ => "warn",
            },
            _ => "info",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Version { switchboard, .. } => format!("switchboard {switchboard}"),
            Self::PlannedChange {
                address, action, ..
            } => {
                format!("{address}: plan to {}", action.as_str())
            }
            Self::ApplyStart { address, action } => {
                format!("{address}: {} started", action.as_str())
            }
            Self::ApplyComplete {
                address, action, ..
            } => {
                format!("{address}: {} done", action.as_str())
            }
            Self::ApplyErrored {
                address,
                action,
                error,
                ..
            } => {
                format!("{address}: {} failed: {error}", action.as_str())
            }
            Self::Diagnostic { diagnostic, .. } => {
                let summary = diagnostic.get("summary").and_then(Value::as_str);
                summary.unwrap_or_default().to_owned()
            }
            Self::ChangeSummary { verdict, .. } => verdict.clone(),
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

/// The event as one line of JSON, without a line break. `timestamp` is RFC 3339.
pub fn line(event: &Event, timestamp: &str) -> String {
    let message = event.message();
    let line = Line {
        level: event.level(),
        message: neutral(&message),
        timestamp,
        event,
    };
    // All keys are strings and all numbers are integers, so this cannot fail.
    serde_json::to_string(&line).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Event, line};
    use crate::model::{Action, Address, Reason};
    use crate::report::apply::summary::ApplyReport;
    use crate::report::sample;

    #[test]
    fn events_are_single_lines_with_type_time_and_address() {
        let address = || Address::parse("keywords.JOIN").unwrap();
        let action = Action::Create;
        let error = "no\nway".to_owned();
        let events = [
            Event::version("0.1.0"),
            Event::PlannedChange {
                address: address(),
                action,
                reason: Some(Reason::New),
            },
            Event::ApplyStart {
                address: address(),
                action,
            },
            Event::ApplyComplete {
                address: address(),
                action,
                id: None,
                members: None,
            },
            Event::ApplyErrored {
                address: address(),
                action,
                error,
                members: None,
            },
            Event::diagnostic(sample::diagnostic("warning", "look")),
            Event::applied(&ApplyReport {
                done: vec![(address(), action)],
                plan_complete: true,
                unconverged: 0,
                ..ApplyReport::default()
            }),
        ];
        let lines: Vec<_> = events
            .iter()
            .map(|event| line(event, "2026-07-30T12:00:00Z"))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        {"@level":"info","@message":"switchboard 0.1.0","@timestamp":"2026-07-30T12:00:00Z","type":"version","switchboard":"0.1.0","ui":"1.0"}
        {"@level":"info","@message":"keywords.JOIN: plan to create","@timestamp":"2026-07-30T12:00:00Z","type":"planned_change","address":"keywords.JOIN","action":"create","reason":"new"}
        {"@level":"info","@message":"keywords.JOIN: create started","@timestamp":"2026-07-30T12:00:00Z","type":"apply_start","address":"keywords.JOIN","action":"create"}
        {"@level":"info","@message":"keywords.JOIN: create done","@timestamp":"2026-07-30T12:00:00Z","type":"apply_complete","address":"keywords.JOIN","action":"create","id":null}
        {"@level":"error","@message":"keywords.JOIN: create failed: no\\nway","@timestamp":"2026-07-30T12:00:00Z","type":"apply_errored","address":"keywords.JOIN","action":"create","error":"no\nway"}
        {"@level":"warn","@message":"look","@timestamp":"2026-07-30T12:00:00Z","type":"diagnostic","address":"providers.marketing-us.numbers.support","diagnostic":{"address":"providers.marketing-us.numbers.support","code":"W0412","help":"look at it","range":{"end":{"column":14,"line":22},"filename":"envs/a,b:c.yaml","start":{"column":7,"line":22}},"severity":"warning","summary":"look"}}
        {"@level":"info","@message":"Applied: 1 created.","@timestamp":"2026-07-30T12:00:00Z","type":"change_summary","changes":{"create":1,"update":0,"adopt":0,"forget":0,"purchase":0,"failed":0,"unsettled":0,"not_tried":0,"partial":0},"members":{"joined":0,"refused":0,"unsettled":0,"not_tried":0},"operation":"apply"}
        "#);
    }
}
