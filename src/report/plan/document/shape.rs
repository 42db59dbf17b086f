//! The shape of a plan document. Doc comments here are the descriptions in its JSON Schema.
//!
//! Keys may be added within a major version and readers pass over those they do not know.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::applied::AppliedDocument;

/// The version of the format that this program writes, `major.minor`.
pub const FORMAT_VERSION: &str = "1.0";

/// What `switchboard apply` would do, and what it was worked out from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Switchboard plan")]
pub struct PlanDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: String,
    /// `plan`; in the report of an apply, which cannot be applied, `apply`.
    #[schemars(extend("enum" = ["plan", "apply"]))]
    pub kind: String,
    /// Version of the program that made the plan.
    pub tool_version: String,
    /// When the plan was made, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    /// The project whose objects are planned.
    pub project: String,
    /// The environment; null where none was chosen.
    pub environment: Option<String>,
    /// Whether everything declared could be read and planned.
    pub complete: bool,
    /// Whether a diagnostic is an error. Such a plan exits with 3; it can be applied where it is complete.
    pub errored: bool,
    /// The configuration the plan was made from.
    pub config: Configuration,
    /// The registry the plan was made from.
    pub registry: Registry,
    /// SHA-256 over what the plan would do, in hex: the same decision has the same hash.
    pub sha256: String,
    /// The addresses the plan was confined to; empty for all.
    #[serde(default)]
    pub targets: Vec<String>,
    /// The run that the plan undoes; left out where it carries out the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// How many of each action.
    pub summary: Counts,
    /// How often the provider is called.
    pub calls: CallCounts,
    /// Every planned resource in the order of addresses, those that stay as they are included.
    pub resource_changes: Vec<ResourceChange>,
    /// What is in the accounts and not in the configuration, where it was asked for.
    #[serde(default)]
    pub unmanaged: Vec<UnmanagedObject>,
    /// Errors, warnings and notes, each with severity, code, summary, help, address and range.
    #[serde(default)]
    pub diagnostics: Vec<Value>,
    /// What became of the plan; only in the report of an apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<AppliedDocument>,
}

/// The configuration the plan was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Configuration {
    /// SHA-256 of the configuration, in hex.
    pub sha256: String,
    /// The files that were read.
    pub files: Vec<String>,
    /// The files and directories that were named to the command.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Whether they were found in the working directory, and not named.
    #[serde(default)]
    pub found: bool,
}

/// The registry the plan was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registry {
    /// Identifies the registry; null where none existed.
    pub lineage: Option<String>,
    /// Grows with every change of this project and environment.
    pub serial: u64,
}

/// How many of each action.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Counts {
    /// To be created.
    pub create: usize,
    /// To be written.
    pub update: usize,
    /// To be recorded as they are.
    pub adopt: usize,
    /// To be let go of by the registry; nothing is touched at the provider.
    pub forget: usize,
    /// To be bought; left out where there is none.
    #[serde(skip_serializing_if = "is_zero")]
    pub purchase: usize,
    /// As declared.
    pub no_op: usize,
    /// Numbers in the accounts that are not in the configuration.
    pub unmanaged: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// How often the provider is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallCounts {
    /// HTTP reads made for the plan.
    pub reads: u64,
    /// HTTP writes that applying it will make.
    pub writes: u64,
}

/// One resource and what would be done with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceChange {
    /// The YAML path of the resource.
    pub address: String,
    /// What kind of thing it is.
    pub r#type: KindWord,
    /// The last part of the address.
    pub name: String,
    /// The provider it belongs to or is; null for a keyword.
    pub provider: Option<String>,
    /// The provider's identifier, where known.
    pub id: Option<String>,
    /// Where it is declared; null for what is no longer declared.
    pub source: Option<Source>,
    /// What would be done.
    pub change: BeforeAfter,
    /// Why; null where nothing is done.
    pub action_reason: Option<ReasonWord>,
    /// The fields that somebody else moved since the last apply; left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drifted_fields: Vec<String>,
    /// Who answers a text to the number; left out where the configuration does not say who should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<RouteBeforeAfter>,
    /// Numbers that are not declared here and whose texts the change affects, in E.164; left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affects: Vec<String>,
    /// Numbers that leave another messaging service in order to join this one; left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detaches: Vec<Leaving>,
}

/// A number that leaves a messaging service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Leaving {
    /// The identifier of the service that is left.
    pub group: String,
    /// The number, in E.164.
    pub member: String,
}

/// Who answers a text to a number before the plan is carried out and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteBeforeAfter {
    /// Who answers now.
    pub before: RouteEnd,
    /// Who will answer.
    pub after: RouteEnd,
    /// Whether that is as declared.
    pub converges: bool,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteEnd {
    /// The URL that is called; null where nobody answers.
    pub url: Option<String>,
    /// The method it is called with.
    pub method: Option<String>,
    /// What decides: `number`, `messaging_service`, `application` or `nothing`.
    pub decided_by: String,
    /// The identifier of what decides, where it is not the number itself.
    pub decider: Option<String>,
    /// Whose the URL is, where it is one of the provider's own, such as a Studio flow; left out elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
}

/// A place in a file, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The file.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// An action with the managed fields before and after it, under the provider's names. A null
/// field is blank; a field that is blank before and after is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BeforeAfter {
    /// The action, a list of one.
    #[schemars(length(min = 1, max = 1))]
    pub actions: Vec<ActionWord>,
    /// The fields as they are; null where nothing is there.
    pub before: Option<BTreeMap<String, Value>>,
    /// The fields as they will be; null for a forget.
    pub after: Option<BTreeMap<String, Value>>,
}

/// An object in an account that the configuration does not name, with the fields that were read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnmanagedObject {
    /// What kind of thing it is.
    pub r#type: KindWord,
    /// The provider through whose account it was seen.
    pub provider: String,
    /// The provider's identifier.
    pub id: String,
    /// The phone number of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// The name people gave it.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// The other fields that were read.
    #[serde(flatten)]
    pub fields: BTreeMap<String, Value>,
}

/// What kind of thing a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KindWord {
    /// An account of a provider with its callback URL.
    Provider,
    /// A phone number.
    Number,
    /// A provider's messaging service: numbers that are configured as one.
    MessagingService,
    /// A keyword.
    Keyword,
}

/// What is done with a resource. There is no delete: `forget` touches the registry alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActionWord {
    /// Nothing.
    NoOp,
    /// Bring it into being.
    Create,
    /// Write fields.
    Update,
    /// Record what is there already; nothing is written at the provider.
    Adopt,
    /// Take it out of the registry; nothing is written at the provider.
    Forget,
    /// Buy the number with all its settings.
    Purchase,
}

/// Why a resource changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonWord {
    /// The configuration moved on since the last apply.
    ConfigChanged,
    /// Somebody else moved it since the last apply.
    Drifted,
    /// Nothing was recorded about it.
    New,
    /// It is there as declared, but not recorded so.
    Adopted,
    /// It is no longer in the configuration.
    Removed,
    /// Something else answers in its place.
    Shadowed,
    /// It is put back as it was before a run.
    Undone,
}

/// The JSON Schema (draft 7) of plan documents.
pub fn plan_schema() -> Value {
    SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<PlanDocument>()
        .to_value()
}
