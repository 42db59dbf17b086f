//! Updates of a subscription that exists.

use serde_json::json;

use super::client::{Client, URL, child, webhook};

const NEW: &str = "https://public-usa.mkt.dynamics.com/api/v1.1/orgs/3f2c/sms/other";

#[tokio::test]
async fn an_update_repeats_the_handshake_and_changes_the_url() {
    let client = Client::with_topic().await;
    let id = child("incoming");
    client.create(&id, webhook(URL)).await;
    let answer = client.patch(&id, webhook(NEW)["properties"].clone()).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["properties"]["provisioningState"], "Updating");
    assert_eq!(client.finish(&answer).await["status"], "Succeeded");
    assert_eq!(client.full_url(&id).await, NEW);
    let log = client
        .admin(reqwest::Method::GET, "handshakes", json!(null))
        .await
        .body;
    assert_eq!(log.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_put_replaces_everything() {
    let client = Client::with_topic().await;
    let id = child("incoming");
    let mut body = webhook(URL);
    body["properties"]["labels"] = json!(["switchboard"]);
    body["properties"]["retryPolicy"] = json!({"maxDeliveryAttempts": 5});
    client.create(&id, body).await;
    client.create(&id, webhook(URL)).await;
    let read = client.get(&id).await.body;
    assert_eq!(read["properties"]["labels"], json!(null));
    assert_eq!(read["properties"]["retryPolicy"]["maxDeliveryAttempts"], 30);
}

#[tokio::test]
async fn properties_of_an_update_are_at_the_top_level() {
    let client = Client::with_topic().await;
    let id = child("incoming");
    client.create(&id, webhook(URL)).await;
    let answer = client.patch(&id, webhook(NEW)).await;
    assert_eq!(answer.code(), (400, "InvalidRequestContent"));
    assert_eq!(client.rules(), ["the field properties is unknown"]);
    assert_eq!(client.full_url(&id).await, URL);
    let missing = client
        .patch(&child("none"), webhook(NEW)["properties"].clone())
        .await;
    assert_eq!(missing.status, 404);
}
