//! Numbers by hand: searching, buying exactly once, and giving a number up only with explicit
//! consent.

use serde_json::{Value, json};

use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// A number that the sandbox offers.
const NEW: &str = "+15015550100";
/// The second declared one.
const OLD: &str = "+15017122662";

/// Declares one more number, which will be bought.
fn buying() -> String {
    let line = format!("      bought: {{ phone_number: \"{NEW}\", purchase: true }}\nkeywords:");
    NUMBERS.configuration.replace("keywords:", &line)
}

fn held(sandbox: &Sandbox, number: &str) -> usize {
    let state = sandbox.state();
    let accounts = state["accounts"].as_object().unwrap().values();
    accounts
        .flat_map(|account| account["numbers"].as_object().unwrap().values())
        .filter(|held| held["phone_number"] == number)
        .count()
}

fn written(sandbox: &Sandbox) -> Vec<String> {
    let calls = sandbox.calls().into_iter();
    let writes = calls.filter(|call| call.method != "GET");
    writes
        .map(|call| format!("{} {}", call.method, call.path))
        .collect()
}

#[test]
fn a_search_shows_what_can_be_had_and_only_reads() {
    let (world, sandbox) = NUMBERS.fresh();
    sandbox.clear_calls();
    let search = ["numbers", "search", "--country", "us", "--type", "local"];
    let table = world
        .run(&[&search[..], &["--area-code", "501", "--limit", "2"]].concat())
        .exits(0);
    assert!(
        table
            .stdout
            .contains("+15015550100  1.15 USD   Little Rock, AR, US"),
        "{}",
        table.stdout
    );
    assert_eq!(table.stdout.matches("+1501").count(), 2, "{}", table.stdout);
    let found = world
        .run(&[&search[..], &["--contains", "206*", "--format", "json"]].concat())
        .exits(0)
        .json();
    assert_eq!(found["kind"], "available_numbers");
    assert_eq!(found["provider"], "us");
    assert!(!found["numbers"].as_array().unwrap().is_empty(), "{found}");
    unwritten(&sandbox);
    assert!(!world.path(".switchboard").exists());
}

#[test]
fn a_search_that_cannot_be_answered_says_why() {
    let (world, sandbox) = NUMBERS.fresh();
    let none = world
        .run(&["numbers", "search", "--country", "US", "--type", "mobile"])
        .exits(1);
    assert!(
        none.stderr.contains("Twilio has no mobile numbers in US") && none.stderr.contains("404"),
        "{}",
        none.stderr
    );
    let refused = |code: u32| {
        sandbox.add_faults(&json!([{ "method": "GET", "path": "AvailablePhoneNumbers",
            "then": { "status": 400, "code": code, "message": "Area code" } }]));
        let search = ["numbers", "search", "--country", "US", "--type", "local"];
        let ended = world.run(&[&search[..], &["--area-code", "999"]].concat());
        ended.exits(1).stderr
    };
    assert!(refused(21451).contains("999 is not an area code"));
    assert!(refused(21452).contains("in the area code 999"));
    world
        .run(&["numbers", "search", "--country", "../x", "--type", "local"])
        .exits(1);
    let unknown = world.run(&[
        "numbers",
        "search",
        "--provider",
        "eu",
        "--country",
        "US",
        "--type",
        "local",
    ]);
    assert!(unknown.exits(1).stderr.contains("no provider eu"));
}

#[test]
fn a_buy_whose_answer_is_lost_is_looked_for_and_not_repeated() {
    for then in [
        json!({ "lose_response": true }),
        json!({ "truncate": true }),
    ] {
        let (world, sandbox) = World::and_sandbox(&buying(), "");
        assert_eq!(held(&sandbox, NEW), 0);
        sandbox.add_faults(
            &json!([{ "method": "POST", "path": "IncomingPhoneNumbers.json", "then": then }]),
        );
        world
            .run(&["apply", "--auto-approve", "--allow-purchases", "1"])
            .exits(0);
        assert_eq!(held(&sandbox, NEW), 1);
        let buys = written(&sandbox);
        let buys = buys.iter().filter(|call| call.ends_with("Numbers.json"));
        assert_eq!(buys.count(), 1);
        world.run(&["plan", "--detailed-exitcode"]).exits(0);
    }
}

#[test]
fn a_buy_that_never_arrived_fails_and_is_not_repeated_by_itself() {
    let (world, sandbox) = World::and_sandbox(&buying(), "");
    sandbox.add_faults(
        &json!([{ "method": "POST", "path": "IncomingPhoneNumbers.json",
        "then": { "status": 503 } }]),
    );
    let ended = world
        .run(&["apply", "--auto-approve", "--allow-purchases", "1"])
        .exits(3);
    assert!(
        ended.stdout.contains("may or may not have been done"),
        "{}",
        ended.stdout
    );
    assert_eq!(held(&sandbox, NEW), 0);
    // Without a new consent the next apply buys nothing either.
    world.run(&["apply", "--auto-approve"]).exits(1);
    assert_eq!(held(&sandbox, NEW), 0);
}

