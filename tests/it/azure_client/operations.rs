//! Long-running operations.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard::provider::Failure;
use switchboard::provider::azure::client::{Access, Client, Operation, OperationState};
use url::Url;

use super::server::Server;
use super::{access, body, child, client, client_with, put, with_topic};
use crate::support::azure::hasty;

async fn poll(client: &Client, url: &Url) -> Operation {
    let mut tries = 0;
    let polled = client
        .operation(url, "waiting for incoming", &mut tries)
        .await;
    assert_eq!(tries, 1);
    polled.unwrap()
}

#[tokio::test]
async fn an_operation_is_followed_to_its_end() {
    let azure = with_topic().await;
    azure.set(json!({"polls": 2, "retry_after": 0})).await;
    let client = client(&azure);
    let url = put(&client, "incoming").await.unwrap().unwrap();
    let wait = Some(Duration::ZERO);
    let states = [
        OperationState::InProgress,
        OperationState::InProgress,
        OperationState::Succeeded,
    ];
    for state in states {
        let polled = poll(&client, &url).await;
        assert_eq!(polled.state, state);
        if state == OperationState::InProgress {
            assert_eq!(polled.wait, wait);
        }
    }
    azure.assert_proper();
}

#[tokio::test]
async fn a_handshake_that_failed_is_reported_without_the_query_of_the_url() {
    let azure = with_topic().await;
    azure.set(json!({"polls": 0, "endpoint": "refuse"})).await;
    let client = client(&azure);
    let url = child(&client, "incoming");
    let made = client
        .put(
            &url,
            &body("https://a.example/sms?code=hunter2"),
            "creating",
            &[],
        )
        .await;
    let operation = made.unwrap().operation.unwrap();
    let OperationState::Failed { code, message } = poll(&client, &operation).await.state else {
        panic!("it did not fail");
    };
    assert!(code.unwrap().eq_ignore_ascii_case("url validation"));
    assert!(message.contains("https://a.example/sms"), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
}

/// The longest wait is the limits' own, whatever the answer says.
#[tokio::test]
async fn the_wait_between_two_polls_is_capped() {
    let azure = with_topic().await;
    let status = r#"{"status":"InProgress"}"#;
    let server = Server::start(200, &[("retry-after", "3600")], status).await;
    let there = Access {
        management: server.url.clone(),
        ..access(&azure)
    };
    let client = client_with(there, hasty());
    let polled = poll(&client, &super::grid(&client, "/subscriptions/s/x")).await;
    assert_eq!(polled.wait, Some(hasty().longest_wait));
}

#[tokio::test]
async fn the_url_of_an_operation_stays_with_its_host_and_azure_subscription() {
    let azure = with_topic().await;
    for (link, expected) in [
        (
            "https://elsewhere.example/subscriptions/x?code=hunter2",
            "accepted, but the link to the operation leads away to elsewhere.example",
        ),
        (
            "/subscriptions/another/x",
            "accepted, but the link to the operation leads to another Azure subscription",
        ),
    ] {
        let server = Server::start(201, &[("azure-asyncoperation", link)], "{}").await;
        let there = Access {
            management: server.url.clone(),
            ..access(&azure)
        };
        let client = client_with(there, hasty());
        let error = put(&client, "incoming").await.unwrap_err();
        assert_eq!((error.failure, error.tries), (Failure::Unintelligible, 1));
        assert_eq!(error.message, expected);
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_write_may_be_complete_at_once() {
    let azure = with_topic().await;
    let empty: [(&str, &str); 0] = [];
    for (status, body, expected) in [
        (200, "{}", json!({})),
        (200, "", Value::Null),
        (202, "", Value::Null),
    ] {
        let server = Server::start(status, &empty, body).await;
        let there = Access {
            management: server.url.clone(),
            ..access(&azure)
        };
        let client = client_with(there, hasty());
        let url = child(&client, "incoming");
        let made = client.put(&url, &json!({}), "creating", &[]).await.unwrap();
        assert_eq!(
            (made.value, made.operation, made.status),
            (expected, None, status)
        );
    }
}
