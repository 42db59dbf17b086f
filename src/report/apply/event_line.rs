//! One event of an apply as one JSON object on a line. The time is an argument.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::events::Event;
use crate::model::Address;
use crate::report::text::escape::neutral;

/// The event as one line of JSON, without a line break. `timestamp` is RFC 3339.
pub fn encode(event: &Event, timestamp: &str) -> String {
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

/// What a run waits for: the operation at an address, of an earlier run or its own.
pub fn waiting(address: &Address, run_id: Option<&str>) -> String {
    match run_id {
        Some(run_id) => format!("waiting for an operation of run {run_id} at {address}"),
        None => format!("waiting for the provider to complete {address}"),
    }
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
    fn level(&self) -> &'static str {
        match self {
            Self::ApplyErrored { .. } | Self::WaveStopped { .. } => "error",
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
            Self::ApplyProgress { address, run_id } => waiting(address, run_id.as_deref()),
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
            Self::WaveStart { wave }
            | Self::Progress { wave, .. }
            | Self::WaveComplete { wave }
            | Self::WaveStopped { wave }
            | Self::RevertStart { wave } => wave.message.clone(),
            Self::Diagnostic { diagnostic, .. } => {
                let summary = diagnostic.get("summary").and_then(Value::as_str);
                summary.unwrap_or_default().to_owned()
            }
            Self::ChangeSummary { verdict, .. } => verdict.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::events::Event;
    use super::encode;
    use crate::model::{Action, Address, Reason};
    use crate::report::apply::result::ApplyReport;
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
            Event::ApplyProgress {
                address: address(),
                run_id: None,
            },
            Event::ApplyProgress {
                address: address(),
                run_id: Some("0198-run".to_owned()),
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
            .map(|event| encode(event, "2026-07-30T12:00:00Z"))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        {"@level":"info","@message":"switchboard 0.1.0","@timestamp":"2026-07-30T12:00:00Z","type":"version","switchboard":"0.1.0","ui":"1.0"}
        {"@level":"info","@message":"keywords.JOIN: plan to create","@timestamp":"2026-07-30T12:00:00Z","type":"planned_change","address":"keywords.JOIN","action":"create","reason":"new"}
        {"@level":"info","@message":"keywords.JOIN: create started","@timestamp":"2026-07-30T12:00:00Z","type":"apply_start","address":"keywords.JOIN","action":"create"}
        {"@level":"info","@message":"waiting for the provider to complete keywords.JOIN","@timestamp":"2026-07-30T12:00:00Z","type":"apply_progress","address":"keywords.JOIN"}
        {"@level":"info","@message":"waiting for an operation of run 0198-run at keywords.JOIN","@timestamp":"2026-07-30T12:00:00Z","type":"apply_progress","address":"keywords.JOIN","run_id":"0198-run"}
        {"@level":"info","@message":"keywords.JOIN: create done","@timestamp":"2026-07-30T12:00:00Z","type":"apply_complete","address":"keywords.JOIN","action":"create","id":null}
        {"@level":"error","@message":"keywords.JOIN: create failed: no\\nway","@timestamp":"2026-07-30T12:00:00Z","type":"apply_errored","address":"keywords.JOIN","action":"create","error":"no\nway"}
        {"@level":"warn","@message":"look","@timestamp":"2026-07-30T12:00:00Z","type":"diagnostic","address":"providers.marketing-us.numbers.support","diagnostic":{"address":"providers.marketing-us.numbers.support","code":"W0412","help":"look at it","range":{"end":{"column":14,"line":22},"filename":"envs/a,b:c.yaml","start":{"column":7,"line":22}},"severity":"warning","summary":"look"}}
        {"@level":"info","@message":"Applied: 1 created.","@timestamp":"2026-07-30T12:00:00Z","type":"change_summary","changes":{"create":1,"update":0,"adopt":0,"forget":0,"purchase":0,"failed":0,"unsettled":0,"not_tried":0,"partial":0,"reverted":0},"members":{"joined":0,"refused":0,"unsettled":0,"not_tried":0},"operation":"apply"}
        "#);
    }
}
