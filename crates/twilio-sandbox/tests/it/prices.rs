//! Price lists: the built-in ones, and those of a seed in their place.

use serde_json::{Value, json};
use twilio_sandbox::Seed;

use super::client::Client;

const COUNTRIES: &str = "/v1/PhoneNumbers/Countries";

async fn prices(client: &Client, country: &str) -> Value {
    let answer = client.get(&format!("{COUNTRIES}/{country}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["phone_number_prices"].clone()
}

#[tokio::test]
async fn a_country_with_numbers_has_prices_and_any_other_has_none() {
    let client = Client::demo().await;
    let list = client.get(&format!("{COUNTRIES}?PageSize=2")).await;
    assert_eq!(list.each("countries", "iso_country"), ["AU", "CA"]);
    let next = list.body["meta"]["next_page_url"].as_str().unwrap();
    let rest = client
        .get(next.strip_prefix(&client.running.url()).unwrap())
        .await;
    assert_eq!(rest.each("countries", "iso_country"), ["GB", "US"]);
    let local = &prices(&client, "US").await[0];
    assert_eq!(local["number_type"], "local");
    assert_eq!(local["current_price"], "1.15");
    for other in ["FR", "us", "XX"] {
        let answer = client.get(&format!("{COUNTRIES}/{other}")).await;
        assert_eq!(answer.code(), (404, 20404), "{other}");
    }
}

#[tokio::test]
async fn a_seed_replaces_the_list_of_a_country() {
    let seed = "accounts: { AC00000000000000000000000000000001: }\n\
        prices: { US: { unit: EUR, local: \"0.90\", toll free: null }, FR: { mobile: \"2\" } }";
    let client = Client::of(seed).await;
    let expected = json!([
        { "number_type": "local", "base_price": "0.90", "current_price": "0.90" },
        { "number_type": "toll free", "base_price": null, "current_price": null },
    ]);
    assert_eq!(prices(&client, "US").await, expected);
    let list = client.get(&format!("{COUNTRIES}/FR")).await;
    assert!(list.body["price_unit"].is_null(), "{list:?}");
    assert_eq!(prices(&client, "CA").await[0]["current_price"], "1.15");
}

#[test]
fn a_list_that_makes_no_sense_is_refused() {
    for (prices, why) in [
        ("{ us: {} }", "not the code of a country"),
        ("{ US: { locale: \"1\" } }", "not a type of number"),
        ("{ US: { local: \"-1\" } }", "not an amount"),
        ("{ US: { local: \"1,15\" } }", "not an amount"),
    ] {
        let error = Seed::from_yaml(&format!("prices: {prices}")).unwrap_err();
        assert!(format!("{error:#}").contains(why), "{error:#}");
    }
}
