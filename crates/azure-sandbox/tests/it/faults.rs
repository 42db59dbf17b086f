//! Faults on every plane, in Azure's words.

use reqwest::Method;
use serde_json::json;

use super::client::{Client, URL, child, send, topic, webhook};

async fn fault(client: &Client, fault: serde_json::Value) {
    let answer = client.admin(Method::POST, "faults", fault).await;
    assert_eq!(answer.status, 204, "{answer:?}");
}

#[tokio::test]
async fn an_error_has_azures_form() {
    let client = Client::with_topic().await;
    fault(
        &client,
        json!({"path": "systemTopics", "then": {"status": 503, "retry_after": 2}}),
    )
    .await;
    let answer = client.get(&topic()).await;
    assert_eq!(answer.code(), (503, "ServiceUnavailable"));
    assert_eq!(answer.header("retry-after"), "2");
    fault(
        &client,
        json!({"then": {"status": 403, "code": "Denied", "message": "No."}}),
    )
    .await;
    let answer = client.get(&topic()).await;
    assert_eq!((answer.code(), answer.message()), ((403, "Denied"), "No."));
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_was_made() {
    let client = Client::with_topic().await;
    fault(
        &client,
        json!({"method": "PUT", "then": {"lose_response": true}}),
    )
    .await;
    let url = client.url(&format!("{}?api-version=2025-02-15", child("incoming")));
    let request = client
        .http
        .put(url)
        .bearer_auth(&client.token)
        .json(&webhook(URL));
    assert!(send(request).await.is_err());
    assert_eq!(client.state_of(&child("incoming")).await, "Creating");
    assert_eq!(
        client
            .running
            .calls()
            .iter()
            .filter(|call| call.method == "PUT")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_link_can_lead_elsewhere() {
    let client = Client::with_topic().await;
    fault(
        &client,
        json!({"then": {"next_page": "https://elsewhere.example/next"}}),
    )
    .await;
    let page = client.get(&format!("{}/eventSubscriptions", topic())).await;
    assert_eq!(page.body["nextLink"], "https://elsewhere.example/next");
}

#[tokio::test]
async fn a_token_request_can_fail_too() {
    let client = Client::demo().await;
    fault(&client, json!({"path": "oauth2", "then": {"status": 500}})).await;
    assert_eq!(client.request_token(&[]).await.status, 500);
}

#[tokio::test]
async fn a_held_poll_waits_until_it_is_released() {
    let client = Client::with_topic().await;
    let answer = client.put(&child("incoming"), webhook(URL)).await;
    fault(
        &client,
        json!({"path": "operationsStatus", "then": {"hold": true}}),
    )
    .await;
    let release = async {
        loop {
            let held = client.admin(Method::GET, "held", json!(null)).await;
            if held.body.as_array().unwrap().len() == 1 {
                return client.admin(Method::DELETE, "held", json!(null)).await;
            }
            tokio::task::yield_now().await;
        }
    };
    let (ended, _) = tokio::join!(client.finish(&answer), release);
    assert_eq!(ended["status"], "Succeeded");
}
