//! Short codes: numbers of few digits that belong to one country and have no country code.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{FindingCode, Invalid};
use crate::yaml::shown;

/// A short code: 3 to 8 ASCII digits. It is never converted to E.164.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShortCode(String);

impl ShortCode {
    /// The format in the schema.
    pub const FORMAT: &'static str = "short-code";

    /// Parses a short code.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if (3..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(text.to_owned()));
        }
        let help = if text.starts_with('+') {
            "a short code has no plus and no country code; a whole number belongs under phone_number"
        } else {
            "write its 3 to 8 digits and nothing else, in quotes: \"74454\""
        };
        Err(Invalid::new(
            FindingCode::InvalidShortCode,
            format!("`{}` is not a short code", shown(text)),
            help,
        ))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ShortCode {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<ShortCode> for String {
    fn from(code: ShortCode) -> Self {
        code.0
    }
}

impl JsonSchema for ShortCode {
    fn schema_name() -> Cow<'static, str> {
        "ShortCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": Self::FORMAT,
            "pattern": "^[0-9]{3,8}$",
            "description": "The digits of a short code, always in quotes: YAML reads an unquoted one as an integer and may drop a zero.",
            "examples": ["74454"],
            "errorMessage": "Write the 3 to 8 digits of the short code, in quotes, such as \"74454\"."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ShortCode;

    #[test]
    fn a_short_code_is_three_to_eight_digits() {
        for good in ["123", "74454", "012345", "12345678"] {
            assert_eq!(ShortCode::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "12",
            "123456789",
            "+74454",
            "744 54",
            "7445a",
            "\u{661}234",
        ] {
            assert!(ShortCode::parse(bad).is_err(), "{bad}");
        }
    }
}
