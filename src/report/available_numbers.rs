//! Numbers that can be bought, as a table for people and as JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::model::{AvailableNumber, MonthlyPrice};
use crate::report::text::escape::neutral;

/// The numbers as JSON, each with its monthly price: null if it is not known, and then the reason.
pub fn json(offers: &[AvailableNumber], price: &MonthlyPrice) -> Vec<Value> {
    let one = |offer: &AvailableNumber| {
        let mut value = json!(offer);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("monthly_price".to_owned(), json!(price.known()));
            if let Some(why) = price.unknown() {
                fields.insert("monthly_price_unknown".to_owned(), why.into());
            }
        }
        value
    };
    offers.iter().map(one).collect()
}

/// One line per number: the number, its price per month, its place and its capabilities.
pub fn human(offers: &[AvailableNumber], price: &MonthlyPrice) -> String {
    if offers.is_empty() {
        return "No such number is available now: try another area code or pattern.\n".to_owned();
    }
    let shown = match price {
        MonthlyPrice::Known(money) => neutral(&money.to_string()).into_owned(),
        MonthlyPrice::Unknown(_) => "not known".to_owned(),
    };
    let rows: Vec<[String; 4]> = offers.iter().map(|offer| row(offer, &shown)).collect();
    let heads = ["NUMBER", "PER MONTH", "PLACE", "CAPABILITIES"].map(str::to_owned);
    let width = |column: usize| {
        let all = std::iter::once(&heads).chain(&rows);
        let cells = all.filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (first, second, third) = (width(0), width(1), width(2));
    let mut out = String::new();
    for [number, price, place, capabilities] in std::iter::once(&heads).chain(&rows) {
        let _ = writeln!(
            out,
            "{number:<first$}  {price:<second$}  {place:<third$}  {capabilities}"
        );
    }
    if let Some(why) = price.unknown() {
        let _ = write!(out, "\nThe price is not known: {}.\n", neutral(why));
    }
    out.push_str("\nA number listed here is not reserved. To buy one, declare it with `purchase: true` and apply with --allow-purchases 1.\n");
    out
}

fn row(offer: &AvailableNumber, price: &str) -> [String; 4] {
    let place = [&offer.locality, &offer.region, &offer.country];
    let place: Vec<String> = place
        .into_iter()
        .flatten()
        .map(|t| neutral(t).to_string())
        .collect();
    let place = if place.is_empty() {
        "-".to_owned()
    } else {
        place.join(", ")
    };
    let capabilities = neutral(&offer.capabilities.join(", ")).to_string();
    let price = price.to_owned();
    [offer.phone_number.clone(), price, place, capabilities]
}

#[cfg(test)]
mod tests {
    use super::{human, json};
    use crate::model::{AvailableNumber, Money, MonthlyPrice};

    fn offer(number: &str, town: Option<&str>) -> AvailableNumber {
        AvailableNumber {
            phone_number: number.to_owned(),
            locality: town.map(str::to_owned),
            region: town.map(|_| "AR".to_owned()),
            country: Some("US".to_owned()),
            capabilities: vec!["sms".to_owned(), "voice".to_owned()],
        }
    }

    fn price() -> MonthlyPrice {
        MonthlyPrice::Known(Money {
            currency: "USD".to_owned(),
            amount: "1.15".parse().unwrap(),
        })
    }

    #[test]
    fn a_table_with_its_columns_in_line() {
        let offers = [
            offer("+15015550100", Some("Little Rock")),
            offer("+18005550100", None),
        ];
        let text = human(&offers, &price());
        assert!(text.starts_with(
            "NUMBER        PER MONTH  PLACE                CAPABILITIES\n+15015550100  1.15 USD   Little Rock, AR, US  sms, voice\n+18005550100  1.15 USD   US                   sms, voice\n"
        ), "{text}");
        assert!(human(&[], &price()).contains("No such number"));
    }

    #[test]
    fn an_unknown_price_is_no_number() {
        let offers = [offer("+15015550100", None)];
        let unknown = MonthlyPrice::Unknown("HTTP 500".to_owned());
        let text = human(&offers, &unknown);
        assert!(text.contains("+15015550100  not known  US"), "{text}");
        assert!(text.contains("The price is not known: HTTP 500."), "{text}");
        let document = &json(&offers, &unknown)[0];
        assert!(document["monthly_price"].is_null());
        assert_eq!(document["monthly_price_unknown"], "HTTP 500");
        let document = &json(&offers, &price())[0];
        assert_eq!(document["monthly_price"]["amount"], "1.15");
        assert!(document.get("monthly_price_unknown").is_none());
    }
}
