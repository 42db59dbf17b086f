//! The input of a plan report.

use std::collections::{BTreeMap, BTreeSet};

use super::document::MergedShard;
use super::ending::Ending;
use crate::model::{Plan, Shard};
use crate::report::counterpart::ComparisonDocument;
use crate::report::place::Places;

/// The metadata of a plan.
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
    /// The files and directories given on the command line.
    pub sources: Vec<String>,
    /// Whether they were found in the working directory rather than given.
    pub found: bool,
    /// Identifies the registry; `None` if none exists yet.
    pub lineage: Option<String>,
    /// The registry's serial that the plan was made from.
    pub serial: u64,
    /// The shard that limits the plan; `None` for everything.
    pub shard: Option<Shard>,
    /// The shards that it was merged from; empty for the plan of one run.
    pub shards: Vec<MergedShard>,
    /// The addresses that limit the plan; empty for all.
    pub targets: Vec<String>,
    /// The addresses that the plan leaves out.
    pub excluded: Vec<String>,
    /// The run that the plan undoes; `None` for a plan of the configuration.
    pub undoes: Option<String>,
    /// The fields that a plan reverts, by address; `None` for a plan of the configuration.
    pub reverts: Option<BTreeMap<String, BTreeSet<String>>>,
}

/// A plan and everything that its report shows.
pub struct PlanReport<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its metadata.
    pub meta: &'a Meta,
    /// Where resources are declared.
    pub places: &'a Places<'a>,
    /// Diagnostics as JSON objects, in the form that all documents share.
    pub diagnostics: &'a [serde_json::Value],
    /// The comparison with the counterpart, if one was made.
    pub comparison: Option<&'a ComparisonDocument>,
    /// Whether to list objects that are not in the configuration. They are always counted.
    pub show_unmanaged: bool,
    /// Whether to show each change in full, even if many are alike.
    pub each: bool,
    /// The result of the apply; `None` for a plan alone.
    pub ending: Option<Ending<'a>>,
}
