//! What Teams, `PagerDuty` and Opsgenie get from the receivers in examples/notifications.

use serde_json::Value;

use super::SECRET;
use super::receivers::{KEY, drift, guards, operate, start};
use crate::support::receiver::Received;

#[test]
fn teams_gets_a_card_for_each_notification() {
    let Some(running) = start("teams") else {
        return;
    };
    operate(&running);
    let mut seen = 0;
    let cards = running.passed_on(&mut seen);
    assert_eq!(cards.len(), 3);
    for one in &cards {
        assert_eq!(one.path, "/hook/in-its-path");
        let json = one.json();
        assert_eq!(json["type"], "message");
        let attachment = &json["attachments"][0];
        assert_eq!(
            attachment["contentType"],
            "application/vnd.microsoft.card.adaptive"
        );
        assert_eq!(attachment["content"]["type"], "AdaptiveCard");
        assert_eq!(attachment["content"]["version"], "1.2");
        assert!(!one.headers.contains_key("x-switchboard-signature"));
    }
    let texts = |one: &Received| -> Vec<String> {
        let json = one.json();
        let body = json["attachments"][0]["content"]["body"]
            .as_array()
            .unwrap();
        let text = |block: &Value| block["inlines"][0]["text"].as_str().unwrap().to_owned();
        body.iter().map(text).collect()
    };
    let planned = texts(&cards[0]);
    assert!(
        planned[0].starts_with("Switchboard plan of contoso: Plan: "),
        "{planned:?}"
    );
    assert!(
        planned.iter().any(|line| line.contains(
            "sms_url: https://demo.twilio.com/welcome/sms/reply → https://hooks.contoso.example/sms"
        )),
        "{planned:?}"
    );
    let partial = texts(&cards[1]);
    assert!(partial[1].starts_with("failed: "), "{partial:?}");
    assert!(partial[1].contains("21402"), "{partial:?}");
    let document = drift("d1", "appeared", "https://elsewhere.example/");
    assert_eq!(running.post(SECRET, &document, 0), 204);
    assert_eq!(
        texts(&running.passed_on(&mut seen)[0]),
        [
            "Switchboard: drift in contoso/prod",
            "contoso/prod: appeared providers.us.numbers.store sms_url: https://hooks.contoso.example/sms → https://elsewhere.example/"
        ]
    );
    guards(&running);
}

#[test]
fn pagerduty_gets_events_that_open_and_close() {
    let Some(running) = start("pagerduty") else {
        return;
    };
    operate(&running);
    let mut seen = 0;
    let events: Vec<Value> = running.passed_on(&mut seen).iter().map(event).collect();
    let actions: Vec<&Value> = events.iter().map(|one| &one["event_action"]).collect();
    assert_eq!(actions, ["trigger", "trigger", "resolve", "resolve"]);
    assert_eq!(events[0]["payload"]["severity"], "info");
    assert_eq!(events[1]["payload"]["severity"], "critical");
    assert_eq!(events[1]["payload"]["source"], "contoso");
    let summary = events[1]["payload"]["summary"].as_str().unwrap();
    assert!(
        summary.starts_with("contoso: apply partial: Partly applied: "),
        "{summary}"
    );
    // The apply that did everything closes the plan and the apply before it.
    assert_eq!(events[2]["dedup_key"], events[0]["dedup_key"]);
    assert_eq!(events[3]["dedup_key"], events[1]["dedup_key"]);
    assert_ne!(events[0]["dedup_key"], events[1]["dedup_key"]);

    for (id, word) in [
        ("1", "appeared"),
        ("2", "changed"),
        ("3", "vanished"),
        ("4", "appeared"),
    ] {
        let document = drift(id, word, "https://elsewhere.example/");
        assert_eq!(running.post(SECRET, &document, 0), 204);
    }
    let events: Vec<Value> = running.passed_on(&mut seen).iter().map(event).collect();
    let actions: Vec<&Value> = events.iter().map(|one| &one["event_action"]).collect();
    assert_eq!(actions, ["trigger", "trigger", "resolve", "trigger"]);
    assert!(
        events
            .iter()
            .all(|one| one["dedup_key"] == events[0]["dedup_key"])
    );
    assert_eq!(events[0]["payload"]["severity"], "critical");
    guards(&running);
}

/// An event of `PagerDuty`, with the keys that it needs.
fn event(received: &Received) -> Value {
    assert_eq!(received.path, "/v2/enqueue");
    let json = received.json();
    assert_eq!(json["routing_key"], KEY);
    assert!(json["dedup_key"].as_str().unwrap().len() <= 255);
    if json["event_action"] == "trigger" {
        for key in ["summary", "source", "severity"] {
            assert!(json["payload"][key].is_string(), "{json:#}");
        }
    }
    json
}

#[test]
fn opsgenie_gets_alerts_that_are_closed() {
    let Some(running) = start("opsgenie") else {
        return;
    };
    operate(&running);
    let mut seen = 0;
    let requests = running.passed_on(&mut seen);
    assert_eq!(requests.len(), 4);
    for one in &requests {
        assert_eq!(one.headers["authorization"], format!("GenieKey {KEY}"));
    }
    let created: Vec<Value> = requests[..2].iter().map(Received::json).collect();
    for (one, json) in requests.iter().zip(&created) {
        assert_eq!(one.path, "/v2/alerts");
        assert!(json["message"].as_str().unwrap().chars().count() <= 130);
        assert!(json["description"].as_str().unwrap().chars().count() <= 15_000);
    }
    assert_eq!(created[0]["priority"], "P5");
    assert_eq!(created[1]["priority"], "P1");
    for (one, json) in requests[2..].iter().zip(&created) {
        let alias = json["alias"].as_str().unwrap();
        assert_eq!(
            one.path,
            format!("/v2/alerts/{alias}/close?identifierType=alias")
        );
    }
    assert_eq!(running.post(SECRET, &drift("1", "vanished", ""), 0), 204);
    let closed = running.passed_on(&mut seen);
    assert!(closed[0].path.ends_with("/close?identifierType=alias"));
    guards(&running);
}
