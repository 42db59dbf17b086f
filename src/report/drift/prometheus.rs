//! Drift as metrics in Prometheus' text format: for a textfile collector or a Pushgateway, and as
//! a part of what a watch serves. Every metric is a gauge. An environment that could not be
//! checked at all has no counts, only `complete` with 0: a count of zero would end an alert.

use std::collections::BTreeMap;

use super::input::DriftReport;
use crate::model::{Drift, DriftStatus, DriftSummary, Impact, Scope};
use crate::report::counterpart::document;
use crate::report::counterpart::metrics::{self, ComparisonCounts};
use crate::report::prometheus::{Exposition, seconds};

/// The counts of one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// The project and environment.
    pub scope: Scope,
    /// The counts by status.
    pub summary: DriftSummary,
    /// The number of drifted resources by severity.
    pub severities: BTreeMap<Impact, usize>,
    /// The number of resources with expected differences only.
    pub ignored: usize,
    /// Whether everything recorded could be read, and everything that the comparison with the
    /// counterpart needs.
    pub complete: bool,
    /// Whether anything could be read. If not, nothing is counted.
    pub seen: bool,
    /// The counts of the comparison with the counterpart, if one was made.
    pub comparison: Option<ComparisonCounts>,
}

impl Environment {
    /// The counts of a check.
    pub fn of(drift: &Drift) -> Self {
        let mut severities: BTreeMap<Impact, usize> = BTreeMap::new();
        for one in drift.resources.iter().filter(|one| one.is_drift()) {
            if let Some(impact) = one.impact() {
                *severities.entry(impact).or_default() += 1;
            }
        }
        let ignored = drift.resources.iter();
        let ignored = ignored.filter(|one| one.status == DriftStatus::Ignored);
        Self {
            scope: drift.scope.clone(),
            summary: drift.summary(),
            severities,
            ignored: ignored.count(),
            complete: drift.complete && drift.comparison.as_ref().is_none_or(|one| one.complete),
            seen: drift.complete || !drift.resources.is_empty(),
            comparison: drift.comparison.as_ref().map(|comparison| {
                // Places are not counted.
                ComparisonCounts::of(&document(comparison, false, &|_| None))
            }),
        }
    }
}

/// The metrics of every environment.
pub fn drift(reports: &[DriftReport<'_>]) -> String {
    let all: Vec<Environment> = reports
        .iter()
        .map(|report| Environment {
            comparison: report.comparison.map(ComparisonCounts::of),
            complete: report.is_complete(),
            ..Environment::of(report.drift)
        })
        .collect();
    let mut out = Exposition::default();
    counts(&mut out, &all);
    out.gauge(
        "switchboard_drift_ignored",
        "Differences that .switchboardignore expects.",
    );
    for one in all.iter().filter(|one| one.seen) {
        out.of(&one.scope, None, one.summary.ignored);
    }
    complete(&mut out, &all);
    out.gauge(
        "switchboard_drift_last_run_timestamp_seconds",
        "Time of the last check, in seconds since 1970.",
    );
    for report in reports {
        let at = seconds(report.meta.timestamp);
        out.of(&report.drift.scope, None, at);
    }
    compared(&mut out, &all);
    out.end()
}

/// Writes the counts of resources by status and severity, and of what is pending and unmanaged.
pub(in crate::report) fn counts(out: &mut Exposition, all: &[Environment]) {
    let seen = || all.iter().filter(|one| one.seen);
    out.gauge(
        "switchboard_drift_resources",
        "Recorded resources by drift status.",
    );
    for one in seen() {
        let summary = &one.summary;
        for (status, count) in [
            (DriftStatus::InSync, summary.in_sync),
            (DriftStatus::Modified, summary.modified),
            (DriftStatus::Missing, summary.missing),
            (DriftStatus::Unchecked, summary.unchecked),
            (DriftStatus::Ignored, one.ignored),
            (DriftStatus::Unconverged, summary.unconverged),
        ] {
            out.of(&one.scope, Some(("status", status.as_str())), count);
        }
    }
    out.gauge(
        "switchboard_drift_drifted_resources",
        "Drifted resources by highest severity.",
    );
    for one in seen() {
        for impact in [Impact::Critical, Impact::Major, Impact::Minor] {
            let count = one.severities.get(&impact).copied().unwrap_or(0);
            out.of(&one.scope, Some(("severity", impact.as_str())), count);
        }
    }
    out.gauge(
        "switchboard_drift_pending",
        "Addresses with declared changes that are not applied yet (not drift).",
    );
    for one in seen() {
        out.of(&one.scope, None, one.summary.pending);
    }
    out.gauge(
        "switchboard_drift_unmanaged",
        "Numbers in the accounts that are neither recorded nor declared.",
    );
    for one in seen() {
        out.of(&one.scope, None, one.summary.unmanaged);
    }
}

/// Writes the metrics of the comparisons with the counterpart.
pub(in crate::report) fn compared(out: &mut Exposition, all: &[Environment]) {
    let all = all.iter().filter_map(|one| {
        let counts = one.comparison.clone()?;
        Some((&one.scope, counts))
    });
    metrics::write(out, &all.collect::<Vec<_>>());
}

/// Writes for each environment whether everything recorded could be read.
pub(in crate::report) fn complete(out: &mut Exposition, all: &[Environment]) {
    out.gauge(
        "switchboard_drift_complete",
        "Whether everything recorded could be read (1) or not (0).",
    );
    for one in all {
        out.of(&one.scope, None, u8::from(one.complete));
    }
}
