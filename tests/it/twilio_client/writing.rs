//! Writes: exactly the form, one object, and no repetition where a second write would do more.

use std::time::Duration;

use switchboard::model::{Action, Secret, Value, VendorCode};
use switchboard::provider::twilio::Hosts;
use switchboard::provider::twilio::client::{Client, Credentials};
use switchboard::provider::{Account as _, Failure, Limits, ProviderError, Settings};

use super::server::{
    ACCOUNT, Server, account, account_with, hasty, number, raw, reply, sid, update, whole,
};

const URL: &str = "https://u:hunter2@a.example/sms?x=1&y=2#rc=2";

fn written() -> String {
    let mut number = number(2661);
    number["sms_url"] = URL.into();
    number.to_string()
}

#[tokio::test]
async fn only_the_named_fields_are_sent() {
    let server = Server::start(vec![reply(200, written())]).await;
    let written = account(&server.url).write(&update(URL)).await.unwrap();
    assert_eq!(written.object.fields.get("sms_url"), &Value::text(URL));
    assert_eq!(
        written.request_id.as_deref(),
        Some("RQ00000000000000000000000000000200")
    );
    let seen = &server.seen()[0];
    assert_eq!(seen.method, "POST");
    let target = format!(
        "/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/{}.json",
        sid(2661)
    );
    assert_eq!(seen.target, target);
    assert_eq!(
        seen.body,
        "SmsApplicationSid=&SmsUrl=https%3A%2F%2Fu%3Ahunter2%40a.example%2Fsms%3Fx%3D1%26y%3D2%23rc%3D2"
    );
}

#[tokio::test]
async fn an_update_whose_answer_is_lost_is_sent_again() {
    let good = whole(&written());
    let (url, count) = raw(vec![String::new(), good[..90].to_owned(), good]);
    account(&url).write(&update(URL)).await.unwrap();
    assert_eq!(*count.lock().unwrap(), 3);
}

#[tokio::test]
async fn an_update_that_is_never_answered_is_unclear() {
    let mut slow = reply(200, written());
    slow.delay = Duration::from_mins(1);
    let server = Server::start(vec![slow, reply(503, ""), reply(503, "")]).await;
    let limits = Limits {
        request: Duration::from_millis(60),
        tries: 2,
        ..hasty()
    };
    let error = account_with(&server.url, limits)
        .write(&update(URL))
        .await
        .unwrap_err();
    assert_eq!((error.failure, error.status), (Failure::Unclear, Some(503)));
}

#[tokio::test]
async fn a_refusal_carries_twilios_words_without_our_passwords() {
    let body = r#"{"code":21402,"message":"SmsUrl https%3A%2F%2Fu%3Ahunter2%40a.example is bad: hunter2","status":400}"#;
    let server = Server::start(vec![reply(400, body)]).await;
    let error = account(&server.url).write(&update(URL)).await.unwrap_err();
    assert_eq!(
        (error.failure, error.code.clone()),
        (Failure::Refused, Some(VendorCode::Number(21402)))
    );
    assert!(!error.to_string().contains("hunter2"), "{error}");
    assert!(
        error.to_string().contains("updating +15017122661"),
        "{error}"
    );
}

#[tokio::test]
async fn an_answer_about_something_else_is_not_taken() {
    let mut foreign = number(2661);
    foreign["account_sid"] = "AC00000000000000000000000000000002".into();
    for body in [number(7), foreign, serde_json::json!({})] {
        let server = Server::start(vec![reply(200, body.to_string())]).await;
        let error = account(&server.url).write(&update(URL)).await.unwrap_err();
        assert_eq!(error.failure, Failure::Unintelligible, "{error}");
    }
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_unsent() {
    let server = Server::start(vec![]).await;
    let account = account(&server.url);
    let good = update(URL);
    let mut odd_id = good.clone();
    odd_id.id = Some("../../Accounts".into());
    let mut purchase = good.clone();
    // Only a named number is bought, never one that an area code selects.
    purchase.action = Action::Purchase;
    purchase.key = Some("501".into());
    let mut voice = good.clone();
    voice.fields.insert("voice_url", Value::Blank);
    let mut concealed = good.clone();
    concealed.fields = concealed.fields.concealed();
    for write in [odd_id, purchase, voice, concealed] {
        let error = account.write(&write).await.unwrap_err();
        assert_eq!(error.failure, Failure::Refused, "{error}");
    }
    assert!(server.seen().is_empty());
}

async fn create(url: &str) -> Result<u16, ProviderError> {
    let hosts = Hosts::overridden(&url.parse().unwrap(), false).unwrap();
    let credentials = Credentials {
        user: Secret::new("AC"),
        password: Secret::new("secret"),
    };
    let settings = Settings {
        limits: hasty(),
        ..Settings::default()
    };
    let client = Client::new(hosts, &credentials, &settings).unwrap();
    let form = [("PhoneNumber", "+15017122661".to_owned())];
    let url = client.url("/buy.json", None);
    let answer = client
        .send_once::<serde_json::Value>(&url, &form, "buying a number")
        .await?;
    Ok(answer.status)
}

#[tokio::test]
async fn a_purchase_is_repeated_only_if_it_was_throttled() {
    let server = Server::start(vec![reply(429, ""), reply(201, "{}")]).await;
    assert_eq!(create(&server.url).await.unwrap(), 201);
    for status in [500, 502, 503, 504] {
        let server = Server::start(vec![reply(status, ""), reply(201, "{}")]).await;
        assert_eq!(
            create(&server.url).await.unwrap_err().failure,
            Failure::Unclear
        );
        assert_eq!(server.seen().len(), 1);
    }
    let (url, count) = raw(vec![String::new(), whole("{}")]);
    assert_eq!(create(&url).await.unwrap_err().failure, Failure::Unclear);
    assert_eq!(*count.lock().unwrap(), 1);
    let (url, count) = raw(vec![whole("{\"sid\":"), whole("{}")]);
    assert_eq!(create(&url).await.unwrap_err().failure, Failure::Unclear);
    assert_eq!(*count.lock().unwrap(), 1);
    let server = Server::start(vec![reply(400, r#"{"code":21422,"message":"taken"}"#)]).await;
    assert_eq!(
        create(&server.url).await.unwrap_err().failure,
        Failure::Refused
    );
}
