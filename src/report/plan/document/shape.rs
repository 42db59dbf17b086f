//! The shape of a plan document. Doc comments here are the descriptions in its JSON Schema.
//!
//! Keys may be added within a major version; readers ignore unknown keys.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::applied::AppliedDocument;
use super::cost::MonthlyCostDocument;
use super::counts::{CallCounts, Counts};
use super::policy::PolicyDocument;
use super::range::ChangedField;
use super::receiver::ReceiverDocument;
use super::shards::MergedShard;
use super::source::Source;
use crate::model::{Action, Kind, Money, Reason, Shard};
use crate::report::counterpart::ComparisonDocument;

/// The version of the format that this program writes, `major.minor`.
pub const FORMAT_VERSION: &str = "1.0";

/// What `switchboard apply` would do, and the inputs of that decision.
// A document that is written and not kept has its changes from an iterator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PlanDocument")]
pub struct PlanDocument<Changes = Vec<ResourceChange>> {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: String,
    /// `plan`, or `apply` in the report of an apply. Only a `plan` can be applied.
    #[schemars(extend("enum" = ["plan", "apply"]))]
    pub kind: String,
    /// Version of the program that made the plan.
    pub tool_version: String,
    /// When the plan was made, RFC 3339.
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
    /// Whether everything declared could be read and planned.
    pub complete: bool,
    /// Whether a diagnostic is an error. Such a plan exits with 3; it can be applied if it is complete.
    pub errored: bool,
    /// The configuration the plan was made from.
    pub config: Configuration,
    /// The registry the plan was made from.
    pub registry: Registry,
    /// SHA-256 over what the plan would do, in hex: the same decision has the same hash.
    pub sha256: String,
    /// The addresses and patterns that limit the plan; empty for all.
    #[serde(default)]
    pub targets: Vec<String>,
    /// The addresses and patterns that the plan leaves out; the key is absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
    /// The run that the plan undoes; left out for a plan of the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// The fields that get back the values that the last apply left, by address; left out for a plan of the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverts: Option<BTreeMap<String, BTreeSet<String>>>,
    /// The number of changes by action.
    pub summary: Counts,
    /// What the numbers that are bought cost per month; left out if nothing is bought. It is not part of the hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_cost: Option<MonthlyCostDocument>,
    /// The number of calls to the provider.
    pub calls: CallCounts,
    /// Every planned resource, ordered by address, including unchanged ones.
    pub resource_changes: Changes,
    /// Objects in the accounts that are not in the configuration, if requested.
    #[serde(default)]
    pub unmanaged: Vec<UnmanagedObject>,
    /// Errors, warnings and notes, each with severity, code, summary, help, address and range.
    #[serde(default)]
    pub diagnostics: Vec<Value>,
    /// What a policy says about the plan; left out without one. Its SHA-256 is part of the plan's, so that the same policy is needed to apply the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyDocument>,
    /// The comparison with Dynamics 365; left out if none was made. What it finds does not make the plan errored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamics: Option<ComparisonDocument>,
    /// The result of the apply; only in the report of an apply.
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
    /// The files and directories given on the command line.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Whether they were found in the working directory rather than given.
    #[serde(default)]
    pub found: bool,
}

/// The registry the plan was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registry {
    /// Identifies the registry; null if none existed.
    pub lineage: Option<String>,
    /// Grows with every change of this project and environment, or of the shard if there is one. Other shards do not change it.
    pub serial: u64,
}

/// One resource and its planned change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceChange {
    /// The YAML path of the resource.
    pub address: String,
    /// The kind of resource.
    pub r#type: Kind,
    /// The last part of the address.
    pub name: String,
    /// The provider it belongs to, or that it is; null for a keyword.
    pub provider: Option<String>,
    /// The provider's identifier, if known.
    pub id: Option<String>,
    /// The phone number in E.164; left out for other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Where it is declared; null if it is no longer declared.
    pub source: Option<Source>,
    /// The planned change.
    pub change: BeforeAfter,
    /// What the number costs per month, by the provider's price list; left out if it is not bought or its price is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_price: Option<Money>,
    /// Why the price of a number that is bought is not known; left out otherwise. An unknown price is never zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_price_unknown: Option<String>,
    /// The reason for the change; null if nothing is done.
    pub action_reason: Option<Reason>,
    /// The fields that changed outside Switchboard since the last apply; left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drifted_fields: Vec<String>,
    /// The fields that an update writes, each with the place of its value in the files; left out if there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub changed_fields: BTreeMap<String, ChangedField>,
    /// Who answers a text to the number; left out if the configuration does not declare it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<RouteBeforeAfter>,
    /// Undeclared numbers whose texts the change affects, in E.164; left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affects: Vec<String>,
    /// Numbers that leave another messaging service to join this one; left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detaches: Vec<Leaving>,
}

/// A number that leaves a messaging service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Leaving {
    /// The identifier of the service that the number leaves.
    pub group: String,
    /// The number, in E.164.
    pub member: String,
}

/// Who answers a text to a number before and after the plan is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteBeforeAfter {
    /// Who answers now.
    pub before: RouteEnd,
    /// Who answers after the apply.
    pub after: RouteEnd,
    /// Whether `after` is as declared.
    pub converges: bool,
    /// Who should answer; left out if `after` is as declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<RouteEnd>,
    /// Whether the configuration accepts that `after` is not as declared; left out if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub accepted: bool,
    /// Everything that may receive the texts after the apply, where several objects may; left out otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receivers: Vec<ReceiverDocument>,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteEnd {
    /// The URL that is called; null if nobody answers.
    pub url: Option<String>,
    /// The method it is called with.
    pub method: Option<String>,
    /// What decides: `number`, `messaging_service`, `application` or `nothing`.
    pub decided_by: String,
    /// The identifier of the deciding object, if it is not the number itself.
    pub decider: Option<String>,
    /// The provider's own feature that the URL belongs to, such as a flow builder; left out for other URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
}

/// An action with the managed fields before and after it, under the provider's names. Null means
/// blank; a field that is blank before and after is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BeforeAfter {
    /// The action, as a list with one item.
    #[schemars(length(min = 1, max = 1))]
    pub actions: Vec<Action>,
    /// The current fields; null if the resource does not exist.
    pub before: Option<BTreeMap<String, Value>>,
    /// The fields after the apply; null for `forget`.
    pub after: Option<BTreeMap<String, Value>>,
}

/// An object in an account that is not in the configuration, with the fields that were read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnmanagedObject {
    /// The kind of resource.
    pub r#type: Kind,
    /// The provider whose account holds it.
    pub provider: String,
    /// The provider's identifier.
    pub id: String,
    /// The phone number, for numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// The name given to it in the account.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// The other fields that were read.
    #[serde(flatten)]
    pub fields: BTreeMap<String, Value>,
}
