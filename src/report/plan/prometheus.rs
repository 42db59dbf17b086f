//! A plan and what became of it as metrics. Where nothing could be planned there are no counts, only
//! the word that it is not complete: a zero would end an alert.

use jiff::Timestamp;
use serde_json::Value;

use super::ending::Ending;
use super::fate::Fate;
use super::input::PlanReport;
use crate::model::{Action, Scope};
use crate::report::prometheus::Exposition;

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
    out.metric("planned_changes", "Planned changes by action.", &planned);
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
    out.one(
        "complete",
        "Whether everything declared could be read and planned (1) or not (0).",
        usize::from(plan.complete && !plan.blocked()),
    );
    if let Ok(made) = report.meta.timestamp.parse::<Timestamp>() {
        out.metric(
            "last_run_timestamp_seconds",
            "Time of the plan, in seconds since 1970.",
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
        out.metric("changes", "Changes by result.", &fates);
    }
    out.one(
        "success",
        "Whether everything planned was done without an error (1) or not (0).",
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
            "Whether everything planned was done without an error (1) or not (0).",
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
