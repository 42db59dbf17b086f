//! An amount of money, and a price that may not be known. Exact: no binary fractions.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount in one currency. Amounts of different currencies are never added.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Money {
    /// The currency, as an ISO 4217 code in capital letters.
    pub currency: String,
    /// The amount, with the decimal places with which it was read.
    #[serde(with = "rust_decimal::serde::str")]
    #[schemars(with = "String", regex(pattern = r"^[0-9]+(\.[0-9]+)?$"))]
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

impl MonthlyPrice {
    /// The amount, if it is known.
    pub fn known(&self) -> Option<&Money> {
        match self {
            Self::Known(money) => Some(money),
            Self::Unknown(_) => None,
        }
    }

    /// Why the price is not known, if it is not.
    pub fn unknown(&self) -> Option<&str> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(why) => Some(why),
        }
    }
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

/// The known amounts, such as `2.30 USD and 1.00 EUR a month`; empty if none is known. What is not
/// known is for the caller to say.
impl fmt::Display for MonthlyCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (currency, amount)) in self.known.iter().enumerate() {
            let before = if at == 0 { "" } else { " and " };
            write!(f, "{before}{amount} {currency}")?;
        }
        if self.known.is_empty() {
            return Ok(());
        }
        f.write_str(" a month")
    }
}

impl<'a> FromIterator<&'a MonthlyPrice> for MonthlyCost {
    fn from_iter<I: IntoIterator<Item = &'a MonthlyPrice>>(prices: I) -> Self {
        let mut cost = Self::default();
        prices.into_iter().for_each(|price| cost.add(price));
        cost
    }
}

#[cfg(test)]
mod tests {
    use super::{Money, MonthlyCost, MonthlyPrice};

    fn price(amount: &str, currency: &str) -> MonthlyPrice {
        MonthlyPrice::Known(Money {
            currency: currency.to_owned(),
            amount: amount.parse().unwrap(),
        })
    }

    #[test]
    fn sums_are_exact_and_by_currency() {
        let unknown = MonthlyPrice::Unknown("the list is silent".to_owned());
        let all = [
            price("0.1", "USD"),
            price("0.2", "USD"),
            price("1.00", "EUR"),
            unknown.clone(),
        ];
        let cost: MonthlyCost = all.iter().collect();
        // In binary fractions this would be 0.30000000000000004.
        assert_eq!(cost.known["USD"].to_string(), "0.3");
        assert_eq!(cost.to_string(), "1.00 EUR and 0.3 USD a month");
        assert_eq!(cost.unknown, 1);
        // What is unknown is not zero.
        let cost: MonthlyCost = [&unknown].into_iter().collect();
        assert!(cost.known.is_empty() && cost.to_string().is_empty());
    }

    #[test]
    fn an_amount_keeps_its_places_in_json() {
        let MonthlyPrice::Known(money) = price("2.30", "USD") else {
            unreachable!()
        };
        let json = serde_json::to_string(&money).unwrap();
        assert_eq!(json, r#"{"currency":"USD","amount":"2.30"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
    }
}
