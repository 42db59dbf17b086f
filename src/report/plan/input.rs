//! What a report of a plan is made from.

use super::ending::Ending;
use crate::model::Plan;
use crate::report::place::Places;

/// What a plan document says about its own making.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// The version of this program.
    pub tool_version: String,
    /// When the plan was made, RFC 3339.
    pub timestamp: String,
    /// SHA-256 of the configuration, in hex.
    pub config_sha256: String,
    /// The files the configuration was read from.
    pub files: Vec<String>,
    /// The sources those files were found by: a file or a directory each.
    pub sources: Vec<String>,
    /// Whether these were found in the working directory, and not named.
    pub found: bool,
    /// Identifies the registry; `None` where none exists yet.
    pub lineage: Option<String>,
    /// The registry's serial that the plan was made from.
    pub serial: u64,
    /// The addresses the plan was confined to; none means all.
    pub targets: Vec<String>,
    /// The run that the plan undoes; `None` where it carries out the configuration.
    pub undoes: Option<String>,
}

/// A plan and everything that is told beside it.
pub struct PlanReport<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// How it came about.
    pub meta: &'a Meta,
    /// Where things were declared.
    pub places: &'a Places<'a>,
    /// Diagnostics as JSON objects, in the form every document has them.
    pub diagnostics: &'a [serde_json::Value],
    /// Whether to list what is in the accounts and not in the configuration. It is counted always.
    pub show_unmanaged: bool,
    /// Whether to show each change in full, however many are alike.
    pub each: bool,
    /// What became of the plan, where it was to be applied.
    pub ending: Option<Ending<'a>>,
}
