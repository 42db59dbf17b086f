//! Simulated texts and delivery reports: every subscription that matches receives them.

use azure_sandbox::{DeliveryReport, Text, receive_at, report_at};
use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, seed};
use super::endpoint::{Endpoint, Manner};

/// A sandbox with these subscriptions, whose `https://hooks.example.com` is `endpoint`.
async fn with(endpoint: &Endpoint, subscriptions: &str) -> Client {
    let more = format!(
        "    subscriptions:\n{subscriptions}deliver: {{\"https://hooks.example.com\": \"{}\"}}\n",
        endpoint.url
    );
    Client::of(&seed(&more)).await
}

fn receives<'a>(outcome: &'a Value, name: &str) -> &'a Value {
    let receivers = outcome["receivers"].as_array().unwrap();
    receivers.iter().find(|one| one["name"] == name).unwrap()
}

const HOOK: &str = "endpoint_url: \"https://hooks.example.com/sms?code=1\"";
const FAR: &str = "endpoint_url: \"https://crm.example.com/sms?code=s3cret\"";

#[tokio::test]
async fn every_subscription_that_matches_receives_a_text() {
    let endpoint = Endpoint::start(Manner::Echo).await;
    let subscriptions = format!(
        "      - {{name: ours, {HOOK}, event_types: [SMSReceived]}}
      - {{name: theirs, {FAR}}}
      - {{name: queue, under: source, properties: {{destination: {{endpointType: StorageQueue, properties: {{queueName: q}}}}}}}}
      - {{name: reports, {HOOK}, event_types: [SMSDeliveryReportReceived]}}
      - {{name: failed, {HOOK}, state: Failed}}
      - {{name: expired, {HOOK}, properties: {{expirationTimeUtc: \"2020-01-01T00:00:00Z\"}}}}
      - {{name: filtered, {HOOK}, properties: {{filter: {{subjectEndsWith: phonenumber/15017122661}}}}}}
"
    );
    let client = with(&endpoint, &subscriptions).await;
    let text = Text {
        to: "+18885550123".to_owned(),
        from: None,
        body: "JOIN".to_owned(),
    };
    let outcome = receive_at(&client.running.url(), &text).await.unwrap();
    assert!(outcome.is_received());
    let words = outcome.in_words();
    assert!(
        !words.contains("s3cret") && !words.contains("code="),
        "{words}"
    );
    let outcome = serde_json::to_value(outcome).unwrap();
    for name in ["ours", "theirs", "queue"] {
        assert_eq!(receives(&outcome, name)["receives"], true, "{name}");
    }
    for (name, reason) in [
        ("reports", "event types"),
        ("failed", "Failed"),
        ("expired", "expired"),
        ("filtered", "subject"),
    ] {
        let one = receives(&outcome, name);
        assert_eq!(one["receives"], false);
        assert!(one["reason"].as_str().unwrap().contains(reason), "{one}");
    }
    assert_eq!(receives(&outcome, "ours")["status"], 200);
    assert_eq!(
        receives(&outcome, "theirs")["url"],
        "https://crm.example.com/sms"
    );
    let hits = endpoint.hits();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].header("aeg-event-type"), "Notification");
    assert_eq!(hits[0].header("aeg-subscription-name"), "OURS");
    assert_eq!(hits[0].header("aeg-delivery-count"), "0");
    let event = &hits[0].body[0];
    assert_eq!(event["eventType"], "Microsoft.Communication.SMSReceived");
    assert_eq!(event["data"]["from"], "15555550100");
    assert_eq!(event["data"]["to"], "18885550123");
    assert_eq!(event["data"]["message"], "JOIN");
    assert_eq!(event["id"], event["data"]["messageId"]);
}

#[tokio::test]
async fn a_delivery_report_has_its_own_subscribers() {
    let endpoint = Endpoint::start(Manner::Echo).await;
    let client = with(&endpoint, &format!("      - {{name: reports, {HOOK}, event_types: [SMSDeliveryReportReceived]}}\n      - {{name: texts, {HOOK}, event_types: [SMSReceived]}}\n")).await;
    let report = DeliveryReport {
        from: "+18885550123".to_owned(),
        to: "+15555550100".to_owned(),
        status: Some("Failed".to_owned()),
        details: None,
        tag: Some("spring".to_owned()),
    };
    let outcome = report_at(&client.running.url(), &report).await.unwrap();
    assert_eq!(outcome.event["data"]["deliveryStatus"], "Failed");
    assert_eq!(
        outcome.event["data"]["deliveryStatusDetails"],
        "Sender blocked for given recipient."
    );
    assert_eq!(outcome.event["data"]["tag"], "spring");
    let received: Vec<_> = outcome
        .receivers
        .iter()
        .filter(|one| one.receives)
        .map(|one| &one.name)
        .collect();
    assert_eq!(received, ["reports"]);
}

#[tokio::test]
async fn a_delivery_carries_what_the_subscription_says() {
    let endpoint = Endpoint::start(Manner::Echo).await;
    let subscription = format!(
        "      - name: cloud
        {HOOK}
        properties:
          eventDeliverySchema: CloudEventSchemaV1_0
          destination:
            properties:
              azureActiveDirectoryApplicationIdOrUri: api://hook
              deliveryAttributeMappings:
                - {{name: x-key, type: Static, properties: {{value: s3cret, isSecret: true}}}}
                - {{name: x-from, type: Dynamic, properties: {{sourceField: data.from}}}}
"
    );
    let client = with(&endpoint, &subscription).await;
    client.text("+18885550123").await;
    let hit = endpoint.hits().remove(0);
    assert_eq!(hit.header("x-key"), "s3cret");
    assert_eq!(hit.header("x-from"), "15555550100");
    assert!(hit.header("authorization").starts_with("Bearer "));
    assert!(
        hit.header("content-type")
            .starts_with("application/cloudevents+json")
    );
    assert_eq!(hit.body["specversion"], "1.0");
    assert_eq!(hit.body["type"], "Microsoft.Communication.SMSReceived");
    assert_eq!(hit.body.get("topic"), None);
}

#[tokio::test]
async fn a_text_needs_a_number_of_the_sandbox() {
    let client = Client::demo().await;
    let text = json!({"to": "+15005550000", "body": "JOIN"});
    let answer = client.admin(Method::POST, "text", text).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.body["message"]
            .as_str()
            .unwrap()
            .contains("+15005550000")
    );
    let outcome = client.text("+18885550123").await;
    assert_eq!(outcome["receivers"], json!([]));
}

#[tokio::test]
async fn a_webhook_that_is_down_is_reported() {
    let more = "    subscriptions:\n      - {name: down, endpoint_url: \"https://hooks.example.com/sms\"}\ndeliver: {\"https://hooks.example.com\": \"http://127.0.0.1:9\"}\n";
    let client = Client::of(&seed(more)).await;
    let outcome = client.text("+18885550123").await;
    assert_eq!(outcome["receivers"][0]["error"], "there is no connection");
}
