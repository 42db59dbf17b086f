//! What numbers cost per month. The built-in amounts are the sandbox's own: they have the size of real
//! ones, and Twilio's prices change.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The price list of one country.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PriceList {
    /// The currency, such as `USD`; none if left out.
    #[serde(default)]
    pub unit: Option<String>,
    /// The amounts by type of number: `local`, `mobile`, `national` or `toll free`. Null for a type whose
    /// price is not known.
    #[serde(flatten)]
    pub prices: BTreeMap<String, Option<String>>,
}

/// Types of numbers, as price lists name them.
pub(crate) const TYPES: [&str; 4] = ["local", "mobile", "national", "toll free"];

/// The lists of the countries that have numbers to buy.
pub(crate) fn builtin() -> BTreeMap<String, PriceList> {
    let lists: [(&str, &[(&str, &str)]); 4] = [
        (
            "AU",
            &[
                ("local", "3.00"),
                ("mobile", "6.50"),
                ("toll free", "16.00"),
            ],
        ),
        ("CA", &[("local", "1.15"), ("toll free", "2.15")]),
        (
            "GB",
            &[("local", "1.15"), ("mobile", "1.15"), ("toll free", "2.15")],
        ),
        ("US", &[("local", "1.15"), ("toll free", "2.15")]),
    ];
    let list = |(country, prices): (&str, &[(&str, &str)])| {
        let prices = prices
            .iter()
            .map(|(kind, amount)| ((*kind).to_owned(), Some((*amount).to_owned())));
        let list = PriceList {
            unit: Some("USD".to_owned()),
            prices: prices.collect(),
        };
        (country.to_owned(), list)
    };
    lists.map(list).into()
}

/// True if the text is an amount such as `1.15`.
pub(crate) fn is_amount(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::phone::NumberKind;
    use crate::store::pool;

    #[test]
    fn every_kind_of_number_that_can_be_bought_has_a_price() {
        let lists = builtin();
        assert_eq!(lists.len(), pool::COUNTRIES.len());
        for (country, _, kinds) in pool::COUNTRIES {
            for kind in kinds {
                let word = match kind {
                    NumberKind::Local => "local",
                    NumberKind::Mobile => "mobile",
                    NumberKind::TollFree => "toll free",
                };
                let price = lists[country].prices[word].as_deref();
                assert!(TYPES.contains(&word) && price.is_some_and(is_amount));
            }
        }
    }
}
