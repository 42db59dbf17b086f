//! Alphanumeric senders: names that a service sends from. They receive nothing and are compared
//! exactly (docs/twilio.md: Numbers in a service). Pure.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::codes::TwilioCode;
use crate::model::Invalid;
use crate::yaml::shown;

/// The length of the longest one, in characters.
const LONGEST: usize = 11;

/// An alphanumeric sender.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct AlphaSender(String);

impl AlphaSender {
    /// The format in the schema.
    pub const FORMAT: &'static str = "twilio-alpha-sender";

    /// Parses a sender.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b" -+_&".contains(&b);
        let all = !text.is_empty() && text.len() <= LONGEST && text.bytes().all(allowed);
        let digits_only = text.bytes().all(|b| b.is_ascii_digit());
        let (blank, outer) = (text.trim().is_empty(), text.trim() != text);
        if all && !digits_only && !blank && !outer {
            return Ok(Self(text.to_owned()));
        }
        let help = if all && digits_only {
            "a sender of digits only is a number: list it under the service's numbers"
        } else {
            "write 1 to 11 characters: letters A to Z, digits, space, - + _ and &; not only digits, and no blank at either end"
        };
        Err(Invalid::new(
            TwilioCode::InvalidAlphaSender,
            format!("`{}` is not an alphanumeric sender", shown(text)),
            help,
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AlphaSender {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl JsonSchema for AlphaSender {
    fn schema_name() -> Cow<'static, str> {
        "TwilioAlphaSender".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": Self::FORMAT,
            "pattern": "^[-A-Za-z0-9 +_&]{1,11}$",
            "description": "An alphanumeric sender: at most 11 letters, digits, spaces and - + _ &, not only digits.",
            "examples": ["Contoso"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::AlphaSender;

    #[test]
    fn a_sender_has_the_documented_characters() {
        for good in ["Contoso", "A", "My Shop-1", "R&D_+", "12345678a", "contoso"] {
            assert_eq!(AlphaSender::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            " ",
            "Contoso Ltd 1",
            "Café",
            "a.b",
            "74454",
            "a\n",
            " a",
            "a ",
        ] {
            assert!(AlphaSender::parse(bad).is_err(), "{bad}");
        }
    }
}
