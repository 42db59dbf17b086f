//! Undo: the plan that puts back what a run changed.

use std::fs;

use serde_json::Value;

use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// The newest run's id.
fn latest(world: &World) -> String {
    let runs = world.run(&["registry", "history", "--format", "json"]);
    let runs = runs.exits(0).json();
    runs["runs"][0]["id"].as_str().unwrap().to_owned()
}

/// The inverse of a run as a document, and the codes of its diagnostics.
fn inverse(world: &World, run: &str, code: i32) -> (Value, Vec<String>) {
    let arguments = ["registry", "history", run, "--inverse", "--format", "json"];
    let plan = world.run(&arguments).exits(code).json();
    let reported = plan["diagnostics"].as_array().unwrap();
    let codes = reported
        .iter()
        .map(|d| d["code"].as_str().unwrap().to_owned());
    let codes = codes.collect();
    (plan, codes)
}

#[test]
fn a_run_is_undone_and_the_configuration_shows_as_pending() {
    let (world, sandbox) = NUMBERS.applied();
    let before = sandbox.setting("+15017122661", "sms_url");
    NUMBERS.edit(&world);
    world.run(&["apply", "--auto-approve"]).exits(0);
    assert_ne!(sandbox.setting("+15017122661", "sms_url"), before);
    let run = latest(&world);
    sandbox.clear_calls();
    let arguments = ["registry", "history", &run, "--inverse", "--out", "../undo"];
    let shown = world.run(&arguments).exits(0).stdout;
    assert!(
        shown.contains(&run) && shown.contains("4 to update"),
        "{shown}"
    );
    unwritten(&sandbox);

    world.run(&["apply", "../undo"]).exits(0);
    for number in ["+15017122661", "+15017122662", "+15017122663"] {
        assert_eq!(sandbox.setting(number, "sms_url"), before);
    }
    let runs = world.run(&["registry", "history", "--format", "json"]);
    let runs = runs.exits(0).json()["runs"].clone();
    assert_eq!(
        (&runs[0]["undoes"], &runs[1]["undoes"]),
        (&Value::from(run.as_str()), &Value::Null)
    );
    let undoing = latest(&world);
    for arguments in [
        &["registry", "history"][..],
        &["registry", "history", &undoing],
    ] {
        let text = world.run(arguments).exits(0).stdout;
        assert_eq!(text.matches("undoes ").count(), 1, "{text}");
    }
    // What it put back is what it recorded: the edit is pending, and nothing has drifted.
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    for change in plan["resource_changes"].as_array().unwrap() {
        let reason = &change["action_reason"];
        assert!(reason.is_null() || reason == "config_changed", "{change}");
    }
    // Once is enough.
    let stale = world.run(&["apply", "../undo"]).exits(1);
    assert!(stale.stderr.contains("stale"), "{}", stale.stderr);
}

#[test]
fn a_first_run_gives_the_numbers_back_what_they_had() {
    let (world, sandbox) = NUMBERS.fresh();
    let before = sandbox.setting("+15017122661", "sms_url");
    world.run(&["apply", "--auto-approve"]).exits(0);
    let (plan, codes) = inverse(&world, &latest(&world), 0);
    assert_eq!(plan["summary"]["update"], 3);
    assert_eq!(plan["undoes"], latest(&world));
    assert_eq!(codes, ["W0733"], "the provider and the keyword stay");
    let change = &plan["resource_changes"][0];
    assert_eq!(change["action_reason"], "undone");
    assert_eq!(change["change"]["after"]["sms_url"], before);
}

#[test]
fn what_a_later_run_changed_is_left_alone() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let run = latest(&world);
    let third = NUMBERS
        .configuration
        .replace("example/sms", "example/sms/v3");
    world.write("switchboard.yaml", &third);
    world
        .run(&["apply", "--auto-approve", "--target", "first"])
        .exits(0);
    sandbox.clear_calls();
    let (plan, codes) = inverse(&world, &run, 3);
    assert_eq!(codes, ["E0731"]);
    assert_eq!(plan["complete"], false);
    assert_eq!(plan["summary"]["update"], 3, "the provider and two numbers");
    unwritten(&sandbox);
}

#[test]
fn a_value_changed_since_the_run_is_left_alone() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let url = [("SmsUrl".to_owned(), "https://elsewhere.example/".to_owned())];
    sandbox.change("POST", "+15017122662", &url);
    let arguments = [
        "registry",
        "history",
        &latest(&world),
        "--inverse",
        "--out",
        "../undo",
    ];
    let ended = world.run(&arguments).exits(3);
    assert!(ended.stderr.contains("E0731"), "{}", ended.stderr);
    world.run(&["apply", "../undo"]).exits(3);
    let now = |number| sandbox.setting(number, "sms_url");
    assert_eq!(now("+15017122662"), "https://elsewhere.example/");
    assert_eq!(now("+15017122661"), "https://hooks.contoso.example/sms");
    // The record still says what the last apply left there, so that it shows as drift.
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    let changes = plan["resource_changes"].as_array().unwrap();
    let second = changes.iter().find(|change| change["name"] == "second");
    assert_eq!(second.unwrap()["action_reason"], "drifted");
}

