//! 401, 403, 409 and 429 of ARM.

use serde_json::json;

use super::client::{Client, URL, child, send, topic, webhook};

#[tokio::test]
async fn a_denied_action_is_named() {
    let client = Client::with_topic().await;
    client.create(&child("incoming"), webhook(URL)).await;
    client
        .set(json!({"deny": ["*/getFullUrl/action", "*/operationsStatus/read"]}))
        .await;
    let denied = client
        .post(&format!("{}/getFullUrl", child("incoming")))
        .await;
    assert_eq!(denied.code(), (403, "AuthorizationFailed"));
    let action =
        "perform action 'Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action'";
    assert!(denied.message().contains(action), "{denied:?}");
    let answer = client
        .patch(&child("incoming"), webhook(URL)["properties"].clone())
        .await;
    assert_eq!(answer.status, 201);
    let poll = client.get(answer.header("azure-asyncoperation")).await;
    assert_eq!(poll.code(), (403, "AuthorizationFailed"));
    assert_eq!(client.get(&child("incoming")).await.status, 200);
}

#[tokio::test]
async fn a_request_without_a_token_is_refused() {
    let client = Client::with_topic().await;
    let url = client.url(&format!("{}?api-version=2025-02-15", topic()));
    let answer = send(client.http.get(url)).await.unwrap();
    assert_eq!(answer.code(), (401, "AuthenticationFailed"));
    assert_eq!(client.rules(), ["a request to ARM has no bearer token"]);
}

#[tokio::test]
async fn an_unregistered_provider_is_reported() {
    let client = Client::with_topic().await;
    client.set(json!({"registered": false})).await;
    assert_eq!(
        client.get(&topic()).await.code(),
        (409, "MissingSubscriptionRegistration")
    );
}

#[tokio::test]
async fn reads_and_writes_have_limits_of_their_own() {
    let client = Client::with_topic().await;
    client
        .set(json!({"reads": {"burst": 2, "per_second": 0}}))
        .await;
    let left: Vec<_> = [client.get(&topic()).await, client.get(&topic()).await]
        .iter()
        .map(|answer| {
            answer
                .header("x-ms-ratelimit-remaining-subscription-reads")
                .to_owned()
        })
        .collect();
    assert_eq!(left, ["1", "0"]);
    let throttled = client.get(&topic()).await;
    assert_eq!(throttled.code(), (429, "SubscriptionRequestsThrottled"));
    assert_eq!(throttled.header("retry-after"), "1");
    let written = client.put(&child("incoming"), webhook(URL)).await;
    assert_eq!(written.status, 201);
    assert_eq!(
        written.header("x-ms-ratelimit-remaining-subscription-resource-requests"),
        "899"
    );
    let read = client
        .post(&format!("{}/getFullUrl", child("incoming")))
        .await;
    assert_eq!(
        read.header("x-ms-ratelimit-remaining-subscription-writes"),
        "198"
    );
}
