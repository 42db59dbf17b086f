//! The shape of a policy, declared once: reading, the JSON Schema and completion in editors all come
//! from these types. Doc comments are the descriptions that editors show.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::url_pattern::{HostPattern, PathPattern};
use crate::model::{FormatVersion, Keyword};

/// Rules that a plan must keep before anything is applied.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Switchboard policy", rename = "Policy")]
pub struct Document {
    /// The version of this format.
    pub version: FormatVersion,
    /// Built-in sets of rules. A later set wins over an earlier one, and a key of this file wins over all sets.
    #[serde(default)]
    #[schemars(extend("x-example" = "use: [recommended]"))]
    pub r#use: Vec<SetName>,
    /// Which URLs the configuration may declare and the plan may write.
    #[schemars(extend("x-example" = "callbacks:\n  allow: [{ host: \"*.contoso.com\", path: \"/sms/**\" }]\n  forbid: [{ host: \"*.ngrok.io\" }]"))]
    pub callbacks: Option<Callbacks>,
    /// What may change, and how much of it in one run.
    #[schemars(extend("x-example" = "changes:\n  allow: [\"providers.*.numbers.*\"]\n  at_most: 50"))]
    pub changes: Option<Changes>,
    /// How many numbers a run may buy, and what they may cost.
    #[schemars(extend("x-example" = "purchases:\n  at_most: 2\n  monthly_cost: { USD: \"20.00\" }"))]
    pub purchases: Option<Purchases>,
    /// What the configuration must declare.
    #[schemars(extend("x-example" = "requires:\n  keywords: [STOP, HELP]\n  purpose: true"))]
    pub requires: Option<Requires>,
    /// Which plans `apply --auto-approve` may apply.
    #[schemars(extend("x-example" = "approval:\n  auto: safe"))]
    pub approval: Option<Approval>,
    /// The severity of findings, by code. `warnings` stands for every code whose finding is a warning. `error` refuses the plan; what blocks a plan anyway cannot be lowered.
    #[serde(default)]
    #[schemars(schema_with = "findings", extend("x-example" = "findings:\n  W0751: error\n  W0756: note"))]
    pub findings: Option<BTreeMap<FindingKey, Level>>,
}

fn findings(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": generator.subschema_for::<FindingKey>(),
        "additionalProperties": generator.subschema_for::<Level>()
    })
}

/// A built-in set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SetName {
    /// What suits most teams: https without tunnels, the keywords STOP and HELP, no purchases, and approval of everything that is not safe.
    Recommended,
    /// For a team that only routes incoming texts: only routes, names and groups of numbers may change, and nothing is bought.
    InboundOnly,
    /// `recommended`, and in addition warnings refuse the plan, each provider declares its purpose, and each plan is approved.
    Strict,
}

impl SetName {
    /// The word in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::InboundOnly => "inbound-only",
            Self::Strict => "strict",
        }
    }
}

/// Which URLs are allowed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Callbacks {
    /// If given, each URL must match one of these.
    #[schemars(extend("x-example" = "allow: [{ host: \"*.contoso.com\", path: \"/sms/**\" }]"))]
    pub allow: Option<Vec<UrlRule>>,
    /// No URL may match one of these, whatever `allow` says.
    #[schemars(extend("x-example" = "forbid: [{ host: \"*.ngrok.io\" }]"))]
    pub forbid: Option<Vec<UrlRule>>,
    /// Whether each URL must be https. The configuration demands that anyway; with this rule, it also holds for a URL that an undo or a reversal restores.
    #[schemars(example = true)]
    pub https: Option<bool>,
}

/// Hosts, and paths on them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrlRule {
    /// The host. `*` is any text, dots included, so `*.contoso.com` matches each host below contoso.com and not contoso.com itself.
    pub host: HostPattern,
    /// The path. `*` is any text without a slash, `**` any number of folders. Without it, every path matches.
    pub path: Option<PathPattern>,
}