#[test]
fn a_password_in_a_former_url_cannot_be_put_back() {
    let secret = NUMBERS
        .configuration
        .replace("https://hooks", "https://u:hunter2@hooks");
    let (world, sandbox) = World::and_sandbox(&secret, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    NUMBERS.edit(&world);
    world.run(&["apply", "--auto-approve"]).exits(0);
    sandbox.clear_calls();
    let (plan, codes) = inverse(&world, &latest(&world), 3);
    assert!(codes.iter().all(|code| code == "E0731"), "{codes:?}");
    assert_eq!(plan["resource_changes"].as_array().unwrap().len(), 0);
    assert_eq!(plan["calls"]["reads"], 0);
    assert!(!plan.to_string().contains("hunter2"));
}

#[test]
fn only_the_finished_changes_of_a_run_are_undone() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    sandbox.add_faults(&sandbox.with_sids(&serde_json::json!([
        {"method": "POST", "path": "+15017122662", "times": 9, "then": {"status": 400, "code": 21402}}
    ])));
    world.run(&["apply", "--auto-approve"]).exits(3);
    sandbox.clear_faults();
    let arguments = [
        "registry",
        "history",
        &latest(&world),
        "--inverse",
        "--out",
        "../undo",
    ];
    world.run(&arguments).exits(0);
    world.run(&["apply", "../undo"]).exits(0);
    for number in ["+15017122661", "+15017122662", "+15017122663"] {
        let url = sandbox.setting(number, "sms_url");
        assert_eq!(url, "https://hooks.contoso.example/sms", "{number}");
    }
}

#[test]
fn an_unknown_or_foreign_run_is_an_error() {
    let (world, _sandbox) = NUMBERS.applied();
    let ended = world
        .run(&["registry", "history", "ffffffff", "--inverse"])
        .exits(1);
    assert!(ended.stderr.contains("there is no run"), "{}", ended.stderr);
    let run = latest(&world);
    let other = NUMBERS.configuration.replace("contoso\n", "fabrikam\n");
    world.write("switchboard.yaml", &other);
    let ended = world
        .run(&["registry", "history", &run, "--inverse"])
        .exits(1);
    assert!(ended.stderr.contains("not one of"), "{}", ended.stderr);
    let out = world.run(&["registry", "history", "--inverse"]).exits(1);
    assert!(out.stderr.contains("RUN"), "{}", out.stderr);
    let written = fs::exists(world.beside("undo")).unwrap();
    assert!(!written);
}

/// A world with one number that has this route in its account, and the route that a run sets.
fn rerouted(before: &[(&str, &str)]) -> (World, Sandbox, String) {
    let configuration = NUMBERS
        .configuration
        .replace("  us:\n", "  us:\n    callback_method: GET\n");
    let (world, sandbox) = World::and_sandbox(&configuration, "");
    let fields: Vec<(String, String)> = before
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    sandbox.change("POST", "+15017122661", &fields);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let run = latest(&world);
    (world, sandbox, run)
}

/// What undoing the run changes of the first number.
#[track_caller]
fn undone(world: &World, sandbox: &Sandbox, run: &str) -> (String, String) {
    let arguments = ["registry", "history", run, "--inverse", "--out", "../undo"];
    let ended = world.run(&arguments).exits(3);
    assert!(ended.stderr.contains("E0731"), "{}", ended.stderr);
    world.run(&["apply", "../undo"]).exits(3);
    let now = |field| sandbox.setting("+15017122661", field);
    (now("sms_url"), now("sms_method"))
}

const OURS: &str = "https://hooks.contoso.example/sms";

/// Where the former route's URL cannot be restored, its method is not restored either.
#[test]
fn a_route_whose_password_is_gone_is_not_half_put_back() {
    let (world, sandbox, run) = rerouted(&[
        ("SmsUrl", "https://user:pw@bot.example.com/in"),
        ("SmsMethod", "POST"),
    ]);
    let route = undone(&world, &sandbox, &run);
    assert_eq!(route, (OURS.to_owned(), "GET".to_owned()));
}

/// A route is not restored where a part of it was changed since.
#[test]
fn a_partly_changed_route_is_not_half_restored() {
    let (world, sandbox, run) = rerouted(&[
        ("SmsUrl", "https://bot.example.com/in"),
        ("SmsMethod", "POST"),
    ]);
    let moved = "https://elsewhere.example/";
    sandbox.change(
        "POST",
        "+15017122661",
        &[("SmsUrl".to_owned(), moved.to_owned())],
    );
    let route = undone(&world, &sandbox, &run);
    assert_eq!(route, (moved.to_owned(), "GET".to_owned()));
}

