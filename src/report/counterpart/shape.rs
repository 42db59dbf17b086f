//! The shape of a comparison in documents. Doc comments here are descriptions in JSON Schemas.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::plan::document::Source;

/// What Dynamics 365 keeps about the same providers, numbers and keywords, compared with the configuration and the accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Comparison")]
pub struct ComparisonDocument {
    /// The organisation's id; left out if it was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// The environment's id, which is not the organisation's; left out if it was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_id: Option<String>,
    /// The environment's URL.
    pub url: String,
    /// The environment's name; left out if it was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether everything was read that the comparison needs.
    pub complete: bool,
    /// The number of requests, those for tokens included.
    pub reads: u64,
    /// What agrees on both sides.
    pub agreed: AgreedCounts,
    /// What does not agree, and what could not be compared, ordered by place.
    pub findings: Vec<ComparisonFinding>,
}

/// The number of things that agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Agreed")]
pub struct AgreedCounts {
    /// Providers.
    pub providers: usize,
    /// Numbers.
    pub numbers: usize,
    /// Keywords.
    pub keywords: usize,
    /// Whether each callback URL that names an organisation names this one, and one does.
    #[serde(default)]
    pub organization: bool,
}

/// One finding of the comparison. Values that are not known are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComparisonFinding {
    /// The stable code.
    pub code: String,
    /// The severity.
    #[schemars(extend("enum" = ["error", "warning", "note"]))]
    pub severity: String,
    /// The YAML path of the declared resource, or `dynamics`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What was found.
    pub summary: String,
    /// What to do.
    pub help: String,
    /// The row in Dynamics 365 that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamics: Option<RecordDocument>,
    /// The column that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The declared value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// The value in the account.
    #[serde(rename = "twilio", default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The value in Dynamics 365.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamics_value: Option<String>,
    /// When the row was last changed, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Where it is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Whether it is about something that is not declared; left out if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unmanaged: bool,
}

/// A row in Dynamics 365.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Record")]
pub struct RecordDocument {
    /// The table's logical name.
    pub table: String,
    /// The row's id.
    pub id: String,
    /// The row's name; left out if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}
