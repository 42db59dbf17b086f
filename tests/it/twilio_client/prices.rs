//! Price lists: one request for each country, and a price that is not certain is unknown.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard::model::MonthlyPrice;
use switchboard::provider::{
    Account as _, Failure, Limits, NumberType, Numbers as _, Priced, Wanted,
};

use super::server::{Reply, Server, account, account_with, hasty, reply};

const LOCAL: &str = "+15015550100";
const TOLL_FREE: &str = "+18335550100";

fn list(country: &str, local: &Value, toll_free: &Value) -> Reply {
    let body = json!({
        "country": "A country", "iso_country": country, "price_unit": "USD",
        "phone_number_prices": [
            { "number_type": "local", "base_price": "9.99", "current_price": local },
            { "number_type": "toll free", "base_price": "9.99", "current_price": toll_free },
        ],
        "url": format!("https://pricing.twilio.com/v1/PhoneNumbers/Countries/{country}"),
    });
    reply(200, body.to_string())
}

async fn prices(server: &Server, numbers: &[&str]) -> Priced {
    let numbers: Vec<String> = numbers.iter().map(|one| (*one).to_owned()).collect();
    account(&server.url).prices(&numbers).await
}

fn shown(priced: &Priced) -> Vec<String> {
    let one = |price: &MonthlyPrice| match price {
        MonthlyPrice::Known(money) => money.to_string(),
        MonthlyPrice::Unknown(why) => format!("unknown: {why}"),
    };
    priced.prices.iter().map(one).collect()
}

#[tokio::test]
async fn each_list_is_read_once_however_many_numbers_there_are() {
    let canada = list("CA", &json!("1.15"), &json!(2.15));
    let us = list("US", &json!(0.1), &json!("2.150"));
    let server = Server::start(vec![canada, us]).await;
    let priced = prices(&server, &[LOCAL, TOLL_FREE, "+15015550101", "+14165550100"]).await;
    let expected = ["0.1 USD", "2.150 USD", "0.1 USD", "1.15 USD"];
    let amounts = shown(&priced);
    assert_eq!(amounts[0], expected[0]);
    // Both countries have the same price of toll-free numbers, written in two ways.
    assert!(
        ["2.15 USD", "2.150 USD"].contains(&amounts[1].as_str()),
        "{amounts:?}"
    );
    assert_eq!(amounts[2..], expected[2..]);
    assert_eq!((priced.reads, priced.failed.len()), (2, 0));
    let targets: Vec<String> = server.seen().into_iter().map(|seen| seen.target).collect();
    assert_eq!(
        targets,
        [
            "/v1/PhoneNumbers/Countries/CA",
            "/v1/PhoneNumbers/Countries/US"
        ]
    );
    assert!(server.seen().iter().all(|seen| seen.method == "GET"));
}

#[tokio::test]
async fn nothing_is_asked_about_numbers_of_no_country() {
    let server = Server::start(Vec::new()).await;
    let priced = prices(&server, &["+870123456789", "+19995550100"]).await;
    assert!(
        shown(&priced)
            .iter()
            .all(|one| one.starts_with("unknown: "))
    );
    assert!(server.seen().is_empty() && priced.reads == 0);
}

#[tokio::test]
async fn a_price_after_any_failure_is_unknown() {
    let other_country = list("GB", &json!("1.15"), &json!("2.15"));
    for (answer, failure, requests) in [
        (reply(400, "{}"), Failure::Refused, 1),
        (reply(401, r#"{"code": 20003}"#), Failure::Unauthorised, 1),
        (reply(403, r#"{"code": 20403}"#), Failure::Denied, 1),
        (reply(429, r#"{"code": 20429}"#), Failure::Throttled, 1),
        (reply(500, ""), Failure::Unreachable, 5),
        (reply(503, "<html></html>"), Failure::Unreachable, 5),
        (reply(200, "<html></html>"), Failure::Unintelligible, 1),
        (reply(200, "{}"), Failure::Unintelligible, 1),
        (reply(200, "[{}]"), Failure::Unintelligible, 1),
        (
            reply(200, r#"{"price_unit": "USD", "phone_number_prices": [{}]}"#),
            Failure::Unintelligible,
            1,
        ),
        (other_country, Failure::Unintelligible, 1),
    ] {
        let server = Server::start(vec![answer.clone(); 600]).await;
        let limits = Limits {
            budget: Duration::from_millis(200),
            ..hasty()
        };
        let numbers = [LOCAL.to_owned()];
        let priced = account_with(&server.url, limits).prices(&numbers).await;
        assert_eq!(
            shown(&priced),
            ["unknown: the price list of US could not be read"],
            "{answer:?}"
        );
        assert_eq!(priced.failed.len(), 1, "{answer:?}");
        assert_eq!(priced.failed[0].failure, failure, "{answer:?}");
        assert!(server.seen().len() >= requests, "{answer:?}");
        assert_eq!(priced.reads, server.seen().len() as u64, "{answer:?}");
    }
}

#[tokio::test]
async fn a_country_without_a_list_has_no_price_and_is_no_failure() {
    let server = Server::start(vec![reply(404, r#"{"code": 20404}"#)]).await;
    let priced = prices(&server, &["+4915112345678"]).await;
    assert_eq!(shown(&priced), ["unknown: Twilio has no price list of DE"]);
    assert_eq!((priced.reads, priced.failed.len()), (1, 0));
}

#[tokio::test]
async fn refused_credentials_are_not_used_for_more_lists() {
    let server = Server::start(vec![reply(401, r#"{"code": 20003}"#); 2]).await;
    let priced = prices(&server, &[TOLL_FREE, LOCAL]).await;
    assert!(
        shown(&priced)
            .iter()
            .all(|one| one.starts_with("unknown: "))
    );
    assert_eq!((server.seen().len(), priced.failed.len()), (1, 1));
    let after = "no more lists were asked for after that of CA failed";
    assert_eq!(shown(&priced)[1], format!("unknown: {after}"));
}

/// A key may be allowed to read some lists, and a toll-free number depends on two.
#[tokio::test]
async fn a_list_that_is_denied_says_nothing_about_the_others() {
    let denied = reply(403, r#"{"code": 20403}"#);
    let us = list("US", &json!("1.15"), &json!("2.15"));
    let server = Server::start(vec![denied, us]).await;
    let priced = prices(&server, &[TOLL_FREE, LOCAL]).await;
    let unread = "unknown: the price list of CA could not be read";
    assert_eq!(shown(&priced), [unread, "1.15 USD"]);
    assert_eq!((priced.reads, priced.failed.len()), (2, 1));
}

#[tokio::test]
async fn a_search_knows_country_and_type() {
    let wanted = Wanted {
        country: "US".to_owned(),
        number_type: NumberType::TollFree,
        area_code: None,
        contains: None,
        limit: 5,
    };
    let answers = vec![
        list("US", &json!("1.15"), &json!("2.15")),
        reply(403, r#"{"code": 20403, "message": "Not yours"}"#),
    ];
    let server = Server::start(answers).await;
    let account = account(&server.url);
    let price = account.price(&wanted).await;
    assert_eq!(price.known().unwrap().to_string(), "2.15 USD");
    let price = account.price(&wanted).await;
    assert!(price.unknown().unwrap().contains("Not yours"), "{price:?}");
    assert_eq!(server.seen().len(), 2);
}
