//! Numbers that can be bought, as a table for people.

use std::fmt::Write as _;

use crate::model::AvailableNumber;
use crate::report::text::escape::neutral;

/// One line per number: the number, its place and its capabilities.
pub fn human(offers: &[AvailableNumber]) -> String {
    if offers.is_empty() {
        return "No such number is available now: try another area code or pattern.\n".to_owned();
    }
    let rows: Vec<[String; 3]> = offers.iter().map(row).collect();
    let heads = ["NUMBER", "PLACE", "CAPABILITIES"].map(str::to_owned);
    let width = |column: usize| {
        let all = std::iter::once(&heads).chain(&rows);
        let cells = all.filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (first, second) = (width(0), width(1));
    let mut out = String::new();
    for [number, place, capabilities] in std::iter::once(&heads).chain(&rows) {
        let _ = writeln!(out, "{number:<first$}  {place:<second$}  {capabilities}");
    }
    out.push_str("\nA number listed here is not reserved. To buy one, declare it with `purchase: true` and apply with --allow-purchases 1.\n");
    out
}

fn row(offer: &AvailableNumber) -> [String; 3] {
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
    [offer.phone_number.clone(), place, capabilities]
}

#[cfg(test)]
mod tests {
    use super::human;
    use crate::model::AvailableNumber;

    #[test]
    fn a_table_with_its_columns_in_line() {
        let offer = |number: &str, town: Option<&str>| AvailableNumber {
            phone_number: number.to_owned(),
            locality: town.map(str::to_owned),
            region: town.map(|_| "AR".to_owned()),
            country: Some("US".to_owned()),
            capabilities: vec!["sms".to_owned(), "voice".to_owned()],
        };
        let text = human(&[
            offer("+15015550100", Some("Little Rock")),
            offer("+18005550100", None),
        ]);
        assert!(text.starts_with(
            "NUMBER        PLACE                CAPABILITIES\n+15015550100  Little Rock, AR, US  sms, voice\n+18005550100  US                   sms, voice\n"
        ), "{text}");
        assert!(human(&[]).contains("No such number"));
    }
}
