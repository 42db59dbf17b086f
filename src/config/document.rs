//! The shape of the configuration, declared once: reading, the JSON Schema and completion in
//! editors all come from these types and from those of each provider kind.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::counterpart::{Declared, dynamics};
use crate::model::{FindingCode, FormatVersion, Invalid, Keyword, Name, is_guid};
use crate::provider::{Declaration, Ignored};

/// Text-messaging configuration: providers, their numbers and callback URLs, and keywords.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(
    title = "Switchboard configuration",
    extend("patternProperties" = {
        "^x-": { "description": "Anything. It is read for its anchors and otherwise ignored." }
    })
)]
pub struct Document {
    /// The version of this format.
    pub version: FormatVersion,
    /// The project that owns the declared objects in the registry. Projects never change each other's objects.
    #[schemars(example = "contoso-sms")]
    pub project: Option<Name>,
    /// The environment that the declared objects belong to.
    pub environment: Option<Environment>,
    /// The environment of Dynamics 365 to compare with.
    #[schemars(extend("x-example" = "dynamics:\n  url: https://contoso.crm4.dynamics.com"))]
    pub dynamics: Option<dynamics::Declaration>,
    /// Texts that replace `${name}` in string values.
    #[serde(default)]
    #[schemars(example = BTreeMap::from([("host", "public-usa.mkt.dynamics.com")]))]
    pub vars: BTreeMap<String, String>,
    /// Accounts that send and receive texts, each under a stable name.
    #[serde(default)]
    #[schemars(schema_with = "named::<Declaration>")]
    pub providers: BTreeMap<Name, Declaration>,
    /// Words that recipients can reply with, for the whole environment.
    #[serde(default)]
    #[schemars(example = ["STOP", "JOIN"])]
    pub keywords: Vec<KeywordEntry>,
}

impl Document {
    /// The declared counterpart.
    pub fn counterpart(&self) -> Option<&dyn Declared> {
        let declared: &dyn Declared = self.dynamics.as_ref()?;
        Some(declared)
    }
}

/// A map whose keys are stable names.
fn named<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": generator.subschema_for::<Name>(),
        "additionalProperties": generator.subschema_for::<T>()
    })
}

/// The environment that the declared objects belong to.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// The Dynamics organisation. A callback URL of another organisation is an error, because it usually means that sandbox and production were mixed up.
    pub dynamics_org_id: Option<OrganisationId>,
}

/// A GUID in its usual form, kept in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct OrganisationId(String);

impl OrganisationId {
    /// Parses a GUID of 8-4-4-4-12 hex digits.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if is_guid(text) {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        Err(Invalid::new(
            FindingCode::InvalidOrganisationId,
            "this is not an organisation id",
            "write the GUID as Dynamics shows it: 3f2c0b7e-0000-4000-8000-000000000000",
        ))
    }

    /// The GUID, lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OrganisationId {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl JsonSchema for OrganisationId {
    fn schema_name() -> Cow<'static, str> {
        "OrganisationId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "organisation-id",
            "errorMessage": "Write the GUID as Dynamics shows it, such as 3f2c0b7e-0000-4000-8000-000000000000.",
            "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
            "description": "The organisation's GUID, as Dynamics shows it.",
            "examples": ["3f2c0b7e-0000-4000-8000-000000000000"]
        })
    }
}

/// A keyword: the word alone, or the word with a description.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("errorMessage" = "Write one word of ASCII letters and digits, such as JOIN, in quotes if it is only digits; or { keyword: JOIN, description: … }."))]
pub enum KeywordEntry {
    /// The word.
    Word(Keyword),
    /// The word with a description.
    Described(DescribedKeyword),
}

/// A keyword with a description.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribedKeyword {
    /// The word.
    pub keyword: Keyword,
    /// The purpose of the keyword.
    #[schemars(length(max = 100), example = "Join the list")]
    pub description: Option<String>,
    /// Findings to suppress for this keyword, each with a reason.
    #[schemars(extend("x-example" = "ignore: [{ code: W0441, reason: the provider may answer it }]"))]
    pub ignore: Option<Vec<Ignored>>,
}

impl KeywordEntry {
    /// The word.
    pub fn word(&self) -> &Keyword {
        match self {
            Self::Word(word) => word,
            Self::Described(entry) => &entry.keyword,
        }
    }

    /// The description.
    pub fn description(&self) -> Option<&str> {
        match self {
            Self::Word(_) => None,
            Self::Described(entry) => entry.description.as_deref(),
        }
    }

    /// Findings about this keyword that are not reported.
    pub fn ignored(&self) -> &[Ignored] {
        match self {
            Self::Word(_) => &[],
            Self::Described(entry) => entry.ignore.as_deref().unwrap_or_default(),
        }
    }
}
