//! The names of event subscriptions. Pure.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::codes::AzureCode;
use crate::model::Invalid;
use crate::provider::text_type::text_type;
use crate::yaml::shown;

/// The name of an event subscription: 3 to 64 letters, digits and hyphens (docs/azure.md: Event
/// subscriptions).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SubscriptionName(String);

impl SubscriptionName {
    /// The format in the schema.
    pub const FORMAT: &'static str = "azure-event-subscription";
    /// The most characters of a name.
    pub const LONGEST: usize = 64;

    /// Parses a name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if (3..=Self::LONGEST).contains(&text.len()) && text.bytes().all(letter) {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            AzureCode::InvalidSubscriptionName,
            format!("`{}` is not the name of an event subscription", shown(text)),
            "write 3 to 64 letters, digits and hyphens",
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_type!(
    SubscriptionName,
    "AzureEventSubscriptionName",
    "^[0-9A-Za-z-]{3,64}$",
    "The name of an event subscription.",
    "dynamics-incoming",
    "Write 3 to 64 letters, digits and hyphens."
);

/// Checks a text in this format; `None` for a valid text and for an unknown format.
pub(super) fn check_format(format: &str, text: &str) -> Option<Invalid> {
    match format {
        SubscriptionName::FORMAT => SubscriptionName::parse(text).err(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::SubscriptionName;

    #[test]
    fn a_name_has_its_form() {
        assert!(SubscriptionName::parse("dynamics-incoming").is_ok());
        for wrong in ["", "ab", "a_b_c", "a.b.c", &"a".repeat(65)] {
            assert!(SubscriptionName::parse(wrong).is_err(), "{wrong}");
        }
    }
}
