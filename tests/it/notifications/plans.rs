//! The notification of a plan.

use serde_json::json;

use super::{only, run, with_variables};
use crate::support::fixture::SERVICE;
use crate::support::receiver::Receiver;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const ADDRESS: &str = "providers.us.numbers.first";

/// An applied configuration in which the name of the first number is declared otherwise.
fn edited() -> (World, Sandbox, Receiver) {
    let (mut world, sandbox) = SERVICE.applied();
    let receiver = Receiver::start();
    with_variables(&mut world, &receiver);
    let renamed = SERVICE
        .configuration
        .replace("friendly_name: First", "friendly_name: \"<!channel> & co\"");
    world.write("switchboard.yaml", &renamed);
    (world, sandbox, receiver)
}

#[test]
fn a_plan_that_differs_is_notified_with_old_and_new_values() {
    let (world, _sandbox, receiver) = edited();
    let printed = run(&world, &receiver.url, &["plan", "--format", "json"]).exits(0);
    let json = only(&receiver);
    assert_eq!(json["format_version"], "1.0");
    assert_eq!(json["kind"], "plan-notification");
    assert_eq!(json["project"], "contoso");
    assert_eq!(json["environment"], json!(null));
    assert_eq!(json["outcome"], "changes");
    assert_eq!(json["complete"], true);
    assert_eq!(json["errored"], false);
    assert_eq!(json["verdict"], "Plan: 1 to update; 4 as declared.");
    assert_eq!(json["sha256"], printed.json()["sha256"]);
    assert_eq!(json["run_id"], json!(null));
    assert_eq!(json["summary"]["update"], 1);
    assert_eq!(json["errors"], json!([]));
    let changes = json["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{json:#}");
    assert_eq!(changes[0]["address"], ADDRESS);
    assert_eq!(changes[0]["action"], "update");
    assert_eq!(changes[0]["reason"], "config_changed");
    assert_eq!(changes[0]["phone_number"], "+15017122661");
    assert_eq!(
        changes[0]["fields"],
        json!([{ "field": "friendly_name", "before": "First", "after": "<!channel> & co" }])
    );
    assert!(changes[0]["route"]["before"]["url"].is_string());
    assert!(changes[0].get("result").is_none());
    assert_eq!(json["changes_left_out"], 0);

    // The same decision has the same identifier, and another one has another.
    run(
        &world,
        &receiver.url,
        &["plan", "-q", "--detailed-exitcode"],
    )
    .exits(2);
    let again = receiver.all()[1].json();
    assert_eq!(again["id"], json["id"]);
    world.write("switchboard.yaml", SERVICE.configuration);
    let other = SERVICE
        .configuration
        .replace("friendly_name: First", "friendly_name: Other");
    world.write("switchboard.yaml", &other);
    run(&world, &receiver.url, &["plan"]).exits(0);
    assert_ne!(receiver.all()[2].json()["id"], json["id"]);
}

#[test]
fn a_plan_without_differences_is_not_notified() {
    let (mut world, _sandbox) = SERVICE.applied();
    let receiver = Receiver::start();
    with_variables(&mut world, &receiver);
    run(&world, &receiver.url, &["plan"]).exits(0);
    assert_eq!(receiver.all().len(), 0);
}

#[test]
fn a_chat_gets_a_line_for_each_change() {
    let (world, _sandbox, receiver) = edited();
    world
        .run(&["plan", "--notify-slack-env", "CHAT_URL"])
        .exits(0);
    let all = receiver.all();
    assert_eq!(all.len(), 1);
    assert_eq!(
        all[0].json(),
        json!({ "text": "Switchboard plan of contoso: Plan: 1 to update; 4 as declared.\n\
            • update providers.us.numbers.first: friendly_name First → &lt;!channel&gt; &amp; co" })
    );
    assert!(!all[0].headers.contains_key("x-switchboard-signature"));
}

#[test]
fn an_incomplete_plan_is_notified_although_nothing_differs() {
    let (mut world, sandbox) = SERVICE.applied();
    let receiver = Receiver::start();
    with_variables(&mut world, &receiver);
    let fault =
        json!([{ "method": "GET", "path": "Services", "times": 100, "then": { "status": 403 } }]);
    sandbox.add_faults(&fault);
    run(&world, &receiver.url, &["plan"]).exits(3);
    let json = only(&receiver);
    assert_eq!(json["outcome"], "incomplete");
    assert_eq!(json["complete"], false);
    assert!(!json["errors"].as_array().unwrap().is_empty(), "{json:#}");
    // The request id differs, the result does not.
    run(&world, &receiver.url, &["plan"]).exits(3);
    assert_eq!(receiver.all()[1].json()["id"], json["id"]);
}

#[test]
fn an_error_before_a_plan_is_notified() {
    let (world, _sandbox, receiver) = edited();
    world.write("switchboard.yaml", "version: 1\nprovidrs: {}\n");
    let ended = run(&world, &receiver.url, &["plan"]).exits(1);
    let json = only(&receiver);
    assert_eq!(json["kind"], "plan-notification");
    assert_eq!(json["outcome"], "error");
    assert_eq!(json["errored"], true);
    assert_eq!(json["verdict"], "No plan was made.");
    assert_eq!(json["sha256"], json!(null));
    assert_eq!(json["changes"], json!([]));
    let summary = json["errors"][0]["summary"].as_str().unwrap();
    assert!(
        summary.contains("providrs") && ended.stderr.contains(summary),
        "{json:#}"
    );

    std::fs::remove_file(world.path("switchboard.yaml")).unwrap();
    run(&world, &receiver.url, &["plan"]).exits(1);
    let missing = receiver.all()[1].json();
    assert_eq!(missing["outcome"], "error");
    assert_ne!(missing["id"], json["id"]);
}
