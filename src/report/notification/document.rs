//! The document of a plan or an apply. docs/notifications.md describes it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::changes::ChangeDocument;
use super::message::FORMAT_VERSION;
use super::outcome::Outcome;
use super::rollout::RolloutDocument;
use super::signature::short;
use crate::model::{Scope, Shard};
use crate::report::plan::document::Counts;
use crate::report::text::escape::neutral;
use crate::report::text::json::{at, rank};
use crate::report::text::width::shortened;

/// The most errors that a document lists; the rest is counted.
const ERRORS: usize = 50;
/// The longest line about an error, in characters.
const LONGEST: usize = 400;

/// The command that a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// `plan`.
    Plan,
    /// `apply`.
    Apply,
}

impl Subject {
    /// The command.
    pub fn command(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Apply => "apply",
        }
    }

    /// The kind of the document.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Plan => "plan-notification",
            Self::Apply => "apply-notification",
        }
    }
}

/// The result of a plan or an apply.
// Doc comments of the fields are the descriptions in the JSON Schema.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ResultNotification")]
pub(in crate::report) struct Document<'a> {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: &'static str,
    /// The command that the notification is about.
    #[schemars(extend("enum" = ["plan-notification", "apply-notification"]))]
    pub kind: &'static str,
    /// Identifies the result: the same if the same command has the same result again.
    pub id: String,
    /// Version of the program that sent it.
    pub tool_version: &'a str,
    /// When the result was known, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: &'a str,
    /// The project; null if the configuration could not be read.
    pub project: Option<&'a str>,
    /// The environment; null if none was chosen.
    pub environment: Option<&'a str>,
    /// The shard of the providers; null for all of them.
    pub shard: Option<Shard>,
    /// The result in one word.
    pub outcome: Outcome,
    /// Whether everything declared could be read and planned.
    pub complete: bool,
    /// Whether there is an error.
    pub errored: bool,
    /// The result in words.
    pub verdict: String,
    /// The hash of the plan, as `--expect-plan` takes it; null if none was made.
    pub sha256: Option<String>,
    /// The run in the registry; null for a plan, and if no run was made.
    pub run_id: Option<&'a str>,
    /// The number of planned changes by action.
    pub summary: Counts,
    /// Changes, at most 200: those that were not done first, then by address.
    #[schemars(length(max = 200))]
    pub changes: Vec<ChangeDocument>,
    /// How many changes are not listed.
    pub changes_left_out: usize,
    /// Errors, at most 50.
    #[schemars(length(max = 50))]
    pub errors: Vec<ErrorDocument>,
    /// How many errors are not listed.
    pub errors_left_out: usize,
    /// How the waves of an apply ended, or the verification of an apply without waves; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rollout: Option<RolloutDocument>,
}

impl Document<'_> {
    /// The version of the format.
    pub(super) const VERSION: &'static str = FORMAT_VERSION;
}

/// An error, without its place and help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "NotifiedError")]
pub(in crate::report) struct ErrorDocument {
    /// The code, as in docs/findings.md; empty if it has none.
    pub code: String,
    /// The YAML path of the resource; null if it is about no resource.
    pub address: Option<String>,
    /// What is wrong.
    pub summary: String,
}

impl ErrorDocument {
    /// The error as a line of text.
    pub(super) fn line(&self) -> String {
        let address = self.address.as_deref().map(|text| format!(" {text}"));
        let address = address.unwrap_or_default();
        let line = format!("error {}{address}: {}", self.code, neutral(&self.summary));
        shortened(&line, LONGEST).into_owned()
    }
}

/// The errors among diagnostics in their JSON form.
pub(super) fn errors(diagnostics: &[Json]) -> Vec<ErrorDocument> {
    let errors = diagnostics
        .iter()
        .filter(|one| rank(at(one, "/severity")) == 0);
    errors
        .map(|one| ErrorDocument {
            code: at(one, "/code").to_owned(),
            address: Some(at(one, "/address").to_owned()).filter(|text| !text.is_empty()),
            summary: at(one, "/summary").to_owned(),
        })
        .collect()
}

/// The first errors, and the number of the others.
pub(super) fn listed(mut errors: Vec<ErrorDocument>) -> (Vec<ErrorDocument>, usize) {
    let more = errors.len().saturating_sub(ERRORS);
    errors.truncate(ERRORS);
    (errors, more)
}

/// The identifier of a result: the same whenever the same command has the same result. Texts of
/// errors have no part in it, because a provider puts a request's identifier into each.
pub(super) fn identifier(
    kind: &str,
    scope: &Scope,
    result: &str,
    errors: &[ErrorDocument],
) -> String {
    // How often an error occurs has no part in it either.
    let different: BTreeSet<(&str, Option<&str>)> = errors
        .iter()
        .map(|error| (error.code.as_str(), error.address.as_deref()))
        .collect();
    let mut parts = vec![kind, &scope.project, &scope.environment, result];
    for (code, address) in &different {
        parts.extend([code, address.unwrap_or_default()]);
    }
    short(&parts.join("\n"))
}
