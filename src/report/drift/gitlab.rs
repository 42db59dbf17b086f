//! Drift for GitLab's merge requests. In the Terraform widget, modified resources count as updated
//! and missing ones as deleted. Nothing counts as created, because unmanaged objects are not drift.

use serde_json::Value;

use super::found::found;
use super::input::DriftReport;
use crate::report::counterpart::diagnostics::diagnostics as compared;
use crate::report::gitlab::{counts, issue, issue_of, shown};
use crate::report::text::fingerprint::Fingerprints;

/// The counts of all environments together.
pub fn terraform(reports: &[DriftReport<'_>]) -> String {
    let summaries = reports.iter().map(|report| report.drift.summary());
    let (update, delete) = summaries.fold((0, 0), |(update, delete), summary| {
        (
            update + summary.modified + summary.unconverged,
            delete + summary.missing,
        )
    });
    let complete = reports.iter().all(DriftReport::is_complete);
    counts([0, update, delete], complete)
}

/// An issue for each difference, the worst of each environment first, then for each diagnostic.
pub fn codequality(reports: &[DriftReport<'_>]) -> String {
    let mut fingerprints = Fingerprints::default();
    let mut issues: Vec<Value> = Vec::new();
    for report in reports {
        for one in found(report, &mut fingerprints) {
            let description = match report.drift.scope.environment.as_str() {
                "" => one.message.clone(),
                environment => format!("{environment}: {}", one.message),
            };
            let severity = one.impact().as_str();
            let check = one.check.id();
            issues.push(issue(
                &description,
                check,
                &one.fingerprint,
                severity,
                &one.place,
            ));
        }
    }
    for report in reports {
        let files = &report.meta.files;
        let diagnostics = report.diagnostics.iter();
        issues.extend(diagnostics.map(|one| issue_of(one, files, &mut fingerprints)));
        let compared = compared(report.comparison);
        let compared = compared.iter();
        issues.extend(compared.map(|one| issue_of(one, files, &mut fingerprints)));
    }
    shown(&issues)
}
