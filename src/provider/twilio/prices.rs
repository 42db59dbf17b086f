//! A country's price list, as Twilio's Pricing API shows it, and what it says about a number
//! (docs/twilio.md: Prices). Pure.
//!
//! A price that does not follow from the lists is not known; it is never guessed and never zero.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::model::{Money, MonthlyPrice, countries, is_toll_free};
use crate::provider::NumberType;

/// Twilio's word for toll-free numbers.
const TOLL_FREE: &str = "toll free";

/// A price list as Twilio's JSON shows it, with only the fields that are used.
#[derive(Debug, Deserialize)]
pub(super) struct Wire {
    iso_country: Option<String>,
    price_unit: Option<String>,
    phone_number_prices: Vec<PriceWire>,
}

/// One price. The amount is a text in Twilio's examples and a number in its schema, so it is kept as
/// it is written: reading it as a binary fraction would change it.
#[derive(Debug, Deserialize)]
struct PriceWire {
    number_type: Option<String>,
    current_price: Option<Box<RawValue>>,
}

/// The prices of one country by type of number, each an amount or the reason why it is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PriceList {
    country: String,
    by_type: BTreeMap<String, Result<Money, String>>,
}

/// What is known of a country's price list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Listed {
    /// The list.
    Prices(PriceList),
    /// Twilio has none for this country.
    Nothing,
    /// It could not be read, for this reason.
    Unread(String),
}

impl Wire {
    /// The list of a country, given as its code in capitals. The error says why the answer is not
    /// that list.
    pub(super) fn into_list(self, country: &str) -> Result<PriceList, String> {
        if let Some(other) = self.iso_country.filter(|other| other != country) {
            let other = other.escape_debug();
            return Err(format!("the answer is the price list of {other}"));
        }
        let unit = currency(self.price_unit.as_deref());
        let mut by_type: BTreeMap<String, Result<Money, String>> = BTreeMap::new();
        for wire in self.phone_number_prices {
            let Some(kind) = wire.number_type else {
                return Err("a price does not say for which type of number it is".to_owned());
            };
            let kind = kind.to_ascii_lowercase();
            let price = match (&unit, wire.current_price.as_deref().and_then(amount)) {
                (Some(currency), Some(amount)) => Ok(Money {
                    currency: currency.clone(),
                    amount,
                }),
                (None, _) => Err(format!("the price list of {country} names no currency")),
                (_, None) => Err(format!(
                    "the price list of {country} has no readable price of {} numbers",
                    shown(&kind)
                )),
            };
            let twice = || {
                Err(format!(
                    "the price list of {country} has several prices of {} numbers",
                    shown(&kind)
                ))
            };
            match by_type.get(&kind) {
                Some(other) if *other != price => by_type.insert(kind.clone(), twice()),
                _ => by_type.insert(kind, price),
            };
        }
        Ok(PriceList {
            country: country.to_owned(),
            by_type,
        })
    }
}

/// A type of number for a message.
fn shown(kind: &str) -> String {
    match kind {
        TOLL_FREE => "toll-free".to_owned(),
        kind => kind
            .chars()
            .take(40)
            .collect::<String>()
            .escape_debug()
            .to_string(),
    }
}

/// The currency in capitals, if the text is a code of ISO 4217.
fn currency(unit: Option<&str>) -> Option<String> {
    let code = unit?;
    let plain = code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
    plain.then(|| code.to_ascii_uppercase())
}

/// The amount of a text or a number in JSON, exactly; `None` for anything else, such as a negative
/// number or more digits than can be represented.
fn amount(json: &RawValue) -> Option<Decimal> {
    let text = json.get();
    let text = match text.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"')?,
        None => text,
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let plain = match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    };
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

/// The country whose lists decide the price of a number, as codes in capitals; empty if it is not
/// known in which country the number is.
pub(super) fn lists_of(number: &str) -> Vec<String> {
    let countries = countries(number).into_iter();
    countries.map(str::to_ascii_uppercase).collect()
}

