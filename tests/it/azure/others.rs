//! Event subscriptions that are not ours.

use serde_json::{Value, json};

use super::cloud::{CALLBACK, Cloud, NUMBER, child, configuration};

fn add(cloud: &Cloud, subscription: &Value) {
    cloud.mutate(&json!({ "add": { "resource": "contoso-sms", "subscription": subscription } }));
}

fn receivers(cloud: &Cloud) -> Vec<(String, String, String, bool)> {
    let number = cloud.entry("providers.eu.numbers.support");
    let all = number["route"]["receivers"].as_array().unwrap().clone();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    all.iter()
        .map(|one| {
            (
                text(one, "name"),
                text(one, "verdict"),
                text(one, "url"),
                one["ours"] == true,
            )
        })
        .collect()
}

#[test]
fn each_receiver_is_listed_and_none_is_changed() {
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    add(
        &cloud,
        &json!({ "name": "theirs", "under": "source", "endpoint_url": "https://theirs.example.com/sms?code=s3cret-1", "event_types": ["SMSReceived"] }),
    );
    add(
        &cloud,
        &json!({ "name": "twin", "under": "topic", "endpoint_url": format!("{CALLBACK}?code=s3cret-2"), "event_types": ["SMSReceived"] }),
    );
    add(
        &cloud,
        &json!({ "name": "words", "under": "topic", "endpoint_url": "https://words.example.com/", "event_types": ["SMSReceived"],
        "properties": { "filter": { "includedEventTypes": ["Microsoft.Communication.SMSReceived"], "advancedFilters": [{ "operatorType": "StringIn", "key": "data.message", "values": ["JOIN"] }] } } }),
    );
    cloud.is_settled();
    assert_eq!(
        receivers(&cloud),
        [
            (
                "eu-incoming".to_owned(),
                "always".to_owned(),
                CALLBACK.to_owned(),
                true
            ),
            (
                "theirs".to_owned(),
                "always".to_owned(),
                "https://theirs.example.com/sms".to_owned(),
                false
            ),
            (
                "twin".to_owned(),
                "always".to_owned(),
                format!("{CALLBACK}?code=***"),
                false
            ),
            (
                "words".to_owned(),
                "sometimes".to_owned(),
                "https://words.example.com/".to_owned(),
                false
            ),
        ]
    );
    assert!(cloud.findings().iter().any(|(code, _)| code == "W0720"));
    let plan = cloud.plan();
    assert_eq!(plan["summary"]["unmanaged"], 4, "{plan:#}");
    for arguments in [
        &["plan", "--show-unmanaged"][..],
        &["plan", "--format", "json"],
        &["drift", "--format", "json", "--show-unmanaged"],
        &["explain", NUMBER],
        &["explain", NUMBER, "--format", "json"],
        &["graph"],
        &["test"],
        &["registry", "show", "--format", "json"],
    ] {
        let ended = cloud.run(arguments);
        let shown = format!("{}{}", ended.stdout, ended.stderr);
        assert!(!shown.contains("s3cret"), "{arguments:?}\n{shown}");
    }
    let explained = cloud.run(&["explain", NUMBER]).stdout;
    assert!(
        explained.contains("theirs") && explained.contains("words"),
        "{explained}"
    );
    assert_eq!(cloud.requests("PATCH", ""), 0);
}

#[test]
fn a_text_reaches_each_receiver() {
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    add(
        &cloud,
        &json!({ "name": "theirs", "under": "topic", "endpoint_url": "https://theirs.example.com/", "event_types": ["SMSReceived"] }),
    );
    let sent = cloud.control("POST", "text", &json!({ "to": NUMBER, "body": "JOIN" }));
    let text = sent.to_string();
    for id in [child("eu-incoming"), child("theirs")] {
        assert!(text.contains(&id), "{text}");
    }
}

#[test]
fn a_secret_header_is_sent_back_or_nothing_is_changed() {
    let header = json!([{ "name": "x-key", "type": "Static", "properties": { "value": "s3cret-header", "isSecret": true } }]);
    let theirs = json!({ "destination": { "endpointType": "WebHook", "properties": { "endpointUrl": "https://other.example.com/", "deliveryAttributeMappings": header } } });
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    cloud.mutate(&json!({ "set": { "id": child("eu-incoming"), "properties": theirs } }));
    cloud.settings(&json!({ "deny": ["*/getDeliveryAttributes/action"] }));
    let refused = cloud.apply(3);
    let shown = refused.stdout + &refused.stderr;
    assert!(shown.contains("secret header"), "{shown}");
    assert_eq!(cloud.requests("PATCH", ""), 0);
    cloud.settings(&json!({ "deny": [] }));
    cloud.apply(0);
    cloud.is_settled();
    let state = cloud.control("GET", "state", &json!(null)).to_string();
    assert!(state.contains("s3cret-header"), "the header is still there");
}
