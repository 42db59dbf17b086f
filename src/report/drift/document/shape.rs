//! The shape of a drift document. Doc comments here are the descriptions in its JSON Schema.
//!
//! Keys may be added within a major version and readers pass over those they do not know.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::report::plan::document::{KindWord, Registry, RouteEnd, Source, UnmanagedObject};

/// What is live and not as the last apply left it, in one environment or in several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "Switchboard drift")]
pub enum DriftFile {
    /// One environment.
    One(Box<DriftDocument>),
    /// Several environments.
    Several(DriftSet),
}

/// Several environments, in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftSet {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: String,
    /// Always `drift-set`.
    #[schemars(extend("const" = "drift-set"))]
    pub kind: String,
    /// Whether everything recorded could be read in each of them.
    pub complete: bool,
    /// One document for each.
    pub environments: Vec<DriftDocument>,
}

/// What is live and not as the last apply left it, in one environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: String,
    /// Always `drift`.
    #[schemars(extend("const" = "drift"))]
    pub kind: String,
    /// Version of the program that looked.
    pub tool_version: String,
    /// When it looked, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    /// The project.
    pub project: String,
    /// The environment; null where none was chosen.
    pub environment: Option<String>,
    /// Whether everything recorded could be read. What is not complete is never in sync.
    pub complete: bool,
    /// Whether a diagnostic is an error.
    pub errored: bool,
    /// The registry that says what was applied.
    pub registry: Registry,
    /// The addresses it was confined to; empty for all.
    #[serde(default)]
    pub targets: Vec<String>,
    /// How many of each.
    pub summary: DriftCounts,
    /// Everything recorded that lives at a provider, in the order of addresses, what is as recorded included.
    pub resources: Vec<DriftResource>,
    /// What is in the accounts, neither recorded nor declared, where it was asked for.
    #[serde(default)]
    pub unmanaged: Vec<UnmanagedObject>,
    /// Errors, warnings and notes, each with severity, code, summary, help, address and range.
    #[serde(default)]
    pub diagnostics: Vec<Value>,
    /// How many HTTP requests it took to look.
    #[serde(default)]
    pub reads: u64,
    /// Why the provider did not tell all about who is behind what drifted; left out where it did, or was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unattributed: Option<String>,
}

/// How many of each.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DriftCounts {
    /// As recorded.
    pub in_sync: usize,
    /// Not as recorded.
    pub modified: usize,
    /// Not there any more.
    pub missing: usize,
    /// Numbers in the accounts that are neither recorded nor declared.
    pub unmanaged: usize,
    /// Could not be read.
    pub unchecked: usize,
    /// Addresses for which the configuration asks for something that is not applied yet. That is no drift.
    pub pending: usize,
    /// Differences, not resources, that `.switchboardignore` expects.
    #[serde(default)]
    pub ignored: usize,
    /// As the last apply left them, and answered by something else than declared.
    #[serde(default)]
    pub unconverged: usize,
}

/// One recorded resource and what is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftResource {
    /// The YAML path of the resource.
    pub address: String,
    /// What kind of thing it is.
    pub r#type: KindWord,
    /// The last part of the address.
    pub name: String,
    /// The provider it belongs to.
    pub provider: Option<String>,
    /// The provider's identifier: as it is, else as recorded.
    pub id: Option<String>,
    /// The phone number of a number, in E.164; null elsewhere.
    pub phone_number: Option<String>,
    /// How it stands.
    pub status: StatusWord,
    /// How much it matters at worst; null where nothing drifted.
    pub severity: Option<SeverityWord>,
    /// The fields that are not as recorded; those that are expected to differ stand in `ignored`.
    pub fields: Vec<DriftField>,
    /// Who answers a text to the number; null where the record does not say who should.
    pub route: Option<DriftRoute>,
    /// When the first of its differences was seen, RFC 3339; null where there is none.
    pub first_seen: Option<String>,
    /// Where it is declared; null for what is no longer declared.
    pub source: Option<Source>,
    /// Whether the configuration asks for something about it that is not applied yet.
    pub pending: bool,
    /// The differences that `.switchboardignore` expects; left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredDifference>,
    /// Who took it away, or put something in its way; left out where only fields differ, and where the provider was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<ChangedBy>,
    /// The command that puts it back; null where none does or nothing drifted.
    pub revert: Option<String>,
    /// What to do where no command puts it back; left out elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// The YAML, to be put under the provider, that declares what answers in its place, so that it answers by itself; left out where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declare: Option<String>,
    /// The YAML, to be put under the address, that declares it as it is; null where there is none.
    pub accept: Option<String>,
}

/// A field that is not as recorded. A null value is blank; passwords are masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftField {
    /// The field, under the provider's name.
    pub field: String,
    /// What the last apply left.
    pub recorded: Value,
    /// What is there.
    pub observed: Value,
    /// How much it matters.
    pub severity: SeverityWord,
    /// When the difference was first seen, RFC 3339.
    pub since: Option<String>,
    /// Who is behind it; left out where the provider was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<ChangedBy>,
}

/// Who is behind a difference, by the provider's own events. All but `certainty` is null where it is not known.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ChangedBy {
    /// How sure it is.
    pub certainty: CertaintyWord,
    /// When it was done, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub at: Option<String>,
    /// What kind of actor: `user`, `account`, `api_key`, `provider`, or another in the provider's word.
    pub actor_type: Option<String>,
    /// Their name or SID.
    pub actor: Option<String>,
    /// By which way: `console`, `api`, `provider`, or another in the provider's word.
    pub source: Option<String>,
    /// The IP address it came from.
    pub source_ip: Option<String>,
    /// What was there before; null also where that is not told. Passwords are masked.
    pub was: Value,
}

/// How sure it is who is behind a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CertaintyWord {
    /// An event says that it set this very value.
    Certain,
    /// No event says so; this is the latest that may have done it.
    Probable,
    /// No event tells.
    #[default]
    Unknown,
}

/// A difference that is expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IgnoredDifference {
    /// What differs: a field under the provider's name, `id`, `route` or `missing`.
    pub what: String,
    /// What the last apply left.
    pub recorded: Value,
    /// What is there.
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
    /// Who should, by the record.
    pub recorded: RouteEnd,
    /// Who does; null where that is not known, or the number is not there.
    pub observed: Option<RouteEnd>,
    /// Whether both are the same URL and method, and no other messaging service decides than when the last apply ended; null where it is not known.
    pub as_recorded: Option<bool>,
    /// Who should answer by what was applied, where the last apply left a number that something else answers; left out elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<RouteEnd>,
}

/// How a recorded resource stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusWord {
    /// Everything recorded about it is as recorded.
    InSync,
    /// Something about it is not as recorded.
    Modified,
    /// It is not there any more.
    Missing,
    /// It, or what decides about it, could not be read.
    Unchecked,
    /// Only what `.switchboardignore` expects to differ differs.
    Ignored,
    /// It is as the last apply left it, and something else than declared answered then already.
    Unconverged,
}

/// How much a difference matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeverityWord {
    /// Texts do not reach who they reached, or the number is gone.
    Critical,
    /// Something behaves otherwise.
    Major,
    /// A name for people.
    Minor,
}

/// The JSON Schema (draft 7) of drift documents.
pub fn drift_schema() -> Value {
    SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<DriftFile>()
        .to_value()
}
