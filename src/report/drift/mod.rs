//! Drift: the document and a file per format, which share `words` and `remedy`.
//!
//! A renderer takes one report for each environment.

mod arrange;
mod authors;
pub mod document;
mod found;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub mod input;
pub mod junit;
pub mod markdown;
mod outcome;
mod picture;
pub mod prometheus;
pub mod remedies;
pub(super) mod remedy;
pub mod sarif;
pub(super) mod words;

use self::input::DriftReport;

/// The document as indented JSON, ending with a line break.
pub fn json(reports: &[DriftReport<'_>]) -> String {
    let document = document::drift_document(reports);
    // All keys are strings and all numbers are integers, so this cannot fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}
