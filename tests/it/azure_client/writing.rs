//! Requests that change something: sent once, and only where they may go.

use serde_json::{Value, json};
use switchboard::provider::Failure;
use switchboard::provider::azure::client::{Access, Plane};

use super::server::Server;
use super::{HOOK, access, body, child, client, client_with, grid, put, topic, with_topic};
use crate::support::azure::{TOPIC, hasty, nowhere};

#[tokio::test]
async fn a_write_without_an_answer_is_unclear_and_sent_once() {
    let azure = with_topic().await;
    let client = client(&azure);
    for (name, then) in [
        ("lost", json!({"lose_response": true})),
        ("closed", json!({"reset": true})),
        ("fault", json!({"status": 503, "retry_after": 0})),
        ("half", json!({"truncate": true})),
        ("page", json!({"status": 200, "body": "<html>"})),
    ] {
        azure.fault(json!({"path": name, "then": then})).await;
        let error = put(&client, name).await.unwrap_err();
        assert_eq!(
            (error.failure, error.tries),
            (Failure::Unclear, 1),
            "{name}: {error}"
        );
        assert_eq!(azure.calls(name).len(), 1, "{name}");
        let settle = azure.admin(reqwest::Method::POST, "settle", Value::Null);
        settle.await;
    }
    azure
        .fault(json!({"method": "PATCH", "then": {"lose_response": true}}))
        .await;
    let url = child(&client, "lost");
    let patched = client
        .patch(&url, &body(HOOK)["properties"], "changing lost", &[])
        .await;
    assert_eq!(patched.unwrap_err().failure, Failure::Unclear);
    azure.assert_proper();
}

#[tokio::test]
async fn a_write_that_was_not_carried_out_is_sent_again() {
    let azure = with_topic().await;
    let limited = json!({"method": "PUT", "times": 2, "then": {"status": 429, "retry_after": 0}});
    azure.fault(limited).await;
    assert!(put(&client(&azure), "incoming").await.unwrap().is_some());
    assert_eq!(azure.calls("eventSubscriptions/incoming").len(), 3);
    let unreachable = Access {
        management: nowhere(),
        ..access(&azure)
    };
    let error = put(&client_with(unreachable, hasty()), "x")
        .await
        .unwrap_err();
    assert_eq!((error.failure, error.tries), (Failure::Unreachable, 5));
}

#[tokio::test]
async fn only_an_event_subscription_can_be_deleted() {
    let azure = with_topic().await;
    let client = client(&azure);
    azure.set(json!({"endpoint": "refuse"})).await;
    put(&client, "incoming").await.unwrap();
    azure
        .admin(reqwest::Method::POST, "settle", Value::Null)
        .await;
    let number = client.url(Plane::Management, "/phoneNumbers/%2B15017122661", &[]);
    let hidden = grid(&client, &format!("{TOPIC}/eventSubscriptions/../../x"));
    let below = grid(
        &client,
        &format!("{TOPIC}/eventSubscriptions/incoming/getFullUrl"),
    );
    let list = grid(&client, &format!("{TOPIC}/eventSubscriptions"));
    let before = azure.calls("").len();
    for url in [topic(&client), number, hidden, below, list] {
        let error = client.delete(&url, "deleting").await.unwrap_err();
        assert_eq!((error.failure, error.tries), (Failure::Refused, 0), "{url}");
        assert!(error.message.starts_with("not sent: "), "{error}");
    }
    assert_eq!(azure.calls("").len(), before);
    let url = child(&client, "incoming");
    assert!(
        client
            .delete(&url, "deleting incoming")
            .await
            .unwrap()
            .is_some()
    );
    azure
        .admin(reqwest::Method::POST, "settle", Value::Null)
        .await;
    assert_eq!(client.delete(&url, "deleting incoming").await, Ok(None));
    azure.assert_proper();
}

#[tokio::test]
async fn a_post_that_does_not_only_read_is_not_sent() {
    let azure = with_topic().await;
    let client = client(&azure);
    put(&client, "incoming").await.unwrap();
    let before = azure.calls("").len();
    for what in ["listKeys", "regenerateKey", "eventSubscriptions/incoming"] {
        let url = grid(&client, &format!("{TOPIC}/{what}"));
        let mut tries = 0;
        let asked = client.ask::<Value>(&url, "asking", &mut tries).await;
        assert_eq!(
            (asked.unwrap_err().failure, tries),
            (Failure::Refused, 0),
            "{what}"
        );
    }
    assert_eq!(azure.calls("").len(), before);
    let url = grid(
        &client,
        &format!("{TOPIC}/eventSubscriptions/incoming/getFullUrl"),
    );
    let mut tries = 0;
    let asked = client
        .ask::<Value>(&url, "reading the full URL", &mut tries)
        .await;
    assert_eq!(asked.unwrap().value, json!({"endpointUrl": HOOK}));
    assert_eq!(tries, 1);
    azure.assert_proper();
}

#[tokio::test]
async fn what_is_sent() {
    let azure = with_topic().await;
    let server = Server::start(200, &[("x-ms-request-id", "0a-1")], r#"{"value":[]}"#).await;
    let there = Access {
        management: server.url.clone(),
        numbers: server.url.clone(),
        ..access(&azure)
    };
    let client = client_with(there, hasty());
    let url = child(&client, "incoming");
    let made = client
        .put(&url, &json!({"a": "é"}), "creating", &[])
        .await
        .unwrap();
    assert_eq!(made.request_id.as_deref(), Some("0a-1"));
    client
        .patch(&url, &json!({}), "changing", &[])
        .await
        .unwrap();
    let full = grid(
        &client,
        &format!("{TOPIC}/eventSubscriptions/incoming/getFullUrl"),
    );
    client.ask::<Value>(&full, "asking", &mut 0).await.unwrap();
    client.delete(&url, "deleting").await.unwrap();
    let numbers = super::numbers(&client);
    client
        .get::<Value>(Plane::Numbers, &numbers, "listing", &mut 0)
        .await
        .unwrap();
    let seen = server.seen();
    let sent: Vec<_> = seen
        .iter()
        .map(|one| {
            let length = one.header("content-length");
            (
                one.method.as_str(),
                one.header("content-type"),
                length,
                one.body.as_str(),
            )
        })
        .collect();
    let json = Some("application/json");
    assert_eq!(
        sent,
        [
            ("PUT", json, Some("10"), "{\"a\":\"é\"}"),
            ("PATCH", json, Some("2"), "{}"),
            ("POST", None, Some("0"), ""),
            ("DELETE", None, None, ""),
            ("GET", None, None, ""),
        ]
    );
    let ids: std::collections::BTreeSet<_> = seen
        .iter()
        .map(|one| one.header("x-ms-client-request-id").unwrap())
        .collect();
    assert_eq!(ids.len(), seen.len());
    for (one, scheme) in
        seen.iter()
            .zip(["Bearer ", "Bearer ", "Bearer ", "Bearer ", "HMAC-SHA256 "])
    {
        assert!(
            one.header("authorization").unwrap().starts_with(scheme),
            "{one:?}"
        );
    }
}
