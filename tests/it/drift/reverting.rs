//! `drift --out`: a plan that reverts the drift and nothing that is pending.

use serde_json::{Value, json};

use super::outside;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const BASE: &str = "\
version: 1
providers:
  us:
    type: twilio
    callback_url: https://us.example/sms
    numbers:
      first: { phone_number: \"+15017122661\", friendly_name: First }
      second: { phone_number: \"+15017122662\", friendly_name: Second }
      third: { phone_number: \"+15017122663\" }
    messaging_services:
      campaigns: { friendly_name: Campaigns, inbound: defer_to_sender, numbers: [third] }
";
const PLAN: &str = "../p.json";

fn applied() -> (World, Sandbox) {
    let (world, sandbox) = World::and_sandbox(BASE, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    (world, sandbox)
}

fn saved(world: &World) -> Value {
    serde_json::from_str(&std::fs::read_to_string(world.beside("p.json")).unwrap()).unwrap()
}

/// The addresses that a saved plan changes.
fn changed(plan: &Value) -> Vec<&str> {
    let changes = plan["resource_changes"].as_array().unwrap();
    let changes = changes
        .iter()
        .filter(|one| one["change"]["actions"] != json!(["no-op"]));
    changes
        .map(|one| one["address"].as_str().unwrap())
        .collect()
}

/// The fields of each write since the calls were cleared.
fn writes(sandbox: &Sandbox) -> Vec<Value> {
    let calls = sandbox.journal().into_iter();
    calls.filter(|call| call["method"] != "GET").collect()
}

#[test]
fn drift_is_reverted_and_nothing_that_is_pending() {
    let (world, sandbox) = applied();
    let elsewhere = [
        ("SmsUrl", "https://elsewhere.example/sms"),
        ("SmsMethod", "GET"),
    ];
    outside(&sandbox, "POST", "+15017122661", &elsewhere);
    // Pending: another name for the drifted number, another for one in sync, and a new URL.
    let pending = BASE
        .replace("friendly_name: First", "friendly_name: 1st")
        .replace("friendly_name: Second", "friendly_name: 2nd")
        .replace("us.example", "new.example");
    world.write("switchboard.yaml", &pending);
    let ended = world.run(&["drift", "--out", PLAN]).exits(2);
    let plan = saved(&world);
    let hash = plan["sha256"].as_str().unwrap();
    assert!(
        ended.stderr.contains(&format!(
            "Saved {PLAN} (sha256 {hash}); run `switchboard apply {PLAN}`"
        )),
        "{}",
        ended.stderr
    );
    assert_eq!(changed(&plan), ["providers.us.numbers.first"]);
    assert_eq!(
        plan["reverts"],
        json!({"providers.us.numbers.first": ["sms_method", "sms_url"]})
    );
    sandbox.clear_calls();
    let applied = world.run(&["apply", PLAN]).exits(0);
    assert!(
        applied.stdout.contains("reverting what drifted"),
        "{}",
        applied.stdout
    );
    assert_eq!(writes(&sandbox).len(), 1);
    assert_eq!(
        sandbox.setting("+15017122661", "sms_url"),
        "https://us.example/sms"
    );
    assert_eq!(sandbox.setting("+15017122661", "sms_method"), "POST");
    assert_eq!(sandbox.setting("+15017122661", "friendly_name"), "First");
    // What was pending still is, and the record is as before.
    world.run(&["drift"]).exits(0);
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["summary"]["update"], 4, "{plan:#}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn where_nothing_drifted_there_is_nothing_to_revert() {
    let (world, sandbox) = applied();
    world.run(&["drift", "--out", PLAN]).exits(0);
    sandbox.clear_calls();
    let ended = world.run(&["apply", PLAN]).exits(0);
    let verdict = "No changes. There is nothing to revert.";
    assert!(ended.stdout.contains(verdict), "{}", ended.stdout);
    assert_eq!(writes(&sandbox).len(), 0);
}

#[test]
fn a_field_that_is_not_declared_any_more_is_not_written() {
    let (world, sandbox) = applied();
    outside(
        &sandbox,
        "POST",
        "+15017122661",
        &[("FriendlyName", "Theirs")],
    );
    outside(
        &sandbox,
        "POST",
        "+15017122662",
        &[("FriendlyName", "Theirs")],
    );
    let without = BASE.replace(", friendly_name: First", "");
    world.write("switchboard.yaml", &without);
    let ended = world.run(&["drift", "--out", PLAN]).exits(2);
    assert!(ended.stderr.contains("W0734"), "{}", ended.stderr);
    assert_eq!(changed(&saved(&world)), ["providers.us.numbers.second"]);
    world.run(&["apply", PLAN]).exits(0);
    assert_eq!(sandbox.setting("+15017122661", "friendly_name"), "Theirs");
    assert_eq!(sandbox.setting("+15017122662", "friendly_name"), "Second");
}

#[test]
fn what_is_gone_is_neither_made_nor_bought() {
    let (world, sandbox) = applied();
    outside(&sandbox, "DELETE", "+15017122661", &[]);
    outside(&sandbox, "DELETE", "/v1/Services/{Campaigns}", &[]);
    let ended = world.run(&["drift", "--out", PLAN]).exits(2);
    assert!(
        ended.stderr.contains("a revert creates and buys nothing"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("Saved"), "{}", ended.stderr);
    assert_eq!(changed(&saved(&world)), Vec::<&str>::new());
    sandbox.clear_calls();
    world.run(&["apply", PLAN]).exits(0);
    assert_eq!(writes(&sandbox), Vec::<Value>::new());
}

#[test]
fn expected_drift_and_other_targets_stay() {
    let (world, sandbox) = applied();
    for number in ["+15017122661", "+15017122662"] {
        outside(
            &sandbox,
            "POST",
            number,
            &[("FriendlyName", "x"), ("SmsMethod", "GET")],
        );
    }
    world.write(
        ".switchboardignore",
        "providers.us.numbers.*:friendly_name # theirs\n",
    );
    world
        .run(&["drift", "--out", PLAN, "--target", "first"])
        .exits(2);
    let plan = saved(&world);
    assert_eq!(
        plan["reverts"],
        json!({"providers.us.numbers.first": ["sms_method"]})
    );
    world.run(&["apply", PLAN]).exits(0);
    assert_eq!(sandbox.setting("+15017122661", "sms_method"), "POST");
    assert_eq!(sandbox.setting("+15017122661", "friendly_name"), "x");
    assert_eq!(sandbox.setting("+15017122662", "sms_method"), "GET");
    // The expected difference is still one, so the record of it stayed.
    let drift = world.run(&["drift", "--format", "json"]).exits(2).json();
    assert_eq!(drift["summary"]["ignored"], 2, "{drift:#}");
}

#[test]
fn a_number_that_left_its_service_joins_again() {
    let (world, sandbox) = applied();
    let member = "/v1/Services/{Campaigns}/PhoneNumbers/+15017122663";
    outside(&sandbox, "DELETE", member, &[]);
    world.run(&["drift", "--out", PLAN]).exits(2);
    assert_eq!(
        changed(&saved(&world)),
        ["providers.us.messaging_services.campaigns"]
    );
    world.run(&["apply", PLAN]).exits(0);
    world.run(&["drift"]).exits(0);
}

#[test]
fn a_plan_that_no_longer_fits_is_refused() {
    let (world, sandbox) = applied();
    outside(&sandbox, "POST", "+15017122661", &[("SmsMethod", "GET")]);
    world.run(&["drift", "--out", PLAN]).exits(2);
    outside(&sandbox, "POST", "+15017122661", &[("SmsMethod", "POST")]);
    sandbox.clear_calls();
    let ended = world.run(&["apply", PLAN]).exits(1);
    assert!(ended.stderr.contains("stale"), "{}", ended.stderr);
    assert_eq!(writes(&sandbox), Vec::<Value>::new());
    outside(&sandbox, "POST", "+15017122661", &[("SmsMethod", "GET")]);
    // A plan that was edited to write more is refused.
    let path = world.beside("p.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let more = text.replace(
        "\"sms_method\"\n",
        "\"friendly_name\",\n        \"sms_method\"\n",
    );
    assert_ne!(more, text);
    std::fs::write(&path, more).unwrap();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "x")]);
    let ended = world.run(&["apply", PLAN]).exits(1);
    assert!(ended.stderr.contains("stale"), "{}", ended.stderr);
    world.write(
        "switchboard.yaml",
        &BASE.replace("us.example", "new.example"),
    );
    let ended = world.run(&["apply", PLAN]).exits(1);
    assert!(ended.stderr.contains("stale"), "{}", ended.stderr);
}

#[test]
fn without_drift_the_plan_is_empty() {
    let (world, _sandbox) = applied();
    let ended = world.run(&["drift", "--out", PLAN]).exits(0);
    assert!(
        ended.stderr.contains("Saved") && !ended.stderr.contains("; run"),
        "{}",
        ended.stderr
    );
    let plan = saved(&world);
    assert_eq!(
        (&plan["reverts"], &plan["resource_changes"]),
        (&json!({}), &json!([]))
    );
    world.run(&["apply", PLAN]).exits(0);
}

#[test]
fn what_is_accepted_is_not_reverted() {
    let (world, sandbox) = applied();
    outside(
        &sandbox,
        "POST",
        "+15017122661",
        &[("FriendlyName", "Theirs")],
    );
    outside(
        &sandbox,
        "POST",
        "+15017122662",
        &[("FriendlyName", "Theirs")],
    );
    world
        .run(&["drift", "--accept", "first", "--out", PLAN])
        .exits(2);
    assert_eq!(changed(&saved(&world)), ["providers.us.numbers.second"]);
    world.run(&["apply", PLAN]).exits(0);
    assert_eq!(sandbox.setting("+15017122662", "friendly_name"), "Second");
    world.run(&["apply", "--auto-approve"]).exits(0);
    assert_eq!(sandbox.setting("+15017122661", "friendly_name"), "Theirs");
    world.run(&["drift"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_password_is_written_back_from_the_configuration_or_not_at_all() {
    let secret = BASE.replace("https://us.example", "https://u:secret@us.example");
    let (world, sandbox) = World::and_sandbox(&secret, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    let url = "https://u:secret@us.example/sms";
    outside(
        &sandbox,
        "POST",
        "+15017122661",
        &[("SmsUrl", "https://elsewhere.example/sms")],
    );
    let ended = world.run(&["drift", "--out", PLAN]).exits(2);
    let text = std::fs::read_to_string(world.beside("p.json")).unwrap();
    for said in [&ended.stdout, &ended.stderr, &text] {
        assert!(!said.contains("secret"), "{said}");
    }
    world.run(&["apply", PLAN]).exits(0);
    assert_eq!(sandbox.setting("+15017122661", "sms_url"), url);
    // The password of the record is not kept, and the configuration has another one.
    outside(
        &sandbox,
        "POST",
        "+15017122661",
        &[("SmsUrl", "https://elsewhere.example/sms")],
    );
    world.write("switchboard.yaml", &secret.replace("u:secret", "u:other"));
    let ended = world.run(&["drift", "--out", PLAN]).exits(2);
    assert!(
        ended
            .stderr
            .contains("held a password, which is never kept"),
        "{}",
        ended.stderr
    );
    assert_eq!(saved(&world)["reverts"], json!({}));
}

#[test]
fn what_the_configuration_declares_already_is_not_reverted() {
    let (world, sandbox) = applied();
    outside(
        &sandbox,
        "POST",
        "+15017122661",
        &[("FriendlyName", "Theirs")],
    );
    world.run(&["drift", "--accept", "first"]).exits(2);
    let ended = world
        .run(&["drift", "--accept", "first", "--out", PLAN])
        .exits(2);
    assert!(
        ended.stdout.contains("declares what is live already"),
        "{}",
        ended.stdout
    );
    assert_eq!(saved(&world)["reverts"], json!({}));
}
