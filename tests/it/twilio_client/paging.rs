//! Lists: every page once, in order, from one host and one account only.

use switchboard::model::Value;
use switchboard::provider::{Failure, Partly};

use super::server::{ACCOUNT, Server, number, page, read, reply};

const NEXT: &str = "/2010-04-01/Accounts/AC00000000000000000000000000000001/IncomingPhoneNumbers.json?PageSize=1000&Page=1&PageToken=x";

#[tokio::test]
async fn all_pages_are_read_and_sorted() {
    let first = page(&[number(3), number(1)], Some(NEXT));
    let second = page(&[number(2), number(1)], None);
    let server = Server::start(vec![reply(200, first), reply(200, second)]).await;
    let reading = read(&server.url).await;
    assert!(reading.failed.is_empty(), "{:?}", reading.failed);
    assert_eq!(reading.reads, 2);
    let keys: Vec<&str> = reading
        .objects
        .iter()
        .map(|object| object.key.as_str())
        .collect();
    assert_eq!(keys, ["+15017120001", "+15017120002", "+15017120003"]);
    assert_eq!(
        reading.objects[0].fields.get("sms_capable"),
        &Value::Flag(true)
    );
    let seen = server.seen();
    let list = format!("/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json?PageSize=1000");
    assert_eq!(seen[0].target, list);
    assert_eq!(seen[1].target, NEXT);
    assert_eq!(seen[0].user_agent.as_deref(), Some("switchboard/0.1.0"));
}

#[tokio::test]
async fn a_link_that_leads_elsewhere_is_not_followed() {
    let other = Server::start(vec![]).await;
    let link = format!("{}{NEXT}", other.url);
    for link in [
        link.as_str(),
        "//evil.example/x",
        "https://api.twilio.com/x",
        "http://u@127.0.0.1/",
        "/2010-04-01/Accounts/AC00000000000000000000000000000002/IncomingPhoneNumbers.json?Page=1",
        "/2010-04-01/Accounts.json",
    ] {
        let server = Server::start(vec![reply(200, page(&[number(1)], Some(link)))]).await;
        let reading = read(&server.url).await;
        assert_eq!((reading.objects.len(), reading.reads), (1, 1));
        let (_, error, partly) = &reading.failed[0];
        assert_eq!(
            (error.failure, *partly),
            (Failure::Unintelligible, Partly::Some),
            "{error}"
        );
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn a_list_that_repeats_a_page_is_an_error() {
    let again = page(&[number(1)], Some(NEXT));
    let server = Server::start(vec![reply(200, again.clone()), reply(200, again)]).await;
    let reading = read(&server.url).await;
    assert_eq!(server.seen().len(), 2);
    assert!(
        reading.failed[0].1.message.contains("read before"),
        "{}",
        reading.failed[0].1
    );
}

#[tokio::test]
async fn what_was_read_before_a_failure_is_kept() {
    let first = page(&[number(1)], Some(NEXT));
    let server = Server::start(vec![reply(200, first), reply(404, "{}")]).await;
    let reading = read(&server.url).await;
    assert_eq!((reading.objects.len(), reading.reads), (1, 2));
    let (_, error, partly) = &reading.failed[0];
    assert_eq!((error.failure, *partly), (Failure::NotFound, Partly::Some));
}

#[tokio::test]
async fn numbers_of_another_account_are_not_taken() {
    let mut foreign = number(1);
    foreign["account_sid"] = "AC00000000000000000000000000000002".into();
    let mut nobody = number(1);
    nobody["account_sid"] = serde_json::Value::Null;
    for odd in [foreign, nobody] {
        let server = Server::start(vec![reply(200, page(&[odd], None))]).await;
        let reading = read(&server.url).await;
        assert!(reading.objects.is_empty());
        let (_, error, partly) = &reading.failed[0];
        assert_eq!(
            (error.failure, *partly),
            (Failure::Unintelligible, Partly::None)
        );
        assert!(error.message.contains("belongs to"), "{error}");
    }
}

#[tokio::test]
async fn an_unreadable_number_is_reported_and_the_rest_is_read() {
    let mut odd = number(1);
    odd["phone_number"] = "501".into();
    let server = Server::start(vec![reply(200, page(&[odd, number(2)], None))]).await;
    let reading = read(&server.url).await;
    assert_eq!(reading.objects.len(), 1);
    let (_, error, partly) = &reading.failed[0];
    assert_eq!(
        (error.failure, *partly),
        (Failure::Unintelligible, Partly::Some)
    );
    assert!(
        error.message.starts_with("1 of the phone numbers"),
        "{error}"
    );
}

#[tokio::test]
async fn an_answer_without_a_list_is_not_an_empty_list() {
    for body in [
        "{}",
        "[]",
        "null",
        r#"{"incoming_phone_numbers":null}"#,
        "<html></html>",
    ] {
        let server = Server::start(vec![reply(200, body)]).await;
        let reading = read(&server.url).await;
        let (_, error, _) = &reading.failed[0];
        assert_eq!(error.failure, Failure::Unintelligible, "{body}: {error}");
        assert!(!error.message.contains("html"));
    }
}
