//! The document of a plan or an apply. docs/notifications.md describes it.

use std::collections::BTreeSet;

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

/// The document of a plan or an apply.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    pub format_version: &'static str,
    pub kind: &'static str,
    pub id: String,
    pub tool_version: &'a str,
    pub timestamp: &'a str,
    pub project: Option<&'a str>,
    pub environment: Option<&'a str>,
    pub shard: Option<Shard>,
    pub outcome: Outcome,
    pub complete: bool,
    pub errored: bool,
    pub verdict: String,
    pub sha256: Option<String>,
    pub run_id: Option<&'a str>,
    pub summary: Counts,
    pub changes: Vec<ChangeDocument>,
    pub changes_left_out: usize,
    pub errors: Vec<ErrorDocument>,
    pub errors_left_out: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rollout: Option<RolloutDocument<'a>>,
}

impl Document<'_> {
    /// The version of the format.
    pub(super) const VERSION: &'static str = FORMAT_VERSION;

    /// The document as JSON.
    pub(super) fn to_json(&self) -> String {
        // All keys are strings and all numbers are integers, so this cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// An error, without its place and help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ErrorDocument {
    pub code: String,
    pub address: Option<String>,
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
