//! The handshake with endpoints on this machine and elsewhere.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, URL, child, seed, send, webhook};
use super::endpoint::{Endpoint, Manner};

/// A sandbox that calls `endpoint` in place of `https://hooks.example.com`.
async fn with(endpoint: &Endpoint) -> Client {
    let more = format!(
        "    topic: {{}}\ndeliver: {{\"https://hooks.example.com\": \"{}\"}}\n",
        endpoint.url
    );
    Client::of(&seed(&more)).await
}

const HOOK: &str = "https://hooks.example.com/sms?code=s3cret";

#[tokio::test]
async fn an_endpoint_on_this_machine_is_really_called() {
    let endpoint = Endpoint::start(Manner::Echo).await;
    let client = with(&endpoint).await;
    let ended = client.create(&child("incoming"), webhook(HOOK)).await;
    assert_eq!(ended["status"], "Succeeded", "{ended}");
    let hits = endpoint.hits();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].uri.to_string(), "/sms?code=s3cret");
    assert_eq!(hits[0].header("aeg-event-type"), "SubscriptionValidation");
    assert_eq!(hits[0].header("aeg-subscription-name"), "INCOMING");
    let event = &hits[0].body[0];
    assert_eq!(
        event["eventType"],
        "Microsoft.EventGrid.SubscriptionValidationEvent"
    );
    assert!(
        event["data"]["validationUrl"]
            .as_str()
            .unwrap()
            .contains("/eventsubscriptions/incoming/validate?")
    );
    let log = client
        .admin(Method::GET, "handshakes", Value::Null)
        .await
        .body;
    assert_eq!(log[0]["url"], "https://hooks.example.com/sms");
    assert_eq!(log[0]["outcome"], "passed");
}

#[tokio::test]
async fn a_second_attempt_can_succeed() {
    let endpoint = Endpoint::start(Manner::SecondTime).await;
    let client = with(&endpoint).await;
    let ended = client.create(&child("incoming"), webhook(HOOK)).await;
    assert_eq!(ended["status"], "Succeeded");
    assert_eq!(endpoint.hits().len(), 2);
}

#[tokio::test]
async fn an_endpoint_that_refuses_fails_the_write() {
    for (manner, code) in [
        (Manner::Status(403), "403"),
        (Manner::Status(202), "202"),
        (Manner::Hang, "Unknown"),
    ] {
        let endpoint = Endpoint::start(manner).await;
        let client = with(&endpoint).await;
        client
            .set(json!({"handshake_timeout_ms": 200, "handshake_attempts": 2}))
            .await;
        let ended = client.create(&child("incoming"), webhook(HOOK)).await;
        assert_eq!(ended["status"], "Failed");
        assert_eq!(ended["error"]["code"], "Url validation");
        let message = ended["error"]["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("Webhook validation handshake failed for https://hooks.example.com/sms. Http POST request failed with response code {code}.")), "{message}");
        assert!(!message.contains("s3cret"));
        assert_eq!(client.state_of(&child("incoming")).await, "Failed");
        assert_eq!(endpoint.hits().len(), 2, "{manner:?}");
    }
}

#[tokio::test]
async fn a_silent_endpoint_is_validated_by_hand() {
    let endpoint = Endpoint::start(Manner::Silent).await;
    let client = with(&endpoint).await;
    let answer = client.put(&child("incoming"), webhook(HOOK)).await;
    let link = answer.header("azure-asyncoperation").to_owned();
    for _ in 0..3 {
        assert_eq!(client.get(&link).await.body["status"], "InProgress");
    }
    assert_eq!(
        client.state_of(&child("incoming")).await,
        "AwaitingManualAction"
    );
    let url = endpoint.hits()[0].body[0]["data"]["validationUrl"]
        .as_str()
        .unwrap()
        .to_owned();
    let forged = send(client.http.get(url.replace("token=", "token=0")))
        .await
        .unwrap();
    assert_eq!(forged.status, 404);
    assert_eq!(
        client.state_of(&child("incoming")).await,
        "AwaitingManualAction"
    );
    assert_eq!(send(client.http.get(&url)).await.unwrap().status, 200);
    assert_eq!(client.get(&link).await.body["status"], "Succeeded");
    assert_eq!(client.state_of(&child("incoming")).await, "Succeeded");
}

#[tokio::test]
async fn an_endpoint_that_nobody_validates_fails_after_ten_minutes() {
    let client = Client::with_topic().await;
    client.set(json!({"endpoint": "silent"})).await;
    let answer = client.put(&child("incoming"), webhook(URL)).await;
    assert_eq!(
        client.state_of(&child("incoming")).await,
        "AwaitingManualAction"
    );
    client.set(json!({"expires_in": 100_000})).await;
    let mut client = client;
    client.token = client
        .fetch_token("https://management.azure.com/.default")
        .await;
    client
        .admin(Method::POST, "clock", json!({"advance_seconds": 601}))
        .await;
    assert_eq!(client.state_of(&child("incoming")).await, "Failed");
    let ended = client.finish(&answer).await;
    assert_eq!(ended["status"], "Failed");
}

#[tokio::test]
async fn a_later_write_replaces_one_that_waits_for_a_person() {
    let client = Client::with_topic().await;
    client.set(json!({"endpoint": "silent"})).await;
    let first = client.put(&child("incoming"), webhook(URL)).await;
    assert_eq!(
        client.state_of(&child("incoming")).await,
        "AwaitingManualAction"
    );
    client.set(json!({"endpoint": "echo"})).await;
    let ended = client.create(&child("incoming"), webhook(URL)).await;
    assert_eq!(ended["status"], "Succeeded");
    assert_eq!(client.finish(&first).await["status"], "Failed");
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn an_endpoint_elsewhere_answers_as_the_settings_say() {
    let client = Client::with_topic().await;
    client.set(json!({"endpoints": {
        "https://public-usa.": "silent", "https://waf.": 403, "https://slow.": "timeout", "https://gone.": "refuse",
    }})).await;
    for (url, state) in [
        ("https://public-usa.example/a", "AwaitingManualAction"),
        ("https://waf.example/a", "Failed"),
        ("https://slow.example/a", "Failed"),
        ("https://gone.example/a", "Failed"),
        ("https://other.example/a", "Succeeded"),
    ] {
        let id = child("incoming");
        client.put(&id, webhook(url)).await;
        client.admin(Method::POST, "settle", Value::Null).await;
        assert_eq!(client.state_of(&id).await, state, "{url}");
        client.mutate(json!({"remove": {"id": id}})).await;
    }
}

#[tokio::test]
async fn cloud_events_have_a_handshake_of_their_own() {
    let endpoint = Endpoint::start(Manner::Options).await;
    let client = with(&endpoint).await;
    let mut body = webhook(HOOK);
    body["properties"]["eventDeliverySchema"] = json!("CloudEventSchemaV1_0");
    assert_eq!(
        client.create(&child("incoming"), body).await["status"],
        "Succeeded"
    );
    assert_eq!(
        endpoint.hits()[0].header("webhook-request-origin"),
        "eventgrid.azure.net"
    );
}
