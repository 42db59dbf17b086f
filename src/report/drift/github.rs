//! What drifted as GitHub annotations, each at the line that declares the thing, and the verdict
//! as a notice for each environment.

use serde_json::{Value, json};

use super::remedy::remedy;
use super::{DriftReport, authors, words};
use crate::model::{Drifted, Impact};
use crate::report::github::{annotations, notice};

/// The annotations: what drifted, the worst first, among the other diagnostics, then verdicts.
pub fn drift(reports: &[DriftReport<'_>]) -> String {
    let mut told: Vec<Value> = Vec::new();
    for report in reports {
        let drifted = report.drift.worst_first();
        told.extend(drifted.into_iter().map(|one| diagnostic(report, one)));
        told.extend(report.diagnostics.iter().cloned());
    }
    let mut out = annotations(&told);
    for report in reports {
        let title = match report.drift.scope.environment.as_str() {
            "" => "switchboard drift".to_owned(),
            environment => format!("switchboard drift {environment}"),
        };
        let verdict = words::verdict(report, "see above").join("\n");
        out.push_str(&notice(&title, &verdict));
    }
    out
}

/// A drifted thing in the form of a diagnostic. What matters most is an error.
fn diagnostic(report: &DriftReport<'_>, one: &Drifted) -> Value {
    let severity = match one.impact() {
        Some(Impact::Critical) => "error",
        _ => "warning",
    };
    let mut differences: Vec<String> = one.counted().map(words::line).collect();
    differences.extend(authors::lines(one));
    let remedy = remedy(report, one);
    let help = remedy
        .command
        .map(|command| format!("put it back: {command}"))
        .or(remedy.words)
        .unwrap_or_default();
    let range = (report.places)(&one.address, None).map(|place| {
        let start = json!({"line": place.line, "column": place.column});
        json!({"filename": place.file, "start": start})
    });
    json!({
        "severity": severity,
        "code": one.status.as_str(),
        "address": one.address.to_string(),
        "summary": format!("{} ({})", differences.join("; "), words::standing(one)),
        "help": help,
        "range": range,
    })
}