#[test]
fn a_number_that_moves_to_another_name_is_not_bought_again() {
    let (world, sandbox) = World::and_sandbox(&buying(), "");
    world
        .run(&["apply", "--auto-approve", "--allow-purchases", "1"])
        .exits(0);
    sandbox.change("DELETE", NEW, &[]);
    sandbox.clear_calls();
    world.write("switchboard.yaml", &buying().replace("bought:", "renamed:"));
    let ended = world
        .run(&["apply", "--auto-approve", "--allow-purchases", "9"])
        .exits(3);
    assert!(
        ended.stderr.contains("not bought again"),
        "{}",
        ended.stderr
    );
    assert_eq!(held(&sandbox, NEW), 0);
}

#[test]
fn a_declared_number_is_never_released() {
    let (world, sandbox) = NUMBERS.applied();
    let ended = world
        .run(&["numbers", "release", OLD, "--confirm", OLD])
        .exits(1);
    assert!(
        ended
            .stderr
            .contains("providers.us.numbers.second declares"),
        "{}",
        ended.stderr
    );
    assert_eq!(sandbox.calls(), []);
}

#[test]
fn a_release_wants_the_number_typed() {
    let (world, sandbox) = NUMBERS.applied();
    let without = NUMBERS
        .configuration
        .replace("      second: { phone_number: \"+15017122662\" }\n", "");
    world.write("switchboard.yaml", &without);
    for arguments in [
        &["numbers", "release", OLD, "--confirm", "+15017122663"][..],
        &["numbers", "release", OLD, "--confirm", " +15017122662"],
        &["numbers", "release", OLD],
        &[
            "numbers",
            "release",
            "+15005550000",
            "--confirm",
            "+15005550000",
        ],
        &["numbers", "release", "501", "--confirm", "501"],
    ] {
        let ended = world.run(arguments);
        assert_eq!(ended.code, 1, "{arguments:?}: {}", ended.stderr);
    }
    unwritten(&sandbox);
    assert_eq!(held(&sandbox, OLD), 1);
}

#[test]
fn a_released_number_is_gone_and_forgotten() {
    let (world, sandbox) = NUMBERS.applied();
    let without = NUMBERS
        .configuration
        .replace("      second: { phone_number: \"+15017122662\" }\n", "");
    world.write("switchboard.yaml", &without);
    let done = world
        .run(&["numbers", "release", OLD, "--confirm", OLD])
        .exits(0);
    assert!(done.stdout.contains("Released +15017122662"));
    assert!(done.stderr.contains("gone for good"), "{}", done.stderr);
    assert_eq!(held(&sandbox, OLD), 0);
    let writes = written(&sandbox);
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert!(writes[0].starts_with("DELETE IncomingPhoneNumbers/PN"));
    let registry = world.run(&["registry", "show", "--format", "json"]).json();
    let known = |number: &Value| number["phone_number"] == OLD;
    assert!(!registry["numbers"].as_array().unwrap().iter().any(known));
    let runs = world
        .run(&["registry", "history", "--format", "json"])
        .json();
    assert_eq!(runs["runs"][0]["status"], "succeeded", "{runs}");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_release_whose_answer_is_lost_says_what_is_known() {
    let without = NUMBERS
        .configuration
        .replace("      second: { phone_number: \"+15017122662\" }\n", "");
    let (world, sandbox) = NUMBERS.applied();
    world.write("switchboard.yaml", &without);
    sandbox.add_faults(
        &json!([{ "method": "DELETE", "path": "IncomingPhoneNumbers",
        "then": { "lose_response": true } }]),
    );
    let done = world
        .run(&["numbers", "release", OLD, "--confirm", OLD])
        .exits(0);
    assert!(
        done.stdout.contains("is gone from") && done.stdout.contains("got no answer"),
        "{}",
        done.stdout
    );
    assert!(!done.stdout.contains("already gone"), "{}", done.stdout);
    assert_eq!(held(&sandbox, OLD), 0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_number_that_was_gone_before_the_release_is_released() {
    let (world, sandbox) = NUMBERS.applied();
    let without = NUMBERS
        .configuration
        .replace("      second: { phone_number: \"+15017122662\" }\n", "");
    world.write("switchboard.yaml", &without);
    sandbox.add_faults(
        &json!([{ "method": "DELETE", "path": "IncomingPhoneNumbers",
        "then": { "status": 404, "code": 20404 } }]),
    );
    let done = world
        .run(&["numbers", "release", OLD, "--confirm", OLD])
        .exits(0);
    assert!(done.stdout.contains("already gone"), "{}", done.stdout);
}

#[test]
fn a_number_that_is_not_for_sale_is_refused_with_advice() {
    let (world, sandbox) = World::and_sandbox(&buying(), "");
    sandbox.add_faults(
        &json!([{ "method": "POST", "path": "IncomingPhoneNumbers.json",
        "then": { "status": 400, "code": 21422, "message": "not available" } }]),
    );
    let ended = world
        .run(&["apply", "--auto-approve", "--allow-purchases", "1"])
        .exits(3);
    assert!(
        ended.stdout.contains("declare another number") && ended.stdout.contains("code 21422"),
        "{}",
        ended.stdout
    );
    assert!(
        !ended.stdout.contains("again to finish") && ended.stdout.contains("Read the reasons"),
        "{}",
        ended.stdout
    );
}
