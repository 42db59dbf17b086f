//! What drifted as metrics in Prometheus' text format, for a textfile collector or a Pushgateway.
//! Every metric is a gauge. An environment that could not be looked at at all has no counts, only
//! the word that it is not complete: a zero would end an alert.

use super::input::DriftReport;
use crate::model::{DriftStatus, Drifted, Impact};
use crate::report::prometheus::escaped;

/// A metric: its name, what it means, and its samples in one environment, each with its own label.
type Metric = (
    &'static str,
    &'static str,
    fn(&DriftReport<'_>) -> Vec<Sample>,
);

/// A label and a value.
type Sample = (Option<(&'static str, &'static str)>, String);

const METRICS: [Metric; 7] = [
    (
        "switchboard_drift_resources",
        "Recorded resources by drift status.",
        statuses,
    ),
    (
        "switchboard_drift_drifted_resources",
        "Drifted resources by highest severity.",
        severities,
    ),
    (
        "switchboard_drift_pending",
        "Addresses with declared changes that are not applied yet (not drift).",
        |report| counted(report, report.drift.pending.len()),
    ),
    (
        "switchboard_drift_unmanaged",
        "Numbers in the accounts that are neither recorded nor declared.",
        |report| counted(report, report.drift.summary().unmanaged),
    ),
    (
        "switchboard_drift_ignored",
        "Differences that .switchboardignore expects.",
        |report| counted(report, report.drift.summary().ignored),
    ),
    (
        "switchboard_drift_complete",
        "Whether everything recorded could be read (1) or not (0).",
        |report| vec![(None, u8::from(report.drift.complete).to_string())],
    ),
    (
        "switchboard_drift_last_run_timestamp_seconds",
        "Time of the last check, in seconds since 1970.",
        |report| {
            let at = report.meta.timestamp.as_millisecond();
            vec![(
                None,
                format!("{}.{:03}", at.div_euclid(1000), at.rem_euclid(1000)),
            )]
        },
    ),
];

/// The metrics of every environment.
pub fn drift(reports: &[DriftReport<'_>]) -> String {
    let mut out = String::new();
    for (name, help, samples) in METRICS {
        let mut lines = String::new();
        for report in reports {
            let scope = &report.drift.scope;
            for (label, value) in samples(report) {
                let label = label.map_or_else(String::new, |(name, value)| {
                    format!(",{name}=\"{}\"", escaped(value))
                });
                lines.push_str(&format!(
                    "{name}{{project=\"{}\",environment=\"{}\"{label}}} {value}\n",
                    escaped(&scope.project),
                    escaped(&scope.environment)
                ));
            }
        }
        if !lines.is_empty() {
            out.push_str(&format!(
                "# HELP {name} {help}\n# TYPE {name} gauge\n{lines}"
            ));
        }
    }
    out
}

/// Whether there is anything to count.
fn is_seen(report: &DriftReport<'_>) -> bool {
    report.drift.complete || !report.drift.resources.is_empty()
}

fn counted(report: &DriftReport<'_>, count: usize) -> Vec<Sample> {
    if is_seen(report) {
        vec![(None, count.to_string())]
    } else {
        Vec::new()
    }
}

fn statuses(report: &DriftReport<'_>) -> Vec<Sample> {
    let all = [
        DriftStatus::InSync,
        DriftStatus::Modified,
        DriftStatus::Missing,
        DriftStatus::Unchecked,
        DriftStatus::Ignored,
        DriftStatus::Unconverged,
    ];
    let count = |status| move |one: &&Drifted| one.status == status;
    let samples = all.map(|status| {
        let resources = report.drift.resources.iter();
        let count = resources.filter(count(status)).count();
        (Some(("status", status.as_str())), count.to_string())
    });
    samples.into_iter().filter(|_| is_seen(report)).collect()
}

fn severities(report: &DriftReport<'_>) -> Vec<Sample> {
    let all = [Impact::Critical, Impact::Major, Impact::Minor];
    let samples = all.map(|impact| {
        let drifted = report.drift.resources.iter().filter(|one| one.is_drift());
        let count = drifted.filter(|one| one.impact() == Some(impact)).count();
        (Some(("severity", impact.as_str())), count.to_string())
    });
    samples.into_iter().filter(|_| is_seen(report)).collect()
}
