//! An expected duration in minutes. Pure.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::RequestRate;

/// A number of minutes with one decimal, rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minutes {
    tenths: u64,
}

impl Minutes {
    /// How long this many requests take at a rate.
    pub fn of(requests: u64, rate: RequestRate) -> Self {
        // A tenth of a minute has six seconds.
        let tenths = requests.div_ceil(rate.get().max(1) * 6);
        Self { tenths }
    }

    /// Whether there is nothing to wait for.
    pub fn is_zero(self) -> bool {
        self.tenths == 0
    }

    /// The duration for people, in seconds if it is less than one minute: `6 seconds`,
    /// `1.5 minutes`.
    pub fn in_words(self) -> String {
        match self.tenths {
            // A tenth of a minute has six seconds.
            tenths @ ..10 => format!("{} seconds", tenths * 6),
            10 => "1 minute".to_owned(),
            _ => format!("{self} minutes"),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "far below 2 to the 52")]
    fn as_number(self) -> f64 {
        self.tenths as f64 / 10.0
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.tenths / 10, self.tenths % 10) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenth) => write!(f, "{whole}.{tenth}"),
        }
    }
}

impl Serialize for Minutes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.tenths.is_multiple_of(10) {
            serializer.serialize_u64(self.tenths / 10)
        } else {
            serializer.serialize_f64(self.as_number())
        }
    }
}

impl<'de> Deserialize<'de> for Minutes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        // A cast of a float saturates, and NaN is zero.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates"
        )]
        let tenths = (number * 10.0).round() as u64;
        Ok(Self { tenths })
    }
}

impl JsonSchema for Minutes {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Minutes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::Minutes;
    use crate::model::RequestRate;

    #[test]
    fn requests_at_a_rate_take_minutes_with_one_decimal_rounded_up() {
        for (requests, rate, text) in [
            (0, 1, "0"),
            (1, 100, "0.1"),
            (6, 1, "0.1"),
            (7, 1, "0.2"),
            (60, 1, "1"),
            (300, 1, "5"),
            (1_000_000, 100, "166.7"),
        ] {
            let minutes = Minutes::of(requests, RequestRate::try_from(rate).unwrap());
            assert_eq!(minutes.to_string(), text);
            let json = serde_json::to_string(&minutes).unwrap();
            assert_eq!(json, text);
            assert_eq!(serde_json::from_str::<Minutes>(&json).unwrap(), minutes);
        }
    }

    #[test]
    fn less_than_a_minute_is_shown_in_seconds() {
        for (requests, text) in [
            (1, "6 seconds"),
            (54, "54 seconds"),
            (55, "1 minute"),
            (61, "1.1 minutes"),
            (600, "10 minutes"),
        ] {
            let minutes = Minutes::of(requests, RequestRate::try_from(1).unwrap());
            assert_eq!(minutes.in_words(), text, "{requests}");
        }
    }
}
