//! Texts as they are compared: without what differs from run to run.

use std::path::Path;

use regex::Regex;

/// Takes out run ids, request ids and the sandbox's port.
pub fn settled(text: &str) -> String {
    let rules = [
        (
            r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b",
            "RUN",
        ),
        (r"\bRQ[0-9a-f]{32}\b", "REQUEST"),
        (r"http://127\.0\.0\.1:[0-9]+", "SANDBOX"),
    ];
    rules.iter().fold(text.to_owned(), |text, (pattern, name)| {
        Regex::new(pattern)
            .unwrap()
            .replace_all(&text, *name)
            .into_owned()
    })
}

/// Compares a text with an expectation's file, or rewrites the file. The error holds the
/// difference.
pub fn compare(path: &Path, now: &str) -> Result<(), String> {
    if super::updating() {
        std::fs::write(path, now).unwrap();
        return Ok(());
    }
    let expected = std::fs::read_to_string(path).unwrap();
    if expected == now {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(expected.as_str(), now);
    Err(format!(
        "{} (UPDATE=1 rewrites it)\n{}",
        path.display(),
        diff.unified_diff()
            .context_radius(3)
            .header("expected", "now")
    ))
}
