//! What the numbers that are bought cost. Doc comments here are descriptions in JSON Schemas.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Money, MonthlyCost};

/// The sum of monthly prices, by currency. A price that is not known is counted and is in no sum.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyCostDocument {
    /// The sums of the known prices, one for each currency, ordered by currency.
    pub known: Vec<Money>,
    /// How many prices are not known.
    pub unknown: usize,
}

impl From<MonthlyCost> for MonthlyCostDocument {
    fn from(cost: MonthlyCost) -> Self {
        let money = |(currency, amount)| Money { currency, amount };
        Self {
            known: cost.known.into_iter().map(money).collect(),
            unknown: cost.unknown,
        }
    }
}
