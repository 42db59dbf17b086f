//! A plan or an apply as metrics in Prometheus' text format, for a textfile collector or a
//! Pushgateway. Every metric is a gauge. If nothing could be planned there are no counts, only
//! `complete` with 0: a count of zero would end an alert.

use std::fmt::Display;

use jiff::Timestamp;
use serde_json::Value;

use super::ending::Ending;
use super::fate::Fate;
use super::input::PlanReport;
use crate::model::{Action, Scope};
use crate::report::prometheus::Exposition;
use crate::report::text::json::at;

/// The metrics of one command in one environment.
struct Metrics<'a> {
    command: &'static str,
    scope: &'a Scope,
    out: Exposition,
}

impl<'a> Metrics<'a> {
    fn new(command: &'static str, scope: &'a Scope) -> Self {
        Self {
            command,
            scope,
            out: Exposition::default(),
        }
    }

    fn gauge(&mut self, name: &str, help: &str) {
        let name = format!("switchboard_{}_{name}", self.command);
        self.out.gauge(name, help);
    }

    fn one(&mut self, name: &str, help: &str, value: impl Display) {
        self.gauge(name, help);
        self.out.of(self.scope, None, value);
    }

    fn by<'b>(
        &mut self,
        (name, help): (&str, &str),
        label: &str,
        counts: impl IntoIterator<Item = (&'b str, usize)>,
    ) {
        self.gauge(name, help);
        for (word, count) in counts {
            self.out.of(self.scope, Some((label, word)), count);
        }
    }

    fn problems(&mut self, diagnostics: &[Value]) {
        let counts = ["error", "warning", "note"].map(|severity| {
            let of = diagnostics
                .iter()
                .filter(|one| at(one, "/severity") == severity);
            (severity, of.count())
        });
        self.by(("problems", "Diagnostics by severity."), "severity", counts);
    }

    fn success(&mut self, success: bool) {
        self.one(
            "success",
            "Whether everything planned was done without an error (1) or not (0).",
            u8::from(success),
        );
    }

    fn complete(&mut self, complete: bool) {
        self.one(
            "complete",
            "Whether everything declared could be read and planned (1) or not (0).",
            u8::from(complete),
        );
    }
}

/// The metrics of a plan or an apply.
pub fn plan(report: &PlanReport<'_>) -> String {
    let plan = report.plan;
    let summary = plan.summary();
    let mut out = Metrics::new(report.command(), &plan.scope);
    let counts = [
        (Action::Create, summary.create),
        (Action::Purchase, summary.purchase),
        (Action::Update, summary.update),
        (Action::Adopt, summary.adopt),
        (Action::Forget, summary.forget),
        (Action::NoOp, summary.no_op),
    ];
    out.by(
        ("planned_changes", "Planned changes by action."),
        "action",
        counts.map(|(action, count)| (action.as_str(), count)),
    );
    if let Some(ending) = report.ending {
        ended(&mut out, report, ending);
    }
    out.one(
        "unconverged",
        "Numbers that their declared webhook does not answer, even after the plan is applied.",
        plan.unconverged(),
    );
    out.one(
        "unmanaged",
        "Numbers in the accounts that are not in the configuration.",
        summary.unmanaged,
    );
    out.problems(report.diagnostics);
    out.complete(plan.complete && !plan.blocked());
    if let Ok(made) = report.meta.timestamp.parse::<Timestamp>() {
        out.one(
            "last_run_timestamp_seconds",
            "Time of the plan, in seconds since 1970.",
            made.as_second(),
        );
    }
    out.out.end()
}

fn ended(out: &mut Metrics<'_>, report: &PlanReport<'_>, ending: Ending<'_>) {
    if let Ending::Ended(ended) = ending {
        let fates = [
            (Fate::Done, ended.done.len()),
            (Fate::Partly, ended.partly.len()),
            (Fate::Failed, ended.failed.len()),
            (Fate::Unsettled, ended.unsettled.len()),
            (Fate::NotTried, ended.not_tried.len()),
        ];
        out.by(
            ("changes", "Changes by result."),
            "result",
            fates.map(|(fate, count)| (fate.as_str(), count)),
        );
    }
    out.success(report.is_success());
}

/// The metrics of a command that could not make a plan.
pub fn problems(command: &'static str, scope: &Scope, diagnostics: &[Value]) -> String {
    let mut out = Metrics::new(command, scope);
    if command == "apply" {
        out.success(false);
    }
    out.problems(diagnostics);
    out.complete(false);
    out.out.end()
}
