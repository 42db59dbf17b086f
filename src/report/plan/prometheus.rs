//! A plan or an apply as metrics in Prometheus' text format, for a textfile collector or a
//! Pushgateway. Every metric is a gauge. If nothing could be planned there are no counts, only
//! `complete` with 0: a count of zero would end an alert.

use std::fmt::Display;

use jiff::Timestamp;
use serde_json::Value;

use super::ending::Ending;
use super::fate::Fate;
use super::input::PlanReport;
use crate::model::{Action, RolloutOutcome, Scope, WaveKind, WaveState};
use crate::report::counterpart::metrics::{self, ComparisonCounts};
use crate::report::prometheus::Exposition;
use crate::report::rollout::outcome::RolloutState;
use crate::report::text::json::at;

/// The metrics of one command, in one environment or several.
struct Metrics<'a, 'b> {
    reports: &'a [PlanReport<'b>],
    out: Exposition,
}

impl<'b> Metrics<'_, 'b> {
    fn gauge(&mut self, command: &str, name: &str, help: &str) {
        self.out
            .gauge(format!("switchboard_{command}_{name}"), help);
    }

    /// One value of each environment that has one.
    fn one<T: Display>(
        &mut self,
        (command, name): (&str, &str),
        help: &str,
        value: impl Fn(&PlanReport<'b>) -> Option<T>,
    ) {
        self.gauge(command, name, help);
        for report in self.reports {
            if let Some(value) = value(report) {
                self.out.of(&report.plan.scope, None, value);
            }
        }
    }

    /// Several values of each environment, by label.
    fn by(
        &mut self,
        (command, name): (&str, &str),
        help: &str,
        label: &str,
        counts: impl Fn(&PlanReport<'b>) -> Vec<(&'static str, usize)>,
    ) {
        self.gauge(command, name, help);
        for report in self.reports {
            for (word, count) in counts(report) {
                self.out.of(&report.plan.scope, Some((label, word)), count);
            }
        }
    }
}

const COMPLETE: &str = "Whether everything declared could be read and planned (1) or not (0).";
const SUCCESS: &str = "Whether everything planned was done without an error (1) or not (0).";
const PROBLEMS: &str = "Diagnostics by severity.";

fn severities(diagnostics: &[Value]) -> Vec<(&'static str, usize)> {
    let count = |severity| {
        let of = |one: &&Value| at(one, "/severity") == severity;
        (severity, diagnostics.iter().filter(of).count())
    };
    ["error", "warning", "note"].map(count).to_vec()
}

/// The metrics of a plan or an apply.
pub fn plan(report: &PlanReport<'_>) -> String {
    plans(std::slice::from_ref(report))
}

