//! The findings of a comparison in a document.

use serde_json::Value;

/// What a finding says: code, severity, address and line.
pub fn said(finding: &Value) -> (String, String, String, u64) {
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let line = finding["source"]["line"].as_u64().unwrap_or_default();
    (text("code"), text("severity"), text("address"), line)
}

/// What each finding of a comparison says.
pub fn findings(dynamics: &Value) -> Vec<(String, String, String, u64)> {
    let all = dynamics["findings"].as_array().unwrap();
    all.iter().map(said).collect()
}

/// The codes of a comparison's findings.
pub fn codes(dynamics: &Value) -> Vec<String> {
    let all = findings(dynamics).into_iter();
    all.map(|(code, ..)| code).collect()
}
