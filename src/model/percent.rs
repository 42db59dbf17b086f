//! A share in per cent. Pure.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::one_to_hundred::{NotOneToHundred, checked, schema};

/// A whole number from 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "u8")]
pub struct Percent(u8);

impl Percent {
    /// The share of the recorded resources that a plan may change at once without more approval
    /// than `--auto-approve`, if enough are recorded and the provider sets no other share.
    pub const USUAL: Self = Self(30);

    /// The number.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }

    /// Whether this count of all exceeds the share.
    pub fn is_exceeded_by(self, count: usize, all: usize) -> bool {
        count.saturating_mul(100) > all.saturating_mul(self.get())
    }
}

impl TryFrom<u8> for Percent {
    type Error = NotOneToHundred;

    fn try_from(number: u8) -> Result<Self, NotOneToHundred> {
        checked(number).map(Self)
    }
}

impl JsonSchema for Percent {
    fn schema_name() -> Cow<'static, str> {
        "Percent".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schema(30)
    }
}

#[cfg(test)]
mod tests {
    use super::Percent;

    #[test]
    fn only_whole_numbers_from_1_to_100_are_shares() {
        for number in [1, 30, 100] {
            let share = Percent::try_from(number).unwrap();
            assert_eq!(share.get(), usize::from(number));
        }
        for number in [0, 101, 255] {
            assert!(Percent::try_from(number).is_err(), "{number}");
        }
        let usual = Percent::USUAL;
        assert!(!usual.is_exceeded_by(3, 10) && usual.is_exceeded_by(4, 10));
    }
}
