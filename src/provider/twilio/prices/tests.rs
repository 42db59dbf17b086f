//! Tests of price lists: what they say, exactly, and what they do not say.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{Listed, Wire, amount, lists_of, of_number, of_type};
use crate::model::MonthlyPrice;
use crate::provider::NumberType;

fn listed(country: &str, unit: &str, prices: &[(&str, &str)]) -> Listed {
    let entry = |(kind, price): &(&str, &str)| {
        format!(r#"{{"number_type": "{kind}", "base_price": "99", "current_price": {price}}}"#)
    };
    let entries: Vec<String> = prices.iter().map(entry).collect();
    let text = format!(
        r#"{{"iso_country": "{country}", "price_unit": {unit}, "phone_number_prices": [{}]}}"#,
        entries.join(",")
    );
    let wire: Wire = serde_json::from_str(&text).unwrap();
    Listed::Prices(wire.into_list(country).unwrap())
}

fn lists<const N: usize>(all: [(&str, Listed); N]) -> BTreeMap<String, Listed> {
    all.map(|(country, list)| (country.to_owned(), list)).into()
}

fn known(number: &str, lists: &BTreeMap<String, Listed>) -> String {
    match of_number(number, lists) {
        MonthlyPrice::Known(money) => money.to_string(),
        MonthlyPrice::Unknown(why) => format!("unknown: {why}"),
    }
}

#[test]
fn an_amount_is_read_exactly_from_a_text_or_a_number() {
    let read = |text: &str| {
        let raw = RawValue::from_string(text.to_owned()).unwrap();
        amount(&raw).map(|amount| amount.to_string())
    };
    for (json, expected) in [
        ("\"1.15\"", "1.15"),
        ("1.150", "1.150"),
        // As a binary fraction this would be 0.1000000000000000055….
        ("0.1", "0.1"),
        ("\"2\"", "2"),
        ("0", "0"),
    ] {
        assert_eq!(read(json).as_deref(), Some(expected), "{json}");
    }
    for json in [
        "null",
        "\"\"",
        "-1.15",
        "\"-1\"",
        "\"1_000\"",
        "\"1,15\"",
        "\"free\"",
        "\" 1\"",
        "\"NaN\"",
        "\".5\"",
        "{}",
        "true",
        "\"0.00000000000000000000000000000000001\"",
        "\"99999999999999999999999999999999999999\"",
    ] {
        assert_eq!(read(json), None, "{json}");
    }
}

#[test]
fn the_current_price_counts_and_the_currency_is_in_capitals() {
    let us = listed(
        "US",
        "\"usd\"",
        &[("local", "\"1.15\""), ("toll free", "2.15")],
    );
    let of = |wanted| of_type(&us, "US", wanted);
    let known = |price: MonthlyPrice| match price {
        MonthlyPrice::Known(money) => money.to_string(),
        MonthlyPrice::Unknown(why) => why,
    };
    assert_eq!(known(of(NumberType::Local)), "1.15 USD");
    assert_eq!(known(of(NumberType::TollFree)), "2.15 USD");
    assert_eq!(
        known(of(NumberType::Mobile)),
        "the price list of US has no mobile numbers"
    );
    assert_eq!(
        known(of_type(&Listed::Nothing, "FR", NumberType::Local)),
        "Twilio has no price list of FR"
    );
}

#[test]
fn what_a_list_does_not_say_is_unknown_and_never_zero() {
    for (unit, price, why) in [
        ("\"USD\"", "null", "no readable price of local numbers"),
        ("\"USD\"", "\"\"", "no readable price of local numbers"),
        ("null", "\"1.15\"", "names no currency"),
        ("\"dollars\"", "\"1.15\"", "names no currency"),
    ] {
        let us = lists([("US", listed("US", unit, &[("local", price)]))]);
        let said = known("+15015550100", &us);
        assert!(
            said.starts_with("unknown: ") && said.contains(why),
            "{said}"
        );
    }
    let twice = [("local", "\"1.15\""), ("local", "\"1.25\"")];
    let us = lists([("US", listed("US", "\"USD\"", &twice))]);
    assert!(known("+15015550100", &us).contains("several prices of local numbers"));
    let empty = lists([("US", listed("US", "\"USD\"", &[]))]);
    assert!(known("+15015550100", &empty).contains("no numbers of this type"));
}

#[test]
fn an_answer_about_another_country_is_no_price_list() {
    let text = r#"{"iso_country": "CA", "price_unit": "USD", "phone_number_prices": []}"#;
    let wire: Wire = serde_json::from_str(text).unwrap();
    assert_eq!(
        wire.into_list("US").unwrap_err(),
        "the answer is the price list of CA"
    );
    assert!(serde_json::from_str::<Wire>("{}").is_err());
    assert!(serde_json::from_str::<Wire>("[{}]").is_err());
}

#[test]
fn a_toll_free_number_costs_what_both_countries_say() {
    let us = listed(
        "US",
        "\"USD\"",
        &[("local", "\"1.15\""), ("toll free", "\"2.15\"")],
    );
    let same = listed(
        "CA",
        "\"USD\"",
        &[("local", "\"1.25\""), ("toll free", "2.150")],
    );
    let both = lists([("US", us.clone()), ("CA", same)]);
    assert_eq!(lists_of("+18885550123"), ["US", "CA"]);
    assert_eq!(known("+18885550123", &both), "2.15 USD");
    // Its area code says in which of the two a local number is.
    assert_eq!(known("+15015550100", &both), "1.15 USD");
    assert_eq!(known("+14165550100", &both), "1.25 USD");
    for other in [
        listed("CA", "\"CAD\"", &[("toll free", "\"2.15\"")]),
        listed("CA", "\"USD\"", &[("toll free", "\"2.20\"")]),
    ] {
        let both = lists([("US", us.clone()), ("CA", other)]);
        assert_eq!(
            known("+18885550123", &both),
            "unknown: the number can be in US or in CA, where it costs different amounts"
        );
    }
    let unread = lists([
        ("US", us.clone()),
        ("CA", Listed::Unread("HTTP 500".to_owned())),
    ]);
    assert_eq!(known("+18885550123", &unread), "unknown: HTTP 500");
    assert_eq!(
        known("+19995550123", &lists([("US", us)])),
        "unknown: +1 is shared by several countries, and the area code 999 is not known"
    );
}

#[test]
fn the_price_of_an_unknown_type_is_known_if_all_types_cost_the_same() {
    let one = [("mobile", "\"6.00\"")];
    let alike = [
        ("local", "\"1.15\""),
        ("mobile", "1.15"),
        ("national", "\"1.150\""),
    ];
    let differ = [("local", "\"1.15\""), ("mobile", "\"1.35\"")];
    let of = |prices: &[(&str, &str)]| {
        let lists = lists([
            ("GB", listed("GB", "\"USD\"", prices)),
            ("GG", Listed::Nothing),
            ("IM", Listed::Nothing),
            ("JE", Listed::Nothing),
        ]);
        known("+447700900010", &lists)
    };
    assert_eq!(of(&one), "6.00 USD");
    assert_eq!(of(&alike), "1.15 USD");
    assert_eq!(
        of(&differ),
        "unknown: local and mobile numbers cost different amounts in GB"
    );
    assert_eq!(
        known("+4915112345678", &lists([("DE", Listed::Nothing)])),
        "unknown: Twilio has no price list of DE"
    );
    assert_eq!(
        known("+870123456789", &BTreeMap::new()),
        "unknown: the country of the number is not known"
    );
}

#[test]
fn a_number_whose_type_is_open_says_so() {
    let gb = |local: &str, mobile: &str| {
        let prices = [("local", local), ("mobile", mobile)];
        known(
            "+442079460000",
            &lists([("GB", listed("GB", "\"GBP\"", &prices))]),
        )
    };
    let open = "unknown: its type does not follow from the number, and the price list of GB has no readable price of";
    assert_eq!(gb("\"1.15\"", "null"), format!("{open} mobile numbers"));
    assert_eq!(gb("null", "\"1.15\""), format!("{open} local numbers"));
    // No type would have a price.
    assert_eq!(
        gb("null", "null"),
        "unknown: the price list of GB has no readable price of local numbers"
    );
    // The type of an American number follows from it.
    let toll_free = [("local", "\"1.15\""), ("toll free", "null")];
    let us = lists([("US", listed("US", "\"USD\"", &toll_free))]);
    assert_eq!(
        known("+18885550100", &us),
        "unknown: the price list of US has no readable price of toll-free numbers"
    );
    assert_eq!(known("+15015550100", &us), "1.15 USD");
}
