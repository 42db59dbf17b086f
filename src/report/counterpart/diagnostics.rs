//! The findings of a comparison as diagnostics, in the JSON form that all documents share, for the
//! formats that show those: annotations, issues, results and cards.

use serde_json::{Value, json};

use super::shape::{ComparisonDocument, ComparisonFinding};

/// The findings as diagnostics, in their order.
pub(in crate::report) fn diagnostics(comparison: Option<&ComparisonDocument>) -> Vec<Value> {
    let findings = comparison.map(|comparison| comparison.findings.iter());
    findings.into_iter().flatten().map(diagnostic).collect()
}

fn diagnostic(one: &ComparisonFinding) -> Value {
    let mut value = json!({
        "severity": one.severity,
        "code": one.code,
        "summary": one.summary,
        "help": one.help,
    });
    let mut put = |key: &str, part: Value| {
        if let Some(fields) = value.as_object_mut() {
            fields.insert(key.to_owned(), part);
        }
    };
    if let Some(address) = &one.address {
        put("address", json!(address));
    }
    if let Some(source) = &one.source {
        let start = json!({"line": source.line, "column": source.column});
        put("range", json!({"filename": source.file, "start": start}));
    }
    value
}
