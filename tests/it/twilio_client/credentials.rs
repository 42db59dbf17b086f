//! Credentials: which are used, where they are sent, and that no output shows them.

use switchboard::model::VendorCode;
use switchboard::provider::twilio::{Declaration, open};
use switchboard::provider::{Account as _, Failure, Managed, Misdeclared};

use super::server::{ACCOUNT, Server, TOKEN, Variables, account, page, read, reply, settings};

/// Base64 of `ACCOUNT:TOKEN`.
const BASIC: &str =
    "QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTpmMDBkZmFjZWYwMGRmYWNlZjAwZGZhY2VmMDBkZmFjZQ==";

fn declaration(yaml: serde_json::Value) -> Declaration {
    serde_json::from_value(yaml).unwrap()
}

fn refused(yaml: serde_json::Value, variables: &Variables, url: &str) -> Vec<Misdeclared> {
    open(&declaration(yaml), variables, &settings(url)).unwrap_err()
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::start(vec![reply(200, page(&[], None))]).await;
    for status in [301, 302, 307, 308] {
        let away = reply(status, "").with(
            "Location",
            format!("{}/x", other.url.replace("127.0.0.1", "localhost")),
        );
        let server = Server::start(vec![away]).await;
        let reading = read(&server.url).await;
        let error = &reading.failed[0].1;
        assert_eq!(error.message, "refused to follow a redirect to localhost");
        assert_eq!(
            (error.failure, server.seen().len()),
            (Failure::Unintelligible, 1)
        );
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn an_answer_that_repeats_the_credentials_is_redacted() {
    let echo = format!(
        r#"{{"code":20003,"message":"no {TOKEN}","detail":"Basic {BASIC} at https://u:pw@h.example/","status":401}}"#
    );
    let server = Server::start(vec![reply(401, echo)]).await;
    let account = account(&server.url);
    let reading = account
        .read(&[switchboard::model::Level::Number], &Managed::default())
        .await;
    assert_eq!(
        server.seen()[0].authorization.as_deref(),
        Some(format!("Basic {BASIC}").as_str())
    );
    let error = &reading.failed[0].1;
    assert_eq!(
        (error.failure, error.code.clone()),
        (Failure::Unauthorised, Some(VendorCode::Number(20003)))
    );
    assert_eq!(
        error.message,
        "no ***: Basic *** at https://u:***@h.example/"
    );
    assert_eq!(
        error.request_id.as_deref(),
        Some("RQ00000000000000000000000000000401")
    );
    let shown = format!("{account:?} {error:?} {error}");
    assert!(!shown.contains(TOKEN) && !shown.contains(BASIC), "{shown}");
}

#[tokio::test]
async fn credentials_are_looked_for_in_order() {
    let empty = || reply(200, page(&[], None));
    let env =
        |pairs: &[(&'static str, &'static str)]| Variables(pairs.iter().copied().collect(), false);
    let sid = ("TWILIO_ACCOUNT_SID", ACCOUNT);
    let key = ("TWILIO_API_KEY", "SK1");
    let secret = ("TWILIO_API_SECRET", "s");
    let token = ("TWILIO_AUTH_TOKEN", TOKEN);
    let master = Variables([sid].into(), true);
    for (yaml, variables, expected) in [
        (
            serde_json::json!({}),
            env(&[sid, key, secret, token]),
            "U0sxOnM=",
        ),
        (serde_json::json!({}), env(&[sid, token]), BASIC),
        (serde_json::json!({}), env(&[sid, key, token]), BASIC),
        (
            serde_json::json!({ "account_sid": ACCOUNT, "auth_token": { "env": "MINE" } }),
            env(&[key, secret, ("MINE", TOKEN)]),
            BASIC,
        ),
        (
            serde_json::json!({ "account_sid": { "env": "MY_SID" }, "api_key": { "env": "K" }, "api_secret": { "env": "S" } }),
            env(&[token, ("MY_SID", ACCOUNT), ("K", "SK1"), ("S", "s")]),
            "U0sxOnM=",
        ),
        (
            serde_json::json!({ "auth_token": { "file": "nowhere" } }),
            master,
            "QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTptYXN0ZXI=",
        ),
    ] {
        let server = Server::start(vec![empty()]).await;
        let account = open(&declaration(yaml), &variables, &settings(&server.url)).unwrap();
        account
            .read(&[switchboard::model::Level::Number], &Managed::default())
            .await;
        assert_eq!(
            server.seen()[0].authorization.as_deref(),
            Some(format!("Basic {expected}").as_str())
        );
    }
}

#[test]
fn every_missing_credential_is_reported_at_once() {
    let reported = |found: Vec<Misdeclared>| -> Vec<(&str, String)> {
        found
            .into_iter()
            .map(|m| (m.code.as_str(), m.path))
            .collect()
    };
    let none = refused(
        serde_json::json!({}),
        &Variables::default(),
        "http://example.com",
    );
    // Variables that are not set have one cause, and are one problem.
    for variable in ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"] {
        assert!(none[0].summary.contains(variable), "{}", none[0].summary);
        assert!(none[0].help.contains(variable), "{}", none[0].help);
    }
    let expected = [("E0602", "account_sid"), ("E0605", "")];
    assert_eq!(
        reported(none),
        expected.map(|(code, path)| (code, path.to_owned()))
    );
    let half = Variables(
        [("TWILIO_ACCOUNT_SID", ACCOUNT), ("TWILIO_API_KEY", "SK1")].into(),
        false,
    );
    let found = refused(serde_json::json!({}), &half, "http://127.0.0.1:1");
    assert_eq!(reported(found), [("E0602", "api_secret".to_owned())]);
    let named = serde_json::json!({
        "account_sid": { "env": "A" }, "api_key": { "env": "B" }, "api_secret": { "env": "C" }
    });
    let found = refused(named, &Variables::default(), "http://127.0.0.1:1");
    assert_eq!(
        found[0].summary,
        "the environment variables A, B and C are not set, or empty"
    );
    assert_eq!(reported(found), [("E0602", "account_sid".to_owned())]);
    let file = serde_json::json!({ "account_sid": ACCOUNT, "auth_token": { "file": "t" } });
    let found = refused(file, &Variables::default(), "http://127.0.0.1:1");
    assert_eq!(reported(found), [("E0604", "auth_token".to_owned())]);
}

#[test]
fn a_value_from_the_environment_is_never_repeated() {
    let variables = Variables(
        [
            ("TWILIO_ACCOUNT_SID", "hunter2"),
            ("TWILIO_AUTH_TOKEN", TOKEN),
        ]
        .into(),
        false,
    );
    let found = refused(
        serde_json::json!({}),
        &variables,
        "http://u:hunter2@127.0.0.1:1",
    );
    assert_eq!(
        found.iter().map(|m| m.code.as_str()).collect::<Vec<_>>(),
        ["E0603", "E0605"]
    );
    assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
}
