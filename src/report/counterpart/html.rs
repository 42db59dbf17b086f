//! A comparison on a page: the counts, and a card for each finding.

use super::diagnostics::diagnostics;
use super::shape::ComparisonDocument;
use super::words;
use crate::report::html::lists::cards;
use crate::report::html::text;

/// The section; empty without a comparison.
pub(in crate::report) fn section(comparison: Option<&ComparisonDocument>) -> String {
    let Some(comparison) = comparison else {
        return String::new();
    };
    let tone = if comparison.complete {
        "facts"
    } else {
        "heavy"
    };
    let lines: Vec<String> = words::outcome(comparison)
        .iter()
        .map(|line| format!("<p class=\"{tone}\">{}</p>\n", text(line)))
        .collect();
    let all = diagnostics(Some(comparison));
    cards(
        &text(&words::title(comparison)),
        &lines.concat(),
        all.iter().collect(),
    )
}
