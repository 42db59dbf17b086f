//! A reference to an environment variable that holds no secret.

use schemars::JsonSchema;
use serde::Deserialize;

/// An environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "EnvironmentVariable")]
pub struct Variable {
    /// The variable's name.
    #[schemars(length(min = 1), extend("format" = "variable"), example = &"TWILIO_ACCOUNT_SID")]
    pub env: String,
}
