//! The method of a callback URL.

use schemars::JsonSchema;
use serde::Deserialize;

/// The HTTP method with which Twilio calls a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(rename = "CallbackMethod")]
pub enum Method {
    /// The message's fields are in the query string.
    Get,
    /// The message's fields are in the request body.
    #[default]
    Post,
}

impl Method {
    /// The word in YAML and at Twilio.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}
