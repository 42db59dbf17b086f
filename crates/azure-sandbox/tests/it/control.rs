//! Changes by somebody else.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, URL, child, extension, source, topic, webhook};

#[tokio::test]
async fn somebody_else_changes_and_deletes() {
    let client = Client::with_topic().await;
    let id = child("incoming");
    client.create(&id, webhook(URL)).await;
    client
        .mutate(json!({"state": {"id": id, "state": "Updating"}}))
        .await;
    assert_eq!(client.state_of(&id).await, "Updating");
    let filter = json!({"filter": {"subjectEndsWith": "x", "includedEventTypes": null}});
    client
        .mutate(json!({"set": {"id": id, "properties": filter}}))
        .await;
    let read = client.get(&id).await.body;
    assert_eq!(read["properties"]["filter"]["subjectEndsWith"], "x");
    assert_eq!(
        read["properties"]["filter"]["includedEventTypes"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
    let added = json!({"name": "theirs", "under": "source", "endpoint_url": "https://a.example"});
    client
        .mutate(json!({"add": {"resource": "contoso-sms", "subscription": added}}))
        .await;
    assert_eq!(client.state_of(&extension("theirs")).await, "Succeeded");
    client.mutate(json!({"remove": {"id": id}})).await;
    assert_eq!(client.get(&id).await.status, 404);
    client.mutate(json!({"remove": {"id": topic()}})).await;
    assert_eq!(client.get(&topic()).await.status, 404);
    client.mutate(json!({"number": {"resource": source(), "number": {"phone_number": "+447700900001", "sms": "outbound"}}})).await;
    client
        .mutate(json!({"remove_number": {"resource": source(), "phone_number": "+15017122661"}}))
        .await;
    let list = client
        .signed(Method::GET, "/phoneNumbers?api-version=2025-06-01", "")
        .await;
    let numbers: Vec<_> = list.body["phoneNumbers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["phoneNumber"])
        .collect();
    assert_eq!(numbers, ["+18885550123", "+447700900001"]);
}

#[tokio::test]
async fn secrets_are_listed_as_canaries() {
    let client = Client::with_topic().await;
    let theirs =
        json!({"name": "theirs", "endpoint_url": "https://a.example?code=canary-query&b=plain"});
    client
        .mutate(json!({"add": {"resource": "contoso-sms", "subscription": theirs}}))
        .await;
    let canaries = client.running.canaries();
    let key = client
        .access
        .connection_string
        .split_once(";accesskey=")
        .unwrap()
        .1;
    for secret in [
        key,
        &client.access.client_secret,
        &client.token,
        "canary-query",
    ] {
        assert!(canaries.iter().any(|canary| canary == secret), "{secret}");
    }
    assert!(
        !canaries
            .iter()
            .any(|canary| canary == "plain" || canary.is_empty())
    );
    let listed = client
        .admin(Method::GET, "canaries", Value::Null)
        .await
        .body;
    assert_eq!(listed, json!(canaries));
}

#[tokio::test]
async fn a_signed_request_is_accepted_after_the_clock_was_advanced() {
    let client = Client::demo().await;
    client
        .admin(Method::POST, "clock", json!({"advance_seconds": 86_400}))
        .await;
    let list = client
        .signed(Method::GET, "/phoneNumbers?api-version=2025-06-01", "")
        .await;
    assert_eq!(list.status, 200);
}

#[tokio::test]
async fn what_the_sandbox_cannot_do_is_refused() {
    let client = Client::demo().await;
    for (what, body) in [
        ("mutate", json!({"change": {"remove": {"id": "none"}}})),
        ("mutate", json!({"change": {"explode": {}}})),
        ("clock", json!({})),
        ("text", json!({"to": "+18885550123"})),
        ("assertion", json!({"issuer": "x"})),
    ] {
        let answer = client.admin(Method::POST, what, body.clone()).await;
        assert_eq!(answer.status, 400, "{what} {body}");
        assert!(answer.body["message"].is_string());
    }
    let unknown = client
        .admin(Method::PATCH, "settings", json!({"nonsense": 1}))
        .await;
    assert_eq!(unknown.status, 400);
    let settings = client.admin(Method::GET, "settings", Value::Null).await;
    assert_eq!(settings.body["polls"], 1);
}

#[tokio::test]
async fn a_body_needs_no_content_type() {
    let client = Client::demo().await;
    for (path, body, status) in [
        ("clock", r#"{"advance_seconds": 60}"#, 200),
        ("assertion", "{}", 200),
        ("faults", r#"{"then": {"status": 503}}"#, 204),
        ("text", "to=1", 400),
        ("mutate", "", 400),
    ] {
        let url = format!("{}/_sandbox/{path}", client.running.url());
        let request = client.http.post(url).body(body);
        let form = "application/x-www-form-urlencoded";
        let answer = request.header("content-type", form).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
}
