//! What must not look as if it were in place.

use serde_json::json;

use super::cloud::{Cloud, NUMBER, REPORTS, child, configuration, source};

const ADDRESS: &str = "providers.eu.subscriptions.incoming";

#[test]
fn a_query_string_that_drift_cannot_see_is_open() {
    let own = configuration("").replace("/sms/incoming", "/sms/incoming?code=7");
    let cloud = Cloud::new(&own);
    cloud.apply(0);
    cloud.settings(&json!({ "deny": ["*/getFullUrl/action"] }));
    let drift = cloud.shown(&["drift"], 3);
    assert!(
        drift.contains("E0774") && !drift.contains("No drift."),
        "{drift}"
    );
    assert_eq!(cloud.status(ADDRESS), "unchecked");
}

#[test]
fn a_handshake_that_failed_is_not_forgotten() {
    let cloud = Cloud::new(&configuration(""));
    cloud.settings(&json!({ "endpoint": "refuse" }));
    let applied = cloud.shown(&["apply", "--auto-approve"], 3);
    assert!(applied.contains("--probe-callback"), "{applied}");
    let drift = cloud.shown(&["drift"], 3);
    assert!(
        drift.contains("E0780") && !drift.contains("No drift."),
        "{drift}"
    );
    for arguments in [
        &["registry", "show"][..],
        &["registry", "show", "--format", "json"],
        &["plan", "--format", "json"],
        &["plan"],
        &["drift", "--format", "json"],
    ] {
        let ended = cloud.run(arguments);
        assert!(
            !ended.stdout.contains("_never"),
            "{arguments:?}\n{}",
            ended.stdout
        );
    }
    cloud.settings(&json!({ "endpoint": "echo" }));
    cloud.apply(0);
    cloud.is_settled();
    cloud.run(&["drift"]).exits(0);
}

#[test]
fn a_recorded_number_that_receives_nothing_any_more_is_reported() {
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    cloud.mutate(&json!({ "number": { "resource": source(), "number": { "phone_number": NUMBER, "sms": "outbound" } } }));
    let plan = cloud.shown(&["plan"], 3);
    assert!(plan.contains("E0726"), "{plan}");
    let drift = cloud.shown(&["drift"], 2);
    assert!(drift.contains("answered by nobody"), "{drift}");
}

#[test]
fn delivery_reports_that_have_expired_are_not_in_place() {
    let cloud = Cloud::new(&configuration(&format!(
        "    delivery_report_url: {REPORTS}\n"
    )));
    cloud.apply(0);
    cloud.mutate(&json!({ "set": { "id": child("eu-delivery-reports"), "properties": { "expirationTimeUtc": "2026-01-01T00:00:00Z" } } }));
    let plan = cloud.shown(&["plan"], 3);
    assert!(
        plan.contains("W0776") && !plan.contains("No changes"),
        "{plan}"
    );
    cloud.apply(3);
    assert_eq!(cloud.requests("PATCH", ""), 0);
}

#[test]
fn a_wrong_key_is_not_accepted() {
    let mut cloud = Cloud::new(&configuration(""));
    let right = cloud.world.variables["ACS_CONNECTION_STRING"].clone();
    let (endpoint, _) = right.split_once(";accesskey=").unwrap();
    let wrong = format!("{endpoint};accesskey=d3Jvbmc=");
    cloud
        .world
        .variables
        .insert("ACS_CONNECTION_STRING".to_owned(), wrong);
    let doctor = cloud.run(&["doctor"]);
    assert_ne!(doctor.code, 0, "{}", doctor.stdout);
    assert!(!doctor.stdout.contains("accepted"), "{}", doctor.stdout);
}

#[test]
fn nothing_of_twilios_is_advised() {
    let queue = json!({ "destination": { "endpointType": "StorageQueue", "properties": { "resourceId": "/x", "queueName": "q" } } });
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    cloud.mutate(&json!({ "set": { "id": child("eu-incoming"), "properties": queue } }));
    for arguments in [&["explain", NUMBER][..], &["plan"], &["drift"], &["test"]] {
        let ended = cloud.run(arguments);
        let shown = ended.stdout + &ended.stderr;
        assert!(!shown.contains("defer_to_sender"), "{arguments:?}\n{shown}");
    }
}