/// The metrics of several environments. They are of one command.
pub fn plans(reports: &[PlanReport<'_>]) -> String {
    let command = reports.first().map_or("plan", PlanReport::command);
    let of = |name| (command, name);
    let mut out = Metrics {
        reports,
        out: Exposition::default(),
    };
    out.by(
        of("planned_changes"),
        "Planned changes by action.",
        "action",
        |report| {
            let summary = report.plan.summary();
            let counts = [
                (Action::Create, summary.create),
                (Action::Purchase, summary.purchase),
                (Action::Update, summary.update),
                (Action::Adopt, summary.adopt),
                (Action::Forget, summary.forget),
                (Action::NoOp, summary.no_op),
            ];
            counts
                .map(|(action, count)| (action.as_str(), count))
                .to_vec()
        },
    );
    out.by(of("changes"), "Changes by result.", "result", |report| {
        let Some(Ending::Ended(ended)) = report.ending else {
            return Vec::new();
        };
        let (done, reverted) = ended.done_and_reverted();
        let reverted = ended
            .rollout
            .is_some()
            .then_some((Fate::Reverted, reverted));
        let fates = [
            (Fate::Done, done),
            (Fate::Partly, ended.partly.len()),
            (Fate::Failed, ended.failed.len()),
            (Fate::Unsettled, ended.unsettled.len()),
            (Fate::NotTried, ended.not_tried.len()),
        ];
        let fates = fates.into_iter().chain(reverted);
        fates.map(|(fate, count)| (fate.as_str(), count)).collect()
    });
    out.one(of("success"), SUCCESS, |report| {
        report.ending.map(|_| u8::from(report.is_success()))
    });
    rollout(&mut out);
    out.one(
        of("unconverged"),
        "Numbers that their declared webhook does not answer, even after the plan is applied.",
        |report| Some(report.plan.unconverged()),
    );
    out.one(
        of("unmanaged"),
        "Numbers in the accounts that are not in the configuration.",
        |report| Some(report.plan.summary().unmanaged),
    );
    out.by(of("problems"), PROBLEMS, "severity", |report| {
        severities(report.diagnostics)
    });
    out.one(of("complete"), COMPLETE, |report| {
        Some(u8::from(report.plan.complete && !report.plan.blocked()))
    });
    out.one(
        of("last_run_timestamp_seconds"),
        "Time of the plan, in seconds since 1970.",
        |report| {
            let made = report.meta.timestamp.parse::<Timestamp>();
            made.ok().map(Timestamp::as_second)
        },
    );
    let compared = reports.iter().filter_map(|report| {
        let counts = ComparisonCounts::of(report.comparison?);
        Some((&report.plan.scope, counts))
    });
    metrics::write(&mut out.out, &compared.collect::<Vec<_>>());
    out.out.end()
}

/// The metrics of rollouts. Only an apply has them.
fn rollout(out: &mut Metrics<'_, '_>) {
    let of = |name| ("apply", name);
    out.by(
        of("rollout_waves"),
        "Waves that began, by how they ended. A wave that still runs was interrupted.",
        "state",
        |report| {
            let Some(outcome) = report.ending.and_then(Ending::rollout) else {
                return Vec::new();
            };
            let states = [WaveState::Passed, WaveState::Stopped, WaveState::Running];
            let count = |state: WaveState| {
                let forward = outcome.waves.iter();
                let forward = forward.filter(|wave| wave.kind == WaveKind::Forward);
                let count = forward.filter(|wave| wave.state == state).count();
                (state.as_str(), count)
            };
            states.map(count).to_vec()
        },
    );
    let mut one = |name: &'static str, help: &str, value: fn(&RolloutOutcome) -> u64| {
        out.one(of(name), help, |report| {
            report.ending.and_then(Ending::rollout).map(value)
        });
    };
    one(
        "rollout_stopped",
        "Whether the rollout stopped before its end (1) or not (0).",
        |outcome| u64::from(outcome.stopped.is_some()),
    );
    one(
        "rollout_reverted",
        "Whether everything that the rollout did is changed back (1) or not (0).",
        |outcome| u64::from(RolloutState::of(outcome) == RolloutState::Reverted),
    );
    one(
        "rollout_not_reverted",
        "Changes that the revert of the rollout did not change back.",
        |outcome| u64::try_from(outcome.not_reverted.len()).unwrap_or(u64::MAX),
    );
    one(
        "rollout_alerts",
        "Alerts that count against the rollout.",
        |outcome| outcome.alerts.values().sum(),
    );
    one(
        "rollout_unconverged",
        "Changed numbers whose route was not the declared one when it was read again.",
        |outcome| u64::try_from(outcome.unconverged.len()).unwrap_or(u64::MAX),
    );
}

/// The metrics of a command that could not make a plan.
pub fn problems(command: &'static str, scope: &Scope, diagnostics: &[Value]) -> String {
    let mut out = Exposition::default();
    let name = |name: &str| format!("switchboard_{command}_{name}");
    if command == "apply" {
        out.gauge(name("success"), SUCCESS);
        out.of(scope, None, 0);
    }
    out.gauge(name("problems"), PROBLEMS);
    for (severity, count) in severities(diagnostics) {
        out.of(scope, Some(("severity", severity)), count);
    }
    out.gauge(name("complete"), COMPLETE);
    out.of(scope, None, 0);
    out.end()
}