/// A route is not restored where a later run set a part of it.
#[test]
fn a_route_that_a_later_run_set_in_part_is_not_half_put_back() {
    let (world, sandbox, run) = rerouted(&[
        ("SmsUrl", "https://bot.example.com/in"),
        ("SmsMethod", "GET"),
    ]);
    world.write("switchboard.yaml", NUMBERS.configuration);
    world
        .run(&["apply", "--auto-approve", "--allow-mass-change"])
        .exits(0);
    let route = undone(&world, &sandbox, &run);
    assert_eq!(route, (OURS.to_owned(), "POST".to_owned()));
}

/// An application that `incoming: none` cleared answers again, and one that a number was handed to
/// is cleared, so that the number's URL answers as before.
#[test]
fn a_run_that_cleared_or_set_an_application_is_undone() {
    let application = "AP00000000000000000000000000000001";
    let account = format!(
        "accounts:\n  AC00000000000000000000000000000001:\n    applications:\n      - {{ sid: {application}, friendly_name: Bot, sms_url: https://bot.example/sms }}\n    numbers:\n      - {{ phone_number: \"+15017122661\", sms_application_sid: Bot }}\n      - {{ phone_number: \"+15017122662\" }}\n"
    );
    let configuration = format!(
        "version: 1\nproviders:\n  us:\n    type: twilio\n    numbers:\n      quiet: {{ phone_number: \"+15017122661\", incoming: none }}\n      bot: {{ phone_number: \"+15017122662\", incoming: {{ application: {application} }} }}\n"
    );
    let (world, sandbox) = World::and_sandbox(&configuration, &account);
    let settings = |number: &str| {
        ["sms_url", "sms_application_sid"].map(|field| sandbox.setting(number, field))
    };
    let numbers = ["+15017122661", "+15017122662"];
    let before = numbers.map(settings);
    world.run(&["apply", "--auto-approve"]).exits(0);
    assert_eq!(settings(numbers[0]), [String::new(), String::new()]);
    assert_eq!(settings(numbers[1])[1], application);
    let run = latest(&world);
    let arguments = ["registry", "history", &run, "--inverse", "--out", "../undo"];
    world.run(&arguments).exits(0);
    world.run(&["apply", "../undo"]).exits(0);
    assert_eq!(numbers.map(settings), before);
}

/// An update of an application is undone. One that was created stays, and the number that was handed
/// to it answers by its own URL again.
#[test]
fn a_run_that_changed_or_created_an_application_is_undone() {
    let account = "accounts:\n  AC00000000000000000000000000000001:\n    applications:\n      - { friendly_name: Bot, sms_url: https://old.example/sms }\n    numbers:\n      - { phone_number: \"+15017122661\", sms_application_sid: Bot }\n      - { phone_number: \"+15017122662\" }\n";
    let configuration = "version: 1\nproviders:\n  us:\n    type: twilio\n    numbers:\n      store: { phone_number: \"+15017122661\", incoming: { application: bot } }\n      desk: { phone_number: \"+15017122662\", incoming: { application: poll } }\n    applications:\n      bot: { friendly_name: Bot, url: https://new.example/sms, status_callback: https://new.example/status }\n      poll: { friendly_name: Poll, url: https://poll.example/sms }\n";
    let (world, sandbox) = World::and_sandbox(configuration, account);
    let bot = sandbox.setting("+15017122661", "sms_application_sid");
    let answers = |number: &str, field: &str| {
        let why = world.run(&["explain", number, "--format", "json"]);
        why.exits(0).json()["now"][field].clone()
    };
    world.run(&["apply", "--auto-approve"]).exits(0);
    assert_eq!(answers("store", "url"), "https://new.example/sms");
    assert_eq!(answers("desk", "url"), "https://poll.example/sms");

    let (plan, codes) = inverse(&world, &latest(&world), 0);
    let addresses = plan["resource_changes"].as_array().unwrap().iter();
    let addresses: Vec<&str> = addresses.map(|c| c["address"].as_str().unwrap()).collect();
    assert!(
        addresses.contains(&"providers.us.applications.bot")
            && !addresses.contains(&"providers.us.applications.poll"),
        "{addresses:?}"
    );
    assert!(codes.contains(&"W0733".to_owned()), "{codes:?}");
    let run = latest(&world);
    world
        .run(&["registry", "history", &run, "--inverse", "--out", "../undo"])
        .exits(0);
    sandbox.clear_calls();
    world.run(&["apply", "../undo"]).exits(0);
    let deleted = sandbox.calls().iter().any(|call| call.method == "DELETE");
    assert!(!deleted, "an undo deletes nothing");
    assert_eq!(answers("store", "url"), "https://old.example/sms");
    assert_eq!(sandbox.setting("+15017122661", "sms_application_sid"), bot);
    assert_eq!(answers("desk", "decided_by"), "number");
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}
