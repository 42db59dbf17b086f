//! Phone numbers in E.164, checked strictly and never repaired.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::parsed::Parsed;
use super::{FindingCode, Invalid, Text};
use crate::yaml::shown;

/// A phone number in E.164: `+`, then 7 to 15 ASCII digits, the first not 0.
///
/// Libraries for phone numbers call Twilio's test numbers invalid and accept `+1800FLOWERS`, so
/// the check is ours. The lower bound of 7 digits follows the shortest international numbers in use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct E164(Text);

impl E164 {
    /// The pattern, as JSON Schema and people read it.
    pub const PATTERN: &'static str = r"^\+[1-9][0-9]{6,14}$";

    /// Parses a number. A near miss is refused with the spelling that was probably meant.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        if is_number(digits) {
            return Ok(Self(text.into()));
        }
        let refuse = |summary: String, help: String| {
            Err(Invalid::new(FindingCode::InvalidPhoneNumber, summary, help))
        };
        let canonical = "write it in E.164: a plus, the country code and the number, digits only, in quotes: \"+15017122661\"";
        if let Some(odd) = text.chars().find(|c| !c.is_ascii() || c.is_control()) {
            return refuse(
                format!(
                    "the phone number contains the character U+{:04X}, which is not an ASCII digit",
                    odd as u32
                ),
                canonical.to_owned(),
            );
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if text.strip_prefix('+').is_some_and(|rest| rest == digits) {
            return refuse(
                format!("`{}` is not a phone number in E.164", shown(text)),
                canonical.to_owned(),
            );
        }
        if let Some((channel, _)) = text.split_once(':').filter(|(channel, number)| {
            let letters = channel.bytes().all(|b| b.is_ascii_lowercase());
            letters && !channel.is_empty() && number.starts_with('+')
        }) {
            return refuse(
                format!("`{}` is a sender of the channel {channel}", shown(text)),
                format!(
                    "Switchboard covers numbers that receive texts only and leaves senders of {channel} untouched: remove this entry, or write the number alone if it receives texts"
                ),
            );
        }
        let help = match Self::meant(text, &digits) {
            Some(number) => format!("did you mean \"{number}\"?"),
            None if digits.len() == 10 => format!("{canonical}; ten digits lack the country code"),
            None => canonical.to_owned(),
        };
        let summary = format!("`{}` is not a phone number in E.164", shown(text));
        refuse(summary, help)
    }

    /// Returns the number that is certainly meant. Separators are dropped, and a country code is
    /// never invented. Only North American numbers are written with their country code and without
    /// a plus.
    fn meant(text: &str, digits: &str) -> Option<Self> {
        let text = text.trim();
        let separators = |c: char| c.is_ascii_digit() || " +-.()/".contains(c);
        let plus = text.matches('+').count();
        let led = text.trim_start_matches('(').starts_with('+') && plus == 1;
        let american = plus == 0 && digits.len() == 11 && digits.starts_with('1');
        // A zero in brackets is left out in a call from abroad.
        (text.chars().all(separators) && (led || american) && !text.contains("(0"))
            .then(|| Self::parse_clean(&format!("+{digits}")))
            .flatten()
    }

    fn parse_clean(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit());
        (plain && !digits.starts_with('0') && (7..=15).contains(&digits.len()))
            .then(|| Self(text.into()))
    }

    /// The text, plus included.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether this is the number after the plus.
fn is_number(digits: &str) -> bool {
    (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|b| b.is_ascii_digit())
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for E164 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed(Self::parse))
    }
}

impl From<E164> for String {
    fn from(number: E164) -> Self {
        number.0.into()
    }
}

impl JsonSchema for E164 {
    fn schema_name() -> Cow<'static, str> {
        "PhoneNumber".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "e164",
            "pattern": Self::PATTERN,
            "description": "A phone number in E.164 format, always in quotes: YAML reads an unquoted one as an integer and drops the plus.",
            "examples": ["+15017122661", "+18885550123"],
            "errorMessage": "Write the number in E.164 format and in quotes: a plus, the country code and the number, digits only, such as \"+15017122661\"."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::E164;

    #[test]
    fn only_strict_e164_passes() {
        for good in [
            "+15017122661",
            "+18885550123",
            "+4915112345678",
            "+15005550006",
        ] {
            assert_eq!(E164::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "+",
            "15017122661",
            "+0123456789",
            "+1800FLOWERS",
            "+1 501 712 2661",
            "00441234567",
            "+1234567890123456",
            "+12",
            "\u{ff0b}15017122661",
            "+1501712266\u{0661}",
            "+15017122661\u{a0}",
        ] {
            assert!(E164::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_near_miss_is_answered_with_what_was_meant() {
        let help = |text: &str| E164::parse(text).unwrap_err().help;
        assert_eq!(help("+1 (501) 712-2661"), "did you mean \"+15017122661\"?");
        assert_eq!(help("15017122661"), "did you mean \"+15017122661\"?");
        assert!(help("+1800FLOWERS").contains("E.164"));
        assert_eq!(help("1-501-712-2661"), "did you mean \"+15017122661\"?");
        for unclear in [
            "(501) 712-2661",
            "5017122661",
            "02079460958",
            "+44 (0)20 7946 0958",
            "4915112345678",
        ] {
            assert!(!help(unclear).contains("did you mean"), "{unclear}");
        }
        assert!(help("(501) 712-2661").contains("country code"));
    }
}
