//! The document of a watch's notification. docs/notifications.md describes it. Doc comments here are
//! the descriptions in its JSON Schema.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::changes::Kind;
use crate::model::Impact;
use crate::report::drift::document::DriftCounts;

/// What changed since the last notification of a watch.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::report) struct DriftNotification<'a> {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: &'static str,
    /// Always `drift-notification`.
    #[schemars(extend("const" = "drift-notification"))]
    pub kind: &'static str,
    /// Identifies these changes together.
    pub id: String,
    /// Version of the program that sent it.
    pub tool_version: &'a str,
    /// When it was made, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    /// The environments in which something changed.
    pub environments: Vec<EnvironmentChanges<'a>>,
}

/// The changes of one environment, and its state.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::report) struct EnvironmentChanges<'a> {
    /// The project.
    pub project: &'a str,
    /// The environment; null if none was chosen.
    pub environment: Option<&'a str>,
    /// Whether everything recorded could be read.
    pub complete: bool,
    /// The counts by status.
    pub summary: DriftCounts,
    /// The changes; of all environments together at most 200 are listed.
    #[schemars(length(max = 200))]
    pub changes: Vec<DriftChange<'a>>,
    /// How many changes are not listed.
    pub changes_left_out: usize,
}

/// A change.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::report) struct DriftChange<'a> {
    /// Identifies the change: the same whenever and by whichever replica it is sent.
    pub id: &'a str,
    /// The kind of change.
    pub change: Kind,
    #[serde(flatten)]
    pub about: Option<DriftDifference<'a>>,
    /// Why not everything can be read; left out for other kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'a [String]>,
}

/// What a change is about; left out if it is about the whole environment.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::report) struct DriftDifference<'a> {
    /// The YAML path of the resource. This key and the following ones are left out for `incomplete` and `complete`.
    pub address: String,
    /// What differs: the provider's name of a field, `id`, `route` or `missing`.
    pub what: &'a str,
    /// The severity; null for a change that another replica saw first.
    pub severity: Option<Impact>,
    /// The value after the last apply.
    pub recorded: &'a Json,
    /// The current value.
    pub observed: &'a Json,
    /// When the difference was first seen, RFC 3339; null if that is unknown.
    pub first_seen: Option<String>,
}
