//! The input of a drift report.

use jiff::Timestamp;

use super::remedies::Given;
use crate::model::{Drift, Shard};
use crate::report::counterpart::ComparisonDocument;
use crate::report::place::Places;
use crate::report::plan::document::MergedShard;

/// The metadata of a drift report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DriftMeta {
    /// The version of this program.
    pub tool_version: String,
    /// The time of the check.
    pub timestamp: Timestamp,
    /// Identifies the registry; `None` if none exists yet.
    pub lineage: Option<String>,
    /// The registry's serial.
    pub serial: u64,
    /// The shard that limits the check; `None` for everything.
    pub shard: Option<Shard>,
    /// The shards that it was merged from; empty for the check of one run.
    pub shards: Vec<MergedShard>,
    /// The addresses that limit the check; empty for all.
    pub targets: Vec<String>,
    /// The file with the expected differences, if there is one.
    pub ignore_file: Option<String>,
    /// The options to repeat in suggested commands, quoted for a shell, without the environment.
    pub options: Vec<String>,
    /// The number of HTTP requests of the check.
    pub reads: u64,
    /// Why some authors are unknown, if audit events were requested and not all could be read.
    pub unattributed: Option<String>,
    /// The files the configuration was read from.
    pub files: Vec<String>,
}

/// The drift of one environment and everything that its report shows.
pub struct DriftReport<'a> {
    /// What drifted.
    pub drift: &'a Drift,
    /// Its metadata.
    pub meta: &'a DriftMeta,
    /// Where resources are declared.
    pub places: &'a Places<'a>,
    /// Diagnostics as JSON objects, in the form that all documents share.
    pub diagnostics: &'a [serde_json::Value],
    /// The comparison with the counterpart, if one was made.
    pub comparison: Option<&'a ComparisonDocument>,
    /// How to put each resource back, if that is known already, as in a document that was read back.
    pub remedies: Option<&'a Given>,
    /// Whether to list objects that are neither recorded nor declared. They are always counted.
    pub show_unmanaged: bool,
    /// Whether to show each resource in full, even if many are alike.
    pub each: bool,
}

impl DriftReport<'_> {
    /// Whether everything recorded could be read, and everything that the comparison needs.
    pub fn is_complete(&self) -> bool {
        self.drift.complete && self.comparison.is_none_or(|one| one.complete)
    }
}
