//! Floor 2: values to text, one file per format. Pure: what a report shows is handed to it, the
//! time included; nothing here reads a file, a clock or the environment.
//!
//! Words that several formats share are in `words`, `text` makes foreign text harmless, `field`
//! turns values into rows, `inert` makes them safe in Markdown, `group` decides what is shown by
//! itself and what is shown as one because it is alike, `sheet` keeps a text within its limit.

mod advice;
mod arrange;
mod brief;
pub mod diagnostics;
pub mod document;
pub mod drift;
pub mod ending;
pub mod events;
pub mod explain;
pub mod explain_document;
mod field;
mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod graph;
mod graph_layout;
pub mod graph_mermaid;
pub mod graph_svg;
mod group;
pub mod history;
pub mod html;
pub mod human;
mod inert;
pub mod inspection;
pub mod layout;
mod likeness;
pub mod markdown;
pub mod offers;
mod paint;
pub mod prometheus;
pub mod recorded;
mod route;
pub mod run;
pub mod runners;
mod sheet;
pub mod text;
pub mod urldiff;
mod urlparts;
pub mod watch;
mod words;

pub use document::{
    PlanDocument, document, drift_document, drift_schema, plan_schema, read, to_json,
};

use crate::model::{Address, Plan};

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

/// A place in a file, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The file, as it was named to the command.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

impl std::fmt::Display for Located {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

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

/// Finds where an address, or a key under it, was declared.
pub type Places<'a> = dyn Fn(&Address, Option<&str>) -> Option<Located> + 'a;

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
    pub ending: Option<ending::Ending<'a>>,
}
