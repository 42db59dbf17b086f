//! The most requests per second to an account. Pure.

use std::borrow::Cow;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{FindingCode, Invalid};

/// The time in which the requests of one second are spread, in nanoseconds. It is 5 % longer than a
/// second, because requests do not arrive as evenly as they are sent: so no second has one more as
/// long as their ways differ by less than 50 ms.
const SPREAD: u64 = 1_050_000_000;

/// A whole number of requests per second, from 1 to 100. Without a cap, four requests at once with
/// answers of 40 ms make 100 per second, so a larger number would hold back nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct RequestRate(u8);

impl RequestRate {
    /// Parses a whole number from 1 to 100, without a sign.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| text.parse::<u8>().ok()).flatten();
        match number.filter(|number| (1..=100).contains(number)) {
            Some(number) => Ok(Self(number)),
            None => Err(Invalid::new(
                FindingCode::InvalidRequestRate,
                format!(
                    "`{}` is not a number of requests per second",
                    crate::yaml::shown(text)
                ),
                "write a whole number from 1 to 100, such as 10; without the key there is no cap",
            )),
        }
    }

    /// The number of requests per second.
    pub fn get(self) -> u64 {
        u64::from(self.0)
    }

    /// The shortest time between two requests.
    pub fn interval(self) -> Duration {
        Duration::from_nanos(SPREAD / self.get().max(1))
    }
}

impl TryFrom<String> for RequestRate {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl JsonSchema for RequestRate {
    fn schema_name() -> Cow<'static, str> {
        "RequestRate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "examples": [10],
            "errorMessage": "Write a whole number from 1 to 100."
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RequestRate;

    #[test]
    fn only_whole_numbers_from_1_to_100_are_rates() {
        for (text, number) in [("1", 1), ("10", 10), ("100", 100)] {
            assert_eq!(RequestRate::parse(text).unwrap().get(), number);
        }
        for text in ["", "0", "101", "256", "-1", "+5", "0.5", "10/s", " 3", "x"] {
            let refused = RequestRate::parse(text).unwrap_err();
            assert_eq!(refused.code.as_str(), "E0791", "{text}");
        }
    }

    #[test]
    fn a_second_has_no_more_requests_than_the_rate() {
        for number in 1..=100_u32 {
            let rate = RequestRate::parse(&number.to_string()).unwrap();
            assert!(rate.interval() * number > Duration::from_secs(1));
        }
    }
}
