//! The first line of a drift's verdict.

use super::input::DriftReport;
use crate::model::Impact;

/// The first line of the verdict.
pub(super) fn outcome(report: &DriftReport<'_>) -> String {
    let drift = report.drift;
    let summary = drift.summary();
    let of_impact = |impact| {
        let drifted = drift.resources.iter().filter(|one| one.is_drift());
        drifted.filter(|one| one.impact() == Some(impact)).count()
    };
    let counts = |parts: &[(usize, &str)]| {
        let parts: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        parts.join(", ")
    };
    if drift.drifted() {
        let what = counts(&[
            (summary.missing, "missing"),
            (summary.modified, "modified"),
            (summary.unconverged, "unconverged"),
        ]);
        let how_bad = counts(&[
            (of_impact(Impact::Critical), "critical"),
            (of_impact(Impact::Major), "major"),
            (of_impact(Impact::Minor), "minor"),
        ]);
        return format!(
            "Drift: {what} ({how_bad}); {} as recorded.",
            summary.in_sync
        );
    }
    if drift.unapplied {
        return "Nothing was compared.".to_owned();
    }
    let comparison = drift.comparison.as_ref();
    let complete = drift.complete && comparison.is_none_or(|one| one.complete);
    if !complete && summary.in_sync + summary.ignored == 0 {
        return "Nothing could be checked.".to_owned();
    }
    if !complete {
        return format!(
            "No drift in what could be read: {} as recorded.",
            summary.in_sync
        );
    }
    let unchecked = summary.unchecked + drift.unlisted.rows;
    if unchecked > 0 {
        return format!(
            "No drift in what was checked: {} as recorded, {unchecked} not checked.",
            summary.in_sync
        );
    }
    if drift.resources.is_empty() {
        return "No drift: nothing is recorded at a provider.".to_owned();
    }
    if summary.ignored > 0 {
        return format!("No unexpected drift: {} as recorded.", summary.in_sync);
    }
    if report.meta.targets.is_empty() {
        "No drift. Everything recorded is as the last apply left it.".to_owned()
    } else {
        "No drift. Everything targeted is as the last apply left it.".to_owned()
    }
}
