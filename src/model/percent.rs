//! A share in per cent. Pure.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{FindingCode, Invalid};

/// A whole number from 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Percent(u8);

impl Percent {
    /// The share of the recorded resources that a plan may change at once without more approval
    /// than `--auto-approve`, if enough are recorded and the provider sets no other share.
    pub const USUAL: Self = Self(30);

    /// Parses a whole number from 1 to 100, without a sign.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| text.parse::<u8>().ok()).flatten();
        match number.filter(|number| (1..=100).contains(number)) {
            Some(number) => Ok(Self(number)),
            None => Err(Invalid::new(
                FindingCode::InvalidPercent,
                format!("`{}` is not a share in per cent", crate::yaml::shown(text)),
                "write a whole number from 1 to 100, such as 30",
            )),
        }
    }

    /// The number.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }

    /// Whether this count of all exceeds the share.
    pub fn is_exceeded_by(self, count: usize, all: usize) -> bool {
        count.saturating_mul(100) > all.saturating_mul(self.get())
    }
}

impl TryFrom<String> for Percent {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl JsonSchema for Percent {
    fn schema_name() -> Cow<'static, str> {
        "Percent".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "examples": [30],
            "errorMessage": "Write a whole number from 1 to 100."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Percent;

    #[test]
    fn only_whole_numbers_from_1_to_100_are_shares() {
        for (text, number) in [("1", 1), ("30", 30), ("100", 100)] {
            assert_eq!(Percent::parse(text).unwrap().get(), number);
        }
        for text in ["", "0", "101", "256", "-1", "+5", "30.5", "30%", " 30", "x"] {
            assert_eq!(
                Percent::parse(text).unwrap_err().code.as_str(),
                "E0788",
                "{text}"
            );
        }
        let usual = Percent::USUAL;
        assert!(!usual.is_exceeded_by(3, 10) && usual.is_exceeded_by(4, 10));
    }
}
