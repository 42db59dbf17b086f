//! A comparison as checks of `test`: what agrees is one passed check, each error a failed one, and
//! each warning one that needs attention.

use super::SYSTEM;
use super::shape::ComparisonDocument;
use super::words;
use crate::model::Verdict;

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct ComparisonCheck<'a> {
    /// What is checked: an address, or the counterpart as a whole.
    pub(in crate::report) title: &'a str,
    /// The address, if it is about one.
    pub(in crate::report) address: Option<&'a str>,
    /// The result.
    pub(in crate::report) outcome: Verdict,
    /// The code; `None` if it passed.
    pub(in crate::report) code: Option<&'a str>,
    /// What was found.
    pub(in crate::report) detail: String,
    /// What to do.
    pub(in crate::report) advice: Option<&'a str>,
    /// Whether it failed because something could not be read.
    pub(in crate::report) unread: bool,
}

/// The checks, what agrees first. Notes are no checks.
pub(in crate::report) fn checks(
    comparison: Option<&ComparisonDocument>,
) -> Vec<ComparisonCheck<'_>> {
    let Some(comparison) = comparison else {
        return Vec::new();
    };
    let mut all = Vec::new();
    if !words::is_unread(comparison) {
        all.push(ComparisonCheck {
            title: SYSTEM.title(),
            address: None,
            outcome: Verdict::Passed,
            code: None,
            detail: words::agreed(comparison),
            advice: None,
            unread: false,
        });
    }
    for one in words::worst_first(comparison) {
        let outcome = match one.severity.as_str() {
            "error" => Verdict::Failed,
            "note" => continue,
            _ => Verdict::Warning,
        };
        let address = one.address.as_deref();
        all.push(ComparisonCheck {
            title: address
                .filter(|address| *address != SYSTEM.as_str())
                .unwrap_or(SYSTEM.title()),
            address,
            outcome,
            code: Some(&one.code),
            detail: one.summary.clone(),
            advice: Some(one.help.as_str()).filter(|help| !help.is_empty()),
            unread: outcome == Verdict::Failed && words::is_cause(one),
        });
    }
    // Incomplete without a finding that says why.
    if !comparison.complete && !all.iter().any(|one| one.unread) {
        all.push(ComparisonCheck {
            title: SYSTEM.title(),
            address: None,
            outcome: Verdict::Failed,
            code: None,
            detail: words::why(comparison),
            advice: None,
            unread: true,
        });
    }
    all
}
