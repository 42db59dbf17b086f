//! Reads that fail: what could not be read is never "in sync", and nothing is written on a guess.

use serde_json::json;

use super::cloud::{Cloud, child, configuration, source};

fn applied(more: &str) -> Cloud {
    let cloud =
        Cloud::new(&configuration("").replace("/sms/incoming", &format!("/sms/incoming{more}")));
    cloud.apply(0);
    cloud
}

#[test]
fn a_query_that_cannot_be_seen_is_not_compared() {
    let cloud = applied("?code=7");
    cloud.settings(&json!({ "deny": ["*/getFullUrl/action"] }));
    let plan = cloud.shown(&["plan"], 3);
    assert!(plan.contains("E0774"), "{}", plan);
    cloud.apply(3);
    assert_eq!(cloud.requests("PATCH", ""), 0);
}

#[test]
fn without_a_declared_query_the_base_is_enough() {
    let cloud = applied("");
    cloud.settings(&json!({ "deny": ["*/getFullUrl/action"] }));
    cloud.is_settled();
    cloud.run(&["drift"]).exits(0);
}

#[test]
fn lists_that_are_denied_leave_the_numbers_compared() {
    for action in ["*/systemTopics/read", "*/eventSubscriptions/read"] {
        let cloud = Cloud::new(&configuration(""));
        cloud.settings(&json!({ "deny": [action] }));
        let plan = cloud.shown(&["plan"], 3);
        assert!(
            !plan.contains("providers.eu.subscriptions.incoming  eu-incoming"),
            "{}",
            plan
        );
        cloud.apply(3);
        assert_eq!(
            cloud.requests("PUT", ""),
            0,
            "nothing is created on a guess"
        );
    }
}

#[test]
fn a_resource_that_is_gone_plans_nothing() {
    let cloud = applied("");
    cloud.mutate(&json!({ "resource": { "id": source(), "gone": true } }));
    let plan = cloud.run(&["plan"]);
    assert!([1, 3].contains(&plan.code), "{}", plan.stdout);
    assert!(!plan.stdout.contains("No changes"), "{}", plan.stdout);
    let drift = cloud.run(&["drift"]);
    assert!(!drift.stdout.contains("No drift"), "{}", drift.stdout);
}

#[test]
fn a_connection_string_of_another_resource_is_refused() {
    let cloud = applied("");
    cloud.mutate(
        &json!({ "resource": { "id": source(), "host_name": "other.communication.azure.com" } }),
    );
    let plan = cloud.run(&["plan"]);
    let shown = plan.stdout.clone() + &plan.stderr;
    assert!(shown.contains("other.communication.azure.com"), "{shown}");
    assert!([1, 3].contains(&plan.code), "{shown}");
    assert_eq!(cloud.requests("PATCH", ""), 0);
}

#[test]
fn without_a_connection_string_a_token_reads_the_numbers() {
    let mut cloud = Cloud::new(&configuration(""));
    cloud.world.variables.remove("ACS_CONNECTION_STRING");
    cloud.apply(0);
    cloud.is_settled();
}

#[test]
fn what_is_not_set_is_named() {
    let mut cloud = Cloud::new(&configuration(""));
    for name in ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"] {
        cloud.world.variables.remove(name);
    }
    let plan = cloud.shown(&["plan"], 1);
    for name in ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"] {
        assert!(plan.contains(name), "{}", plan);
    }
    let mut cloud = Cloud::new(&configuration(""));
    cloud.world.variables.remove("SWITCHBOARD_ENTRA_URL");
    let plan = cloud.shown(&["plan"], 1);
    assert!(plan.contains("SWITCHBOARD_ENTRA_URL"), "{}", plan);
}

#[test]
fn a_token_that_ends_in_mid_run_is_renewed() {
    let cloud = applied("");
    cloud.mutate(&json!({ "remove": { "id": child("eu-incoming") } }));
    cloud.faults(
        &json!([{ "method": "PUT", "path": "eventSubscriptions", "then": { "status": 401 } }]),
    );
    cloud.apply(0);
    cloud.is_settled();
}

#[test]
fn a_lost_answer_to_a_create_makes_no_second_one() {
    let cloud = Cloud::new(&configuration(""));
    cloud.faults(&json!([{ "method": "PUT", "path": "eventSubscriptions", "then": { "lose_response": true } }]));
    let first = cloud.run(&["apply", "--auto-approve"]);
    assert_eq!(first.code, 3, "{}", first.stderr);
    // Azure has not finished: nothing is sent.
    let busy = cloud.shown(&["apply", "--auto-approve"], 3);
    assert!(busy.contains("E0772"), "{busy}");
    cloud.control("POST", "settle", &json!({}));
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(cloud.requests("PUT", "/eventSubscriptions/"), 1);
}
