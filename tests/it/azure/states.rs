//! A subscription that somebody else changed, in every way that the table of states has.

use serde_json::{Value, json};

use super::cloud::{CALLBACK, Cloud, NUMBER, child, configuration};

const ADDRESS: &str = "providers.eu.subscriptions.incoming";

/// A stand-in whose subscription was applied, and then changed.
fn changed(properties: &Value) -> Cloud {
    let cloud = applied();
    cloud.mutate(&json!({ "set": { "id": child("eu-incoming"), "properties": properties } }));
    cloud
}

fn applied() -> Cloud {
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    cloud
}

/// Expects a drifted update of these fields, and that an apply repairs it.
fn repaired(cloud: &Cloud, fields: &[&str]) {
    let (action, reason, changed) = cloud.change(ADDRESS);
    assert_eq!(
        (action.as_str(), reason.as_str()),
        ("update", "drifted"),
        "{changed:#}"
    );
    let names: Vec<&str> = changed
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(names, fields);
    let drift = cloud.run(&["drift"]);
    assert_eq!(drift.code, 2, "{}\n{}", drift.stdout, drift.stderr);
    assert!(
        drift.stdout.contains("alex@contoso.com"),
        "{}",
        drift.stdout
    );
    cloud.apply(0);
    cloud.is_settled();
}

fn destination(url: &str) -> Value {
    json!({ "destination": { "endpointType": "WebHook", "properties": { "endpointUrl": url } } })
}

#[test]
fn another_url() {
    repaired(
        &changed(&destination("https://other.example.com/x")),
        &["endpoint_url"],
    );
}

#[test]
fn another_query_string() {
    repaired(
        &changed(&destination(&format!("{CALLBACK}?code=old"))),
        &["endpoint_url"],
    );
}

#[test]
fn more_types_of_events() {
    let filter = json!({ "filter": { "includedEventTypes": ["Microsoft.Communication.SMSReceived", "Microsoft.Communication.SMSDeliveryReportReceived"] } });
    repaired(&changed(&filter), &["included_event_types"]);
}

#[test]
fn types_of_events_without_ours() {
    let filter = json!({ "filter": { "includedEventTypes": ["Microsoft.Communication.ChatMessageReceived"] } });
    let cloud = changed(&filter);
    assert_eq!(cloud.status("providers.eu.numbers.support"), "modified");
    repaired(&cloud, &["included_event_types"]);
}

#[test]
fn a_filter_that_excludes_the_number() {
    let filter = json!({ "filter": { "includedEventTypes": ["Microsoft.Communication.SMSReceived"], "subjectEndsWith": "phonenumber/15017122661" } });
    let cloud = changed(&filter);
    let plan = cloud.plan();
    assert!(plan.to_string().contains("subjectEndsWith"), "{plan:#}");
    repaired(&cloud, &["filter"]);
}

#[test]
fn a_filter_that_lets_every_declared_number_through() {
    let filter = json!({ "filter": { "includedEventTypes": ["Microsoft.Communication.SMSReceived"], "subjectEndsWith": "phonenumber/18885550123" } });
    let cloud = changed(&filter);
    let (action, _, fields) = cloud.change(ADDRESS);
    assert_eq!(action, "adopt", "{fields:#}");
    assert!(
        cloud
            .findings()
            .contains(&("W0777".to_owned(), ADDRESS.to_owned()))
    );
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(cloud.requests("PATCH", ""), 0);
    cloud.run(&["drift"]).exits(0);
    // The other number of the account is declared now, and the filter excludes it.
    let more = configuration("") + "      other:\n        phone_number: \"+15017122661\"\n";
    cloud.world.write("switchboard.yaml", &more);
    let (action, reason, _) = cloud.change(ADDRESS);
    assert_eq!(
        (action.as_str(), reason.as_str()),
        ("update", "config_changed")
    );
    cloud.apply(0);
    cloud.is_settled();
}

#[test]
fn another_schema() {
    repaired(
        &changed(&json!({ "eventDeliverySchema": "CloudEventSchemaV1_0" })),
        &["event_delivery_schema"],
    );
}

#[test]
fn it_was_deleted() {
    let cloud = applied();
    cloud.mutate(&json!({ "remove": { "id": child("eu-incoming") } }));
    let (action, reason, _) = cloud.change(ADDRESS);
    assert_eq!((action.as_str(), reason.as_str()), ("create", "drifted"));
    assert_eq!(cloud.status(ADDRESS), "missing");
    cloud.apply(0);
    cloud.is_settled();
}

#[test]
fn it_failed_or_waits_for_a_person() {
    for state in ["Failed", "AwaitingManualAction"] {
        let cloud = applied();
        cloud.mutate(&json!({ "state": { "id": child("eu-incoming"), "state": state } }));
        let (action, reason, fields) = cloud.change(ADDRESS);
        assert_eq!(
            (action.as_str(), reason.as_str()),
            ("update", "drifted"),
            "{fields:#}"
        );
        assert_eq!(cloud.status(ADDRESS), "modified");
        cloud.apply(0);
        cloud.is_settled();
    }
}

#[test]
fn it_is_being_changed() {
    for state in ["Creating", "Updating", "Deleting"] {
        let cloud = applied();
        cloud.mutate(&json!({ "state": { "id": child("eu-incoming"), "state": state } }));
        let plan = cloud.shown(&["plan"], 3);
        assert!(plan.contains("E0772") && plan.contains(state), "{}", plan);
        cloud.apply(3);
        assert_eq!(cloud.requests("PATCH", ""), 0);
    }
}

#[test]
fn it_delivers_to_a_queue() {
    let queue = json!({ "destination": { "endpointType": "StorageQueue", "properties": { "resourceId": "/x", "queueName": "q" } } });
    let cloud = changed(&queue);
    let plan = cloud.shown(&["plan"], 3);
    assert!(plan.contains("E0773"), "{}", plan);
    cloud.apply(3);
    assert_eq!(cloud.requests("PATCH", ""), 0);
}

#[test]
fn it_has_expired() {
    let cloud = changed(&json!({ "expirationTimeUtc": "2026-01-01T00:00:00Z" }));
    let plan = cloud.shown(&["plan"], 3);
    assert!(plan.contains("expired"), "{}", plan);
    cloud.apply(3);
    assert_eq!(cloud.requests("PATCH", ""), 0, "an expiry is never written");
    let explained = cloud.run(&["explain", NUMBER]);
    assert!(
        explained.stdout.contains("has expired"),
        "{}",
        explained.stdout
    );
}

#[test]
fn what_others_set_is_kept() {
    let cloud = changed(&json!({
        "destination": { "endpointType": "WebHook", "properties": { "endpointUrl": "https://other.example.com/", "maxEventsPerBatch": 7 } },
        "retryPolicy": { "maxDeliveryAttempts": 3, "eventTimeToLiveInMinutes": 60 },
        "labels": ["theirs"],
    }));
    repaired(&cloud, &["endpoint_url"]);
    let kept = cloud.control("GET", "state", &json!(null)).to_string();
    for part in [
        "\"maxEventsPerBatch\":7",
        "\"maxDeliveryAttempts\":3",
        "\"theirs\"",
    ] {
        assert!(kept.contains(part), "{part} is not in {kept}");
    }
}
