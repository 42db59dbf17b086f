//! From nothing to an empty plan, and back.

use serde_json::json;

use super::cloud::{Cloud, NUMBER, REPORTS, child, configuration, extension};

#[test]
fn from_nothing_to_an_empty_plan() {
    let cloud = Cloud::new(&configuration(&format!(
        "    delivery_report_url: {REPORTS}\n"
    )));
    let plan = cloud.plan();
    assert_eq!(plan["calls"]["reads"], 4, "{plan:#}");
    assert_eq!(plan["calls"]["writes"], 3, "the topic counts too: {plan:#}");
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(
        cloud.requests("PUT", "/systemTopics/contoso-sms-events?"),
        1
    );
    assert_eq!(cloud.requests("PUT", "/eventSubscriptions/"), 2);
    let plan = cloud.plan();
    assert_eq!(plan["calls"]["reads"], 7, "{plan:#}");
    let drift = cloud.run(&["drift"]).exits(0);
    assert!(drift.stdout.contains("No drift"), "{}", drift.stdout);
}

#[test]
fn what_is_removed_from_the_configuration_stays_at_azure() {
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    let without = configuration("").replace("    callback_url:", "    # callback_url:");
    cloud.world.write("switchboard.yaml", &without);
    let plan = cloud.run(&["plan"]);
    assert!(
        plan.stdout.contains("providers.eu.subscriptions.incoming"),
        "{}",
        plan.stdout
    );
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(cloud.requests("DELETE", ""), 0);
    let there = cloud.control("GET", "state", &json!(null));
    assert!(there.to_string().contains(&child("eu-incoming")), "{there}");
}

#[test]
fn a_short_code_is_taken_as_it_is_declared() {
    let short = configuration("") + "      alerts:\n        short_code: \"123456\"\n";
    let cloud = Cloud::new(&short);
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(cloud.status("providers.eu.numbers.alerts"), "unchecked");
    assert_eq!(cloud.status("providers.eu.numbers.support"), "in_sync");
    cloud.run(&["drift"]).exits(0);
}

#[test]
fn a_number_that_azure_does_not_list_is_an_error() {
    let more = configuration("") + "      partner:\n        phone_number: \"+447700900001\"\n";
    let cloud = Cloud::new(&more);
    let plan = cloud.shown(&["plan"], 3);
    assert!(plan.contains("+447700900001"), "{}", plan);
    cloud.apply(3);
    assert_eq!(
        cloud.requests("PUT", "/eventSubscriptions/"),
        1,
        "the rest is done"
    );
}

#[test]
fn a_number_without_incoming_texts_does_not_converge() {
    let cloud = Cloud::new(&configuration(""));
    cloud.mutate(&json!({ "number": { "resource": super::cloud::source(), "number": { "phone_number": NUMBER, "sms": "outbound" } } }));
    let plan = cloud.run(&["plan"]);
    assert_eq!(plan.code, 3, "{}", plan.stdout);
}

#[test]
fn a_url_that_changes_in_yaml_is_an_update() {
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    let other = configuration("").replace("/sms/incoming", "/sms/v2?code=7");
    cloud.world.write("switchboard.yaml", &other);
    let (action, reason, fields) = cloud.change("providers.eu.subscriptions.incoming");
    assert_eq!(
        (action.as_str(), reason.as_str()),
        ("update", "config_changed"),
        "{fields:#}"
    );
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(cloud.requests("PATCH", "/eventSubscriptions/"), 1);
    assert_eq!(cloud.requests("PUT", "/eventSubscriptions/"), 1);
}

#[test]
fn a_subscription_at_the_resource_is_updated_where_it_is() {
    let seed = "    subscriptions:\n      - { name: eu-incoming, under: source, endpoint_url: \"https://old.example.com/\", event_types: [SMSReceived] }\n";
    let cloud = Cloud::of(&configuration(""), seed);
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(cloud.requests("PATCH", &extension("eu-incoming")), 1);
    assert_eq!(cloud.requests("PUT", ""), 0);
}
