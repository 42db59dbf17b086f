//! A plan and what became of it as metrics in Prometheus' text format, for a textfile collector or
//! a Pushgateway. Every metric is a gauge. Where nothing could be planned there are no counts, only
//! the word that it is not complete: a zero would end an alert.

use jiff::Timestamp;
use serde_json::Value;

use super::PlanReport;
use super::ending::{Ending, Fate};
use super::text::at;
use crate::model::{Action, Scope};

/// The metrics, in the order in which they are written.
struct Exposition<'a> {
    command: &'static str,
    scope: &'a Scope,
    text: String,
}

impl Exposition<'_> {
    /// Writes a metric with its samples, each with a label of its own.
    fn metric(&mut self, name: &str, help: &str, samples: &[(Option<(&str, &str)>, String)]) {
        if samples.is_empty() {
            return;
        }
        let name = format!("switchboard_{}_{name}", self.command);
        self.text
            .push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
        for (label, value) in samples {
            let label = label.map_or_else(String::new, |(name, value)| {
                format!(",{name}=\"{}\"", escaped(value))
            });
            self.text.push_str(&format!(
                "{name}{{project=\"{}\",environment=\"{}\"{label}}} {value}\n",
                escaped(&self.scope.project),
                escaped(&self.scope.environment)
            ));
        }
    }

    fn one(&mut self, name: &str, help: &str, value: usize) {
        self.metric(name, help, &[(None, value.to_string())]);
    }

    fn problems(&mut self, diagnostics: &[Value]) {
        let count = |severity| {
            let of = diagnostics
                .iter()
                .filter(|one| at(one, "/severity") == severity);
            (Some(("severity", severity)), of.count().to_string())
        };
        self.metric(
            "problems",
            "Diagnostics by their severity.",
            &["error", "warning", "note"].map(count),
        );
    }
}

/// The metrics of a plan, or of an apply.
pub fn plan(report: &PlanReport<'_>) -> String {
    let plan = report.plan;
    let summary = plan.summary();
    let mut out = Exposition {
        command: report.command(),
        scope: &plan.scope,
        text: String::new(),
    };
    let counts = [
        (Action::Create, summary.create),
        (Action::Purchase, summary.purchase),
        (Action::Update, summary.update),
        (Action::Adopt, summary.adopt),
        (Action::Forget, summary.forget),
        (Action::NoOp, summary.no_op),
    ];
    let planned =
        counts.map(|(action, count)| (Some(("action", action.as_str())), count.to_string()));
    out.metric(
        "planned_changes",
        "What was planned, by its action.",
        &planned,
    );
    if let Some(ending) = report.ending {
        ended(&mut out, report, ending);
    }
    out.one(
        "unconverged",
        "Numbers that something else than declared answers for, also after the plan.",
        plan.unconverged(),
    );
    out.one(
        "unmanaged",
        "Numbers in the accounts that are not in the configuration.",
        summary.unmanaged,
    );
    out.problems(report.diagnostics);
    out.one(
        "complete",
        "Whether everything declared could be read and planned (1) or not (0).",
        usize::from(plan.complete && !plan.blocked()),
    );
    if let Ok(made) = report.meta.timestamp.parse::<Timestamp>() {
        out.metric(
            "last_run_timestamp_seconds",
            "When it was planned, in seconds since 1970.",
            &[(None, made.as_second().to_string())],
        );
    }
    out.text
}

fn ended(out: &mut Exposition<'_>, report: &PlanReport<'_>, ending: Ending<'_>) {
    if let Ending::Ended(ended) = ending {
        let fates = [
            (Fate::Done, ended.done.len()),
            (Fate::Partly, ended.partly.len()),
            (Fate::Failed, ended.failed.len()),
            (Fate::Unsettled, ended.unsettled.len()),
            (Fate::NotTried, ended.not_tried.len()),
        ];
        let fates = fates.map(|(fate, count)| (Some(("result", fate.as_str())), count.to_string()));
        out.metric("changes", "Changes by what became of them.", &fates);
    }
    out.one(
        "success",
        "Whether all that was to be done was done, and nothing is wrong (1) or not (0).",
        usize::from(report.is_success()),
    );
}

/// The metrics of a command that came to no plan.
pub fn problems(command: &'static str, scope: &Scope, diagnostics: &[Value]) -> String {
    let mut out = Exposition {
        command,
        scope,
        text: String::new(),
    };
    if command == "apply" {
        out.one(
            "success",
            "Whether all that was to be done was done, and nothing is wrong (1) or not (0).",
            0,
        );
    }
    out.problems(diagnostics);
    out.one(
        "complete",
        "Whether everything declared could be read and planned (1) or not (0).",
        0,
    );
    out.text
}

/// A label's value by the format's rules.
pub(super) fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_label_stays_in_its_quotes() {
        assert_eq!(escaped("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
    }
}
