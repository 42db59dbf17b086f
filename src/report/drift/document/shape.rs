//! The shape of a drift document. Doc comments here are the descriptions in its JSON Schema.
//!
//! Keys may be added within a major version; readers ignore unknown keys.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Collection, DriftStatus, DriftSummary, Impact, Kind, Level, Shard};
use crate::report::counterpart::ComparisonDocument;
use crate::report::plan::document::{
    MergedShard, ReceiverDocument, Registry, RouteEnd, Source, UnmanagedObject, with_groups,
    with_records,
};

/// What changed at the provider since the last apply, in one or several environments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "Switchboard drift")]
pub enum DriftFile {
    /// One environment.
    One(Box<DriftDocument>),
    /// Several environments.
    Several(DriftSet),
}

/// Several environments, in the requested order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftSet {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: String,
    /// Always `drift-set`.
    #[schemars(extend("const" = "drift-set"))]
    pub kind: String,
    /// Whether everything recorded could be read in every environment.
    pub complete: bool,
    /// The counts by status, in all environments.
    #[serde(default)]
    pub summary: DriftCounts,
    /// One document per environment.
    pub environments: Vec<DriftDocument>,
}

/// What changed at the provider since the last apply, in one environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: String,
    /// Always `drift`.
    #[schemars(extend("const" = "drift"))]
    pub kind: String,
    /// Version of the program that made the check.
    pub tool_version: String,
    /// Time of the check, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    /// The project.
    pub project: String,
    /// The environment; null if none was chosen.
    pub environment: Option<String>,
    /// The shard of the providers; null for all of them.
    #[serde(default)]
    pub shard: Option<Shard>,
    /// The shards that this document was merged from, also those that are missing; left out for a document of one run. What is merged cannot be applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shards: Vec<MergedShard>,
    /// Whether everything recorded could be read. An incomplete check is never in sync.
    pub complete: bool,
    /// Whether a diagnostic is an error.
    pub errored: bool,
    /// The registry that recorded the applies.
    pub registry: Registry,
    /// The addresses that limit the check; empty for all.
    #[serde(default)]
    pub targets: Vec<String>,
    /// The counts by status.
    pub summary: DriftCounts,
    /// Every recorded resource that exists at a provider, ordered by address, including those in sync.
    pub resources: Vec<DriftResource>,
    /// Objects in the accounts that are neither recorded nor declared, if requested.
    #[serde(default)]
    pub unmanaged: Vec<UnmanagedObject>,
    /// Errors, warnings and notes, each with severity, code, summary, help, address and range.
    #[serde(default)]
    pub diagnostics: Vec<Value>,
    /// The number of HTTP requests of the check.
    #[serde(default)]
    pub reads: u64,
    /// Why some authors of drift are unknown; left out if all audit events were read, or none were requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unattributed: Option<String>,
    /// The comparison with Dynamics 365; left out if none was made. What never agreed is here; what no longer agrees is among the resources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamics: Option<ComparisonDocument>,
}

/// The counts by status.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DriftCounts {
    /// As recorded.
    pub in_sync: usize,
    /// Not as recorded.
    pub modified: usize,
    /// No longer in the account.
    pub missing: usize,
    /// Numbers in the accounts that are neither recorded nor declared.
    pub unmanaged: usize,
    /// Could not be read.
    pub unchecked: usize,
    /// Addresses with declared changes that are not applied yet. They are not drift.
    pub pending: usize,
    /// Differences, not resources, that `.switchboardignore` expects.
    #[serde(default)]
    pub ignored: usize,
    /// As the last apply left them, but not answered by their declared webhook.
    #[serde(default)]
    pub unconverged: usize,
}

impl DriftCounts {
    /// The counts of a check.
    pub(in crate::report) fn of(summary: DriftSummary) -> Self {
        Self {
            in_sync: summary.in_sync,
            modified: summary.modified,
            missing: summary.missing,
            unmanaged: summary.unmanaged,
            unchecked: summary.unchecked,
            pending: summary.pending,
            ignored: summary.ignored,
            unconverged: summary.unconverged,
        }
    }

    /// Adds the counts of another document.
    pub(in crate::report) fn add(&mut self, more: &Self) {
        self.in_sync += more.in_sync;
        self.modified += more.modified;
        self.missing += more.missing;
        self.unmanaged += more.unmanaged;
        self.unchecked += more.unchecked;
        self.pending += more.pending;
        self.ignored += more.ignored;
        self.unconverged += more.unconverged;
    }
}

