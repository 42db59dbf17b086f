//! An amount of money, and a price that may not be known. Exact: no binary fractions.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use serde::Serialize;

/// An amount in one currency. Amounts of different currencies are never added.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Money {
    /// The currency, as an ISO 4217 code in capital letters.
    pub currency: String,
    /// The amount, with the decimal places with which it was read.
    #[serde(with = "rust_decimal::serde::str")]
    pub amount: Decimal,
}

/// `1.15 USD`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// The price of a number per month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MonthlyPrice {
    /// What the provider's price list says.
    Known(Money),
    /// Why it is not known, in a clause. An unknown price is never zero.
    Unknown(String),
}

/// The sum of prices: known amounts by currency, and how many prices are not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MonthlyCost {
    /// The sum of what is known, by currency.
    pub known: BTreeMap<String, Decimal>,
    /// How many prices are not known.
    pub unknown: usize,
}

impl MonthlyCost {
    /// Adds a price.
    pub fn add(&mut self, price: &MonthlyPrice) {
        let MonthlyPrice::Known(money) = price else {
            self.unknown += 1;
            return;
        };
        let sum = self.known.entry(money.currency.clone()).or_default();
        match sum.checked_add(money.amount) {
            Some(more) => *sum = more,
            // An amount that cannot be represented is not known.
            None => self.unknown += 1,
        }
    }
}

impl<'a> FromIterator<&'a MonthlyPrice> for MonthlyCost {
    fn from_iter<I: IntoIterator<Item = &'a MonthlyPrice>>(prices: I) -> Self {
        let mut cost = Self::default();
        prices.into_iter().for_each(|price| cost.add(price));
        cost
    }
}
