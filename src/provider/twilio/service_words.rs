//! The values of a messaging service's settings that are not texts or switches. Pure.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::yaml::shown;

/// What a service's messages are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "TwilioUsecase")]
pub enum Usecase {
    /// Notices to customers.
    Notifications,
    /// Promotions.
    Marketing,
    /// Codes that verify a phone number.
    Verification,
    /// Conversations with customers.
    Discussion,
    /// Polls and votes.
    Poll,
    /// No use is declared.
    Undeclared,
}

impl Usecase {
    /// All words, at Twilio and in YAML.
    pub const WORDS: [&'static str; 6] = [
        "notifications",
        "marketing",
        "verification",
        "discussion",
        "poll",
        "undeclared",
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notifications => "notifications",
            Self::Marketing => "marketing",
            Self::Verification => "verification",
            Self::Discussion => "discussion",
            Self::Poll => "poll",
            Self::Undeclared => "undeclared",
        }
    }
}

/// Whether Twilio scans the content of a service's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "TwilioScanMessageContent")]
pub enum Scan {
    /// As the account's setting says.
    Inherit,
    /// It is scanned.
    Enable,
    /// It is not scanned.
    Disable,
}

impl Scan {
    /// All words, at Twilio and in YAML.
    pub const WORDS: [&'static str; 3] = ["inherit", "enable", "disable"];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inherit => "inherit",
            Self::Enable => "enable",
            Self::Disable => "disable",
        }
    }
}

/// A validity period: 1 to 36,000 seconds (docs/twilio.md: Messaging services).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seconds(u16);

impl Seconds {
    /// The longest period.
    pub(super) const MOST: u16 = 36_000;

    /// Parses a whole number of seconds in the range.
    fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| text.parse().ok()).flatten()?;
        Self::holds(number)
            .then(|| u16::try_from(number).ok().map(Self))
            .flatten()
    }

    /// Whether a number of seconds is in the range.
    pub(super) fn holds(number: u64) -> bool {
        (1..=u64::from(Self::MOST)).contains(&number)
    }

    /// The number.
    pub fn get(self) -> u64 {
        self.0.into()
    }
}

/// Inside a map with a `type` tag every scalar arrives as text.
impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let odd = || format!("`{}` is not from 1 to {}", shown(&text), Self::MOST);
        Self::parse(&text).ok_or_else(|| D::Error::custom(odd()))
    }
}

impl JsonSchema for Seconds {
    fn schema_name() -> Cow<'static, str> {
        "TwilioValidityPeriod".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "integer",
            "minimum": 1,
            "maximum": Self::MOST,
            "examples": [14_400],
            "errorMessage": "Write a whole number of seconds from 1 to 36000."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Scan, Seconds, Usecase};

    #[test]
    fn every_word_is_read_as_itself() {
        for word in Usecase::WORDS {
            let read: Usecase = serde_json::from_value(word.into()).unwrap();
            assert_eq!(read.as_str(), word);
        }
        for word in Scan::WORDS {
            let read: Scan = serde_json::from_value(word.into()).unwrap();
            assert_eq!(read.as_str(), word);
        }
    }

    #[test]
    fn a_period_is_in_the_range() {
        assert_eq!(Seconds::parse("36000").map(Seconds::get), Some(36_000));
        for odd in ["0", "36001", "-1", "+5", "", "1.5"] {
            assert_eq!(Seconds::parse(odd), None, "{odd}");
        }
    }
}
