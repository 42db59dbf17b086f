//! Alerts: the query, its pages and its limits; what cannot be read is an error, never an absence.

use serde_json::{Value, json};
use switchboard::provider::twilio::{Declaration, open};
use switchboard::provider::{Account, AlertLog, AlertQuery, Failure};

use super::server::{ACCOUNT, Reply, Server, TOKEN, Variables, account, reply, settings};

const FIRST: &str = "/v1/Alerts?StartDate=2026-11-30T01%3A02%3A03Z&PageSize=1000";

/// The alerts since 01:02:03.9, in at most `reads` requests.
async fn asked(account: &dyn Account, reads: u64) -> AlertLog {
    let since = "2026-11-30T01:02:03.9Z".parse().unwrap();
    account.alerts(&AlertQuery { since, reads }).unwrap().await
}

fn alert(n: usize) -> Value {
    json!({
        "account_sid": ACCOUNT, "sid": format!("NO{n:032}"), "error_code": "11200",
        "date_generated": "2026-11-30T01:02:04Z", "request_url": "https://new.example/sms",
        "resource_sid": format!("SM{n:032}"), "service_sid": null, "alert_text": "Msg=Bad",
    })
}

/// A page, which links to the page with this number if there is one.
fn page(alerts: &[Value], next: Option<u32>) -> Reply {
    let next = next.map(|n| format!("{FIRST}&Page={n}&PageToken=x"));
    reply(
        200,
        json!({ "alerts": alerts, "meta": { "next_page_url": next } }).to_string(),
    )
}

#[tokio::test]
async fn every_page_is_read_and_an_odd_alert_is_kept() {
    let odd = json!({"sid": 7, "request_url": null});
    let foreign = json!({"account_sid": "AC00000000000000000000000000000002", "sid": "NO9"});
    let replies = vec![
        page(&[alert(1), odd], Some(1)),
        page(&[foreign, alert(2)], None),
    ];
    let server = Server::start(replies).await;
    let log = asked(&*account(&server.url), 10).await;
    assert!(log.failed.is_none(), "{:?}", log.failed);
    assert_eq!((log.alerts.len(), log.cut, log.reads), (3, false, 2));
    assert_eq!(
        log.alerts[0].texts,
        [format!("SM{:032}", 1), "Msg=Bad".to_owned()]
    );
    assert_eq!(log.alerts[1].url, None);
    assert_eq!(log.alerts[2].id, format!("NO{:032}", 2));
    let seen = server.seen();
    assert_eq!(
        (seen[0].method.as_str(), seen[0].target.as_str()),
        ("GET", FIRST)
    );
    assert_eq!(seen[1].target, format!("{FIRST}&Page=1&PageToken=x"));
}

#[tokio::test]
async fn the_number_of_requests_is_limited() {
    for (reads, expected) in [(0, 1), (1, 1), (2, 2)] {
        let replies = (1..4).map(|n| page(&[alert(1)], Some(n))).collect();
        let server = Server::start(replies).await;
        let log = asked(&*account(&server.url), reads).await;
        assert!(log.cut && log.failed.is_none(), "{log:?}");
        assert_eq!(log.reads, expected);
        assert_eq!(server.seen().len() as u64, expected);
    }
    let server = Server::start(vec![page(&[], None)]).await;
    assert!(!asked(&*account(&server.url), 1).await.cut);
}

#[tokio::test]
async fn a_passing_failure_is_retried() {
    for status in [429, 500, 502, 503, 504] {
        let fails = reply(status, "<html>try later</html>");
        let server = Server::start(vec![fails.clone(), fails, page(&[alert(1)], None)]).await;
        let log = asked(&*account(&server.url), 5).await;
        assert!(log.failed.is_none(), "{status}: {:?}", log.failed);
        assert_eq!((log.alerts.len(), log.reads), (1, 3));
    }
}

/// Each way to fail for good, on the first page and on the second.
#[tokio::test]
async fn what_cannot_be_read_is_a_failure() {
    let echo = format!(r#"{{"code":20003,"message":"no {TOKEN}","status":401}}"#);
    let elsewhere = r#"{"alerts":[],"meta":{"next_page_url":"https://evil.example/v1/Alerts"}}"#;
    let cases = [
        (reply(401, echo), Failure::Unauthorised),
        (
            reply(403, r#"{"code":20403,"message":"no","status":403}"#),
            Failure::Denied,
        ),
        (reply(404, "{}"), Failure::NotFound),
        (reply(400, "{}"), Failure::Refused),
        (reply(200, "{}"), Failure::Unintelligible),
        (reply(200, r#"{"alerts":null}"#), Failure::Unintelligible),
        (reply(200, "[]"), Failure::Unintelligible),
        (reply(200, elsewhere), Failure::Unintelligible),
        (
            reply(302, "").with("Location", "https://evil.example/"),
            Failure::Unintelligible,
        ),
    ];
    for (fails, failure) in cases {
        for before in [0, 1] {
            let mut replies = vec![page(&[alert(1)], Some(1)); before];
            replies.push(fails.clone());
            let server = Server::start(replies).await;
            let account = account(&server.url);
            let log = asked(&*account, 9).await;
            let error = log.failed.as_ref().unwrap();
            assert_eq!(error.failure, failure, "{error}");
            assert_eq!((log.alerts.len(), log.cut), (before, false), "{fails:?}");
            assert_eq!(log.reads, server.seen().len() as u64);
            let shown = format!("{log:?} {error} {account:?}");
            assert!(!shown.contains(TOKEN), "{shown}");
        }
    }
}

#[tokio::test]
async fn an_outage_is_a_failure_after_five_tries() {
    let server = Server::start(vec![reply(503, ""); 9]).await;
    let log = asked(&*account(&server.url), 1).await;
    let failure = log.failed.map(|error| error.failure);
    assert_eq!((failure, log.reads), (Some(Failure::Unreachable), 5));
}

/// The path names no account, so that the main account's credentials would list its own alerts.
#[tokio::test]
async fn credentials_of_another_account_are_not_used() {
    let server = Server::start(vec![page(&[], None)]).await;
    let variables = Variables([("TOKEN", TOKEN), ("USER", ACCOUNT)].into(), false);
    let declared = json!({
        "account_sid": "AC00000000000000000000000000000002",
        "api_key": { "env": "USER" }, "api_secret": { "env": "TOKEN" },
    });
    let declared: Declaration = serde_json::from_value(declared).unwrap();
    let account = open(&declared, &variables, &settings(&server.url)).unwrap();
    let log = asked(&*account, 9).await;
    let failure = log.failed.map(|error| error.failure);
    assert_eq!((failure, log.reads), (Some(Failure::Denied), 0));
    assert!(server.seen().is_empty());
}