/// What may change.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// If given, only these addresses may change; patterns as in `--target`, where `*` is any text. An address without a pattern stands for everything under it, too.
    #[schemars(extend("x-example" = "allow: [\"providers.*.numbers.*\"]"))]
    pub allow: Option<Vec<TargetPattern>>,
    /// These addresses may not change, whatever `allow` says.
    #[schemars(extend("x-example" = "forbid: [providers.legacy]"))]
    pub forbid: Option<Vec<TargetPattern>>,
    /// How many changes a run may make. What is adopted or was only entered as a provider does not count; what is forgotten does.
    #[schemars(example = 50, extend("maximum" = 1_000_000_000))]
    pub at_most: Option<u64>,
    /// If given, an update may write only these fields, in the provider's words; patterns, where `*` is any text.
    #[schemars(extend("x-example" = "fields: [\"*_url\", \"*_method\"]"))]
    pub fields: Option<Vec<FieldPattern>>,
}

/// What may be bought.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Purchases {
    /// How many numbers a run may buy.
    #[schemars(example = 2, extend("maximum" = 1_000_000_000))]
    pub at_most: Option<u64>,
    /// What the numbers that a run buys may cost per month together, by currency. A price that is not known, or in another currency, violates the rule.
    #[serde(default)]
    #[schemars(schema_with = "monthly_cost", extend("x-example" = "monthly_cost: { USD: \"20.00\" }"))]
    pub monthly_cost: Option<BTreeMap<Currency, Amount>>,
}

fn monthly_cost(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": generator.subschema_for::<Currency>(),
        "additionalProperties": generator.subschema_for::<Amount>()
    })
}

/// What must be declared.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requires {
    /// Keywords that the configuration must declare.
    #[schemars(example = ["STOP", "HELP"])]
    pub keywords: Option<Vec<Keyword>>,
    /// Whether each provider must declare its purpose.
    #[schemars(example = true)]
    pub purpose: Option<bool>,
    /// If given, the purposes that a provider may declare.
    #[schemars(extend("x-example" = "purposes: [transactional]"))]
    pub purposes: Option<BTreeSet<AllowedPurpose>>,
}

/// A purpose that a provider may declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AllowedPurpose {
    /// Expected by the recipient, such as a receipt or a reminder.
    Transactional,
    /// Promotions and newsletters, sent with consent.
    Commercial,
}

impl AllowedPurpose {
    /// The word in YAML.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Transactional => "transactional",
            Self::Commercial => "commercial",
        }
    }
}

/// Who approves a plan.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// What `apply --auto-approve` may apply without approval of this very plan. A saved plan, `--expect-plan` and the prompt approve a plan.
    #[schemars(extend("x-example" = "auto: safe"))]
    pub auto: Option<Auto>,
}

/// Which plans need no approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Auto {
    /// None.
    None,
    /// Complete plans without errors, warnings, purchases, moves between messaging services and mass changes.
    Safe,
    /// Complete plans without errors.
    Warnings,
    /// All.
    All,
}

/// A severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The plan is refused.
    Error,
    /// A warning.
    Warning,
    /// Nothing is wrong, but the user should know about it.
    Note,
}

/// A text in a format, which [`super::formats`] checks.
macro_rules! formatted {
    ($(#[$about:meta])* $name:ident, $schema:literal, $format:literal, $message:literal, [$($example:literal),+]) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        pub struct $name(pub(super) String);

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                $schema.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "format": $format,
                    "errorMessage": $message,
                    "examples": [$($example),+]
                })
            }
        }
    };
}

formatted! {
    /// The code of a finding, or `warnings`.
    FindingKey, "FindingKey", "finding-key",
    "Write the code of a finding, such as W0751, or `warnings` for every warning.",
    ["W0751", "warnings"]
}
formatted! {
    /// An address, or a pattern of addresses.
    TargetPattern, "TargetPattern", "address-pattern",
    "Write an address, such as providers.legacy, or a pattern, such as \"providers.*.numbers.*\".",
    ["providers.*.numbers.*", "providers.legacy"]
}
formatted! {
    /// A pattern of names of fields.
    FieldPattern, "FieldPattern", "field-pattern",
    "Write the name of a field, or a pattern, such as \"sms_*\".",
    ["sms_*"]
}
formatted! {
    /// The code of a currency.
    Currency, "Currency", "currency",
    "Write the code of a currency in three capital letters, such as USD.",
    ["USD"]
}

/// An amount of money, not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Amount(#[serde(with = "rust_decimal::serde::str")] pub(super) Decimal);

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "amount",
            "errorMessage": "Write an amount in quotes, such as \"20.00\".",
            "examples": ["20.00"]
        })
    }
}