/// The price of numbers of one type in one country.
pub(super) fn of_type(listed: &Listed, country: &str, wanted: NumberType) -> MonthlyPrice {
    let kind = match wanted {
        NumberType::TollFree => TOLL_FREE,
        NumberType::Local => "local",
        NumberType::Mobile => "mobile",
    };
    let price = match listed {
        Listed::Prices(list) => match list.by_type.get(kind) {
            Some(price) => price.clone(),
            None => Err(format!(
                "the price list of {country} has no {} numbers",
                wanted.as_str()
            )),
        },
        Listed::Nothing => Err(format!("Twilio has no price list of {country}")),
        Listed::Unread(why) => Err(why.clone()),
    };
    or_unknown(price)
}

/// The price of a number, by the lists of the countries that it can be in.
pub(super) fn of_number(number: &str, lists: &BTreeMap<String, Listed>) -> MonthlyPrice {
    or_unknown(agreed(number, lists))
}

fn or_unknown(price: Result<Money, String>) -> MonthlyPrice {
    match price {
        Ok(money) => MonthlyPrice::Known(money),
        Err(why) => MonthlyPrice::Unknown(why),
    }
}

/// The one price that every possible country and type has, or why there is none.
fn agreed(number: &str, lists: &BTreeMap<String, Listed>) -> Result<Money, String> {
    let countries = lists_of(number);
    let [first, rest @ ..] = countries.as_slice() else {
        return Err(nowhere(number));
    };
    let mut found: Option<(&str, Money)> = None;
    for country in &countries {
        let list = match lists.get(country) {
            Some(Listed::Prices(list)) => list,
            // Twilio sells no numbers of a country that it has no prices of.
            Some(Listed::Nothing) | None => continue,
            Some(Listed::Unread(why)) => return Err(why.clone()),
        };
        let price = list.of(number)?;
        match &found {
            None => found = Some((country, price)),
            Some((_, other)) if *other == price => {}
            Some((other, _)) => {
                return Err(format!(
                    "the number can be in {other} or in {country}, where it costs different amounts"
                ));
            }
        }
    }
    match found {
        Some((_, price)) => Ok(price),
        None if rest.is_empty() => Err(format!("Twilio has no price list of {first}")),
        None => Err(format!(
            "Twilio has no price list of {}",
            countries.join(" or ")
        )),
    }
}

impl PriceList {
    /// The price of a number in this country: that of its type if the type is known, else the one
    /// that all possible types have.
    fn of(&self, number: &str) -> Result<Money, String> {
        let country = &self.country;
        let american = number.starts_with("+1");
        let fits = |kind: &str| !american || (kind == TOLL_FREE) == is_toll_free(number);
        let possible = self.by_type.iter().filter(|(kind, _)| fits(kind));
        // With the prices of some types, only the number's type is missing.
        let is_open = possible.clone().any(|(_, price)| price.is_ok());
        let unread = |why: &String| {
            if is_open {
                format!("its type does not follow from the number, and {why}")
            } else {
                why.clone()
            }
        };
        let mut found: Option<(&str, &Money)> = None;
        for (kind, price) in possible {
            let price = price.as_ref().map_err(unread)?;
            match found {
                None => found = Some((kind, price)),
                Some((_, other)) if other == price => {}
                Some((other, _)) => {
                    return Err(format!(
                        "{} and {} numbers cost different amounts in {country}",
                        shown(other),
                        shown(kind)
                    ));
                }
            }
        }
        let none = || format!("the price list of {country} has no numbers of this type");
        found.map(|(_, price)| price.clone()).ok_or_else(none)
    }
}

fn nowhere(number: &str) -> String {
    if number.starts_with("+1") {
        let area = number.get(2..5).unwrap_or_default();
        return format!("+1 is shared by several countries, and the area code {area} is not known");
    }
    "the country of the number is not known".to_owned()
}

#[cfg(test)]
mod tests;
