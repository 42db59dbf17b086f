//! A region or an edge as YAML names it: one part of the host that requests go to. Pure.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::codes::TwilioCode;
use crate::model::Invalid;
use crate::yaml::shown;

/// One part of a host name. It is checked because it determines the host that receives requests
/// with credentials: a dot or a slash in it would lead them elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct HostLabel(String);

impl HostLabel {
    /// The pattern, as JSON Schema and people read it.
    pub const PATTERN: &'static str = "^[a-z0-9][a-z0-9-]{0,30}$";

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for HostLabel {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = (1..=31).contains(&text.len());
        if fits && !text.starts_with('-') && text.chars().all(allowed) {
            return Ok(Self(text));
        }
        Err(Invalid::new(
            TwilioCode::InvalidHostLabel,
            format!("`{}` cannot be part of a host name", shown(&text)),
            "write the name as Twilio lists it, such as region ie1 with edge dublin",
        ))
    }
}

impl fmt::Display for HostLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for HostLabel {
    fn schema_name() -> Cow<'static, str> {
        "HostLabel".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": Self::PATTERN,
            "description": "The name of a Twilio region or edge, in lower case.",
            "errorMessage": "Write the name as Twilio lists it, such as region ie1 with edge dublin."
        })
    }
}
