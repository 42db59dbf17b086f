//! The most requests per second to an account. Pure.

use std::borrow::Cow;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::one_to_hundred::{NotOneToHundred, checked, schema};

/// The time in which the requests of one second are spread, in nanoseconds. It is 5 % longer than a
/// second, because requests do not arrive as evenly as they are sent: so no second has one more as
/// long as their ways differ by less than 50 ms.
const SPREAD: u64 = 1_050_000_000;

/// A whole number of requests per second, from 1 to 100. Without a cap, four requests at once with
/// answers of 40 ms make 100 per second, so a larger number would hold back nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "u8")]
pub struct RequestRate(u8);

impl RequestRate {
    /// The number of requests per second.
    pub fn get(self) -> u64 {
        u64::from(self.0)
    }

    /// The shortest time between two requests.
    pub fn interval(self) -> Duration {
        Duration::from_nanos(SPREAD / self.get().max(1))
    }
}

impl TryFrom<u8> for RequestRate {
    type Error = NotOneToHundred;

    fn try_from(number: u8) -> Result<Self, NotOneToHundred> {
        checked(number).map(Self)
    }
}

impl JsonSchema for RequestRate {
    fn schema_name() -> Cow<'static, str> {
        "RequestRate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schema(10)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RequestRate;

    #[test]
    fn only_whole_numbers_from_1_to_100_are_rates() {
        for number in [1, 10, 100] {
            let rate = RequestRate::try_from(number).unwrap();
            assert_eq!(rate.get(), u64::from(number));
        }
        for number in [0, 101, 255] {
            assert!(RequestRate::try_from(number).is_err(), "{number}");
        }
    }

    #[test]
    fn a_second_has_no_more_requests_than_the_rate() {
        for number in 1..=100 {
            let rate = RequestRate::try_from(number).unwrap();
            assert!(rate.interval() * u32::from(number) > Duration::from_secs(1));
        }
    }
}
