//! Warnings that a number's declaration silences: which, and why. Pure.
//!
//! Errors are not silenced: what does not work is not made to work by looking away.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::model::Invalid;

/// A warning that is not to be told.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "IgnoredWarning")]
pub struct Ignored {
    /// The warning's code.
    pub code: WarningCode,
    /// Why it is no concern here, for whoever reads this next.
    #[schemars(length(min = 1, max = 200), example = &"this number only receives")]
    pub reason: String,
}

/// The code of a warning: `W` and four digits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct WarningCode(String);

impl WarningCode {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WarningCode {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('W').unwrap_or_default();
        if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(text));
        }
        Err(Invalid::new(
            "E0433",
            format!("`{}` is not the code of a warning", text.escape_debug()),
            "write the code as reports show it, such as W0751; errors cannot be ignored",
        ))
    }
}

impl JsonSchema for WarningCode {
    fn schema_name() -> Cow<'static, str> {
        "WarningCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^W[0-9]{4}$",
            "description": "The code of a warning as reports show it: W and four digits.",
            "errorMessage": "Write the code as reports show it, such as W0751; errors cannot be ignored."
        })
    }
}
