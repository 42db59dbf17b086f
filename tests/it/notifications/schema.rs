//! The JSON Schema of notifications accepts what is sent, and refuses what is not a notification. Every
//! other test that reads a notification validates it, too: see `Received::json`.

use serde_json::{Value, json};

use super::{only, run, with_variables};
use crate::support::fixture::NUMBERS;
use crate::support::receiver::{Receiver, accepted, schema};

fn refused(document: &Value) {
    assert!(!schema().is_valid(document), "{document:#}");
}

/// A notification with one change.
fn of(command: &[&str]) -> Value {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let receiver = Receiver::start();
    with_variables(&mut world, &receiver);
    run(&world, &receiver.url, command).exits(0);
    only(&receiver)
}

#[test]
fn a_rollout_is_accepted_and_something_else_in_its_place_is_not() {
    let rollout = [
        "apply",
        "--auto-approve",
        "--rollout",
        "1,100%",
        "--rollout-pause",
        "0s",
    ];
    let document = of(&rollout);
    let waves = document["rollout"]["waves"].as_array().unwrap();
    assert_eq!(waves.len(), 2, "{document:#}");
    for (place, wrong) in [
        ("/kind", json!("plan")),
        ("/outcome", json!("done")),
        ("/timestamp", json!(1_795_428_000)),
        ("/summary/update", json!("3")),
        ("/changes/0/result", json!("unknown")),
        ("/changes/0/fields/0/field", json!(null)),
        ("/errors", json!([{ "summary": "no code" }])),
        ("/rollout/waves/0/state", json!("ended")),
        ("/rollout/stopped", json!(false)),
    ] {
        let mut document = document.clone();
        *document.pointer_mut(place).unwrap() = wrong;
        refused(&document);
    }
    for key in [
        "format_version",
        "kind",
        "id",
        "outcome",
        "verdict",
        "changes",
    ] {
        let mut document = document.clone();
        document.as_object_mut().unwrap().remove(key).unwrap();
        refused(&document);
    }
    // Keys may be added.
    let mut document = document;
    document["new"] = json!(1);
    accepted(&document);
}

#[test]
fn the_plan_that_is_notified_is_no_plan_document() {
    let document = of(&["plan"]);
    let all = document["changes"].as_array().unwrap().iter();
    assert!(all.clone().all(|one| one.get("result").is_none()));
    let (world, _sandbox) = NUMBERS.fresh();
    refused(&world.run(&["plan", "--format", "json"]).exits(0).json());
}

#[test]
fn the_documented_examples_are_accepted() {
    let text =
        std::fs::read_to_string(crate::support::crate_folder().join("docs/notifications.md"));
    let text = text.unwrap();
    let examples = text.split("```json\n").skip(1);
    let examples: Vec<Value> = examples
        .map(|rest| serde_json::from_str(rest.split("```").next().unwrap()).unwrap())
        .collect();
    let kinds = examples.iter().map(|one| one["kind"].as_str().unwrap());
    let kinds: Vec<&str> = kinds.collect();
    assert_eq!(kinds, ["apply-notification", "drift-notification"]);
    examples.iter().for_each(accepted);
}
