//! Endpoints that do not answer the handshake.

use serde_json::json;

use super::cloud::{Cloud, REPORTS, configuration};

const ADDRESS: &str = "providers.eu.subscriptions.incoming";

fn both() -> String {
    configuration(&format!("    delivery_report_url: {REPORTS}\n"))
}

#[test]
fn a_refused_create_is_reported_and_tried_again() {
    let cloud = Cloud::new(&both());
    cloud.settings(&json!({ "endpoints": { "https://crm.example.com/api/v1.1/orgs/3f2c0b7e-0000-4000-8000-000000000000/sms/incoming": "refuse" } }));
    let applied = cloud.apply(3);
    let shown = applied.stdout + &applied.stderr;
    assert!(shown.to_lowercase().contains("url validation"), "{shown}");
    assert_eq!(
        cloud.requests("PUT", "/eventSubscriptions/"),
        2,
        "the other one is made"
    );
    let (action, reason, fields) = cloud.change(ADDRESS);
    assert_eq!(
        (action.as_str(), reason.as_str()),
        ("update", "config_changed"),
        "{fields:#}"
    );
    // It fails again, and the next plan still says so.
    cloud.apply(3);
    cloud.settings(&json!({ "endpoints": {} }));
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(cloud.requests("DELETE", ""), 0);
}

#[test]
fn a_create_that_cannot_be_sent_again_is_removed_first() {
    let cloud = Cloud::new(&configuration(""));
    cloud.settings(&json!({ "endpoint": "refuse", "failed_create": "refused" }));
    cloud.apply(3);
    cloud.settings(&json!({ "endpoint": "echo" }));
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(
        cloud.requests("DELETE", "/eventSubscriptions/eu-incoming"),
        1
    );
}

#[test]
fn an_endpoint_without_an_answer_leaves_the_subscription_waiting() {
    let cloud = Cloud::new(&configuration(""));
    cloud.settings(&json!({ "endpoint": "silent" }));
    let applied = cloud.apply(3);
    let shown = applied.stdout + &applied.stderr;
    assert!(shown.contains("without the code"), "{shown}");
    let (action, reason, _) = cloud.change(ADDRESS);
    assert_eq!(
        (action.as_str(), reason.as_str()),
        ("update", "config_changed")
    );
    cloud.settings(&json!({ "endpoint": "echo" }));
    cloud.apply(0);
    cloud.is_settled();
}

#[test]
fn a_refused_update_is_recorded_as_it_is() {
    for failed_update in ["keeps", "loses"] {
        let cloud = Cloud::new(&configuration(""));
        cloud.apply(0);
        cloud.settings(&json!({ "endpoint": "refuse", "failed_update": failed_update }));
        let other = configuration("").replace("/sms/incoming", "/sms/v2");
        cloud.world.write("switchboard.yaml", &other);
        cloud.apply(3);
        let (action, reason, fields) = cloud.change(ADDRESS);
        assert_eq!(
            (action.as_str(), reason.as_str()),
            ("update", "config_changed"),
            "{fields:#}"
        );
        cloud.settings(&json!({ "endpoint": "echo" }));
        cloud.apply(0);
        cloud.is_settled();
        assert_eq!(cloud.requests("DELETE", ""), 0);
    }
}