/// One recorded resource and its current state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftResource {
    /// The YAML path of the resource.
    pub address: String,
    /// The kind of resource.
    pub r#type: Kind,
    /// The last part of the address.
    pub name: String,
    /// The provider it belongs to.
    pub provider: Option<String>,
    /// The provider's identifier: the current one, else the recorded one.
    pub id: Option<String>,
    /// The phone number in E.164; null for other kinds.
    pub phone_number: Option<String>,
    /// Its drift status.
    pub status: DriftStatus,
    /// The highest severity of its differences; null if nothing drifted.
    pub severity: Option<Impact>,
    /// The fields that differ from the record; expected differences are in `ignored`.
    pub fields: Vec<DriftField>,
    /// Who answers a text to the number; null if that is not recorded.
    pub route: Option<DriftRoute>,
    /// When its first difference was seen, RFC 3339; null if there is none.
    pub first_seen: Option<String>,
    /// Where it is declared; null if it is no longer declared.
    pub source: Option<Source>,
    /// Whether it has declared changes that are not applied yet.
    pub pending: bool,
    /// The differences that `.switchboardignore` expects; left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredDifference>,
    /// Who removed it, or changed who answers; left out if only fields differ or no audit events were requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<ChangedBy>,
    /// The command that puts it back; null if there is none or nothing drifted.
    pub revert: Option<String>,
    /// What to do if no command puts it back, or what to know before running it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// YAML to put under the provider that declares the object that answers in its place, so that it answers by itself; left out if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declare: Option<String>,
    /// YAML to put under the address that declares its current state; null if there is none.
    pub accept: Option<String>,
}

/// A field that differs from the record. Null means blank; passwords are masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftField {
    /// The provider's name of the field.
    pub field: String,
    /// The value after the last apply.
    pub recorded: Value,
    /// The current value.
    pub observed: Value,
    /// The severity.
    pub severity: Impact,
    /// When the difference was first seen, RFC 3339.
    pub since: Option<String>,
    /// Who changed it; left out if no audit events were requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<ChangedBy>,
}

/// Who made a change, by the provider's audit events. Everything except `certainty` is null if unknown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ChangedBy {
    /// How certain that is.
    pub certainty: CertaintyWord,
    /// When it was changed, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub at: Option<String>,
    /// The kind of actor: `user`, `account`, `api_key`, `provider`, or another word of the provider.
    pub actor_type: Option<String>,
    /// The name or identifier of the actor.
    pub actor: Option<String>,
    /// The way of the change: `console`, `api`, `provider`, or another word of the provider.
    pub source: Option<String>,
    /// The IP address it came from.
    pub source_ip: Option<String>,
    /// The previous value; null also if the event does not give it. Passwords are masked.
    pub was: Value,
}

/// How certain the author of a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CertaintyWord {
    /// An audit event set this very value.
    Certain,
    /// No event proves it; this is the latest event that can have done it.
    Probable,
    /// No event is known.
    #[default]
    Unknown,
}

/// A difference that is expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IgnoredDifference {
    /// What differs: the provider's name of a field, `id`, `route` or `missing`.
    pub what: String,
    /// The value after the last apply.
    pub recorded: Value,
    /// The current value.
    pub observed: Value,
    /// Why it is expected.
    pub reason: String,
    /// The line of `.switchboardignore` that says so, from 1.
    pub line: usize,
    /// When the difference was first seen, RFC 3339.
    pub since: Option<String>,
}

/// Who answers a text to the number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DriftRoute {
    /// Who answered after the last apply.
    pub recorded: RouteEnd,
    /// Who answers now; null if that is unknown, or the number is not in the account.
    pub observed: Option<RouteEnd>,
    /// Whether URL and method are the same, and the same messaging service decides as after the last apply; null if unknown.
    pub as_recorded: Option<bool>,
    /// Who should answer, if the last apply left the number to another object; left out otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<RouteEnd>,
    /// Everything that may receive the texts, where several objects may; left out otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receivers: Vec<ReceiverDocument>,
}

/// The JSON Schema (draft 7) of drift documents, with the kinds of groups in these collections.
pub fn drift_schema(collections: &[Collection]) -> Value {
    let schema = SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<DriftFile>()
        .to_value();
    let schema = with_groups(schema, collections);
    with_records(schema, &[Level::Provider, Level::Number, Level::Keyword])
}
