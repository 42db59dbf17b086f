//! What `doctor` found, for programs. Doc comments on the document are the descriptions in its JSON
//! Schema.
//!
//! Keys may be added within a major version; readers ignore unknown keys.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::{Examined, Outcome, count};
use crate::report::plan::document::FORMAT_VERSION;

/// What `switchboard doctor` found. It never holds a credential.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Switchboard doctor")]
struct DoctorDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    format_version: &'static str,
    /// Always `doctor`.
    #[schemars(extend("const" = "doctor"))]
    kind: &'static str,
    /// Whether everything could be checked.
    complete: bool,
    /// The number of checks by outcome.
    summary: Summary,
    /// The checks, in the order in which they ran.
    checks: Vec<CheckDocument>,
}

/// The number of checks by outcome.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// In order.
    passed: usize,
    /// Work, but need attention.
    warning: usize,
    /// Do not work.
    failed: usize,
    /// Prevented by something outside this installation.
    unchecked: usize,
    /// Need something that failed, or that is not there.
    skipped: usize,
}

/// One check.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckDocument {
    /// The kind of check: `version`, `configuration`, `registry`, `proxy`, `trust`, `credentials`, `reachability`,
    /// `clock` or `access`. More may be added.
    id: &'static str,
    /// What is checked, in a few words.
    title: String,
    /// The outcome: `passed`, `warning`, `failed`, `unchecked` or `skipped`.
    outcome: &'static str,
    /// What was found.
    detail: String,
    /// What to do; null if there is nothing to do.
    advice: Option<String>,
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Warning => "warning",
        Outcome::Failed => "failed",
        Outcome::Unchecked => "unchecked",
        Outcome::Skipped => "skipped",
    }
}

/// The checks as a document, ending with a line break.
pub fn json(all: &[Examined]) -> String {
    let count = |outcome| count(all, outcome);
    let document = DoctorDocument {
        format_version: FORMAT_VERSION,
        kind: "doctor",
        complete: count(Outcome::Unchecked) == 0,
        summary: Summary {
            passed: count(Outcome::Passed),
            warning: count(Outcome::Warning),
            failed: count(Outcome::Failed),
            unchecked: count(Outcome::Unchecked),
            skipped: count(Outcome::Skipped),
        },
        checks: all
            .iter()
            .map(|one| CheckDocument {
                id: one.id,
                title: one.title.clone(),
                outcome: word(one.outcome),
                detail: one.detail.clone(),
                advice: one.advice.clone(),
            })
            .collect(),
    };
    // All keys are strings, so this cannot fail.
    let json = serde_json::to_string_pretty(&document).unwrap_or_default();
    format!("{json}\n")
}

/// The JSON Schema (draft 7) of the document.
pub fn doctor_schema() -> Value {
    SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<DoctorDocument>()
        .to_value()
}
