//! A saved plan: applied unchanged, or refused because something changed since.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// An applied world with an edit planned and saved.
fn planned() -> (World, Sandbox) {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    world.run(&["plan", "--out", "../plan.json"]).exits(0);
    sandbox.clear_calls();
    (world, sandbox)
}

#[track_caller]
fn refused(world: &World, sandbox: &Sandbox, why: &str) {
    let ended = world.run(&["apply", "../plan.json"]).exits(1);
    assert!(ended.stderr.contains(why), "{}", ended.stderr);
    unwritten(sandbox);
}

#[test]
fn a_saved_plan_is_applied_without_a_question() {
    let (world, sandbox) = planned();
    world.run(&["apply", "../plan.json"]).exits(0);
    assert!(sandbox.setting("+15017122663", "sms_url").ends_with("/v2"));
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    // The configuration is no longer the one that the plan was made from.
    sandbox.clear_calls();
    refused(&world, &sandbox, "stale");
}

#[test]
fn a_saved_plan_is_readable_by_its_owner_only() {
    let (world, _sandbox) = planned();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(world.beside("plan.json")), 0o600);
    assert_eq!(mode(world.path(".switchboard/registry.db")), 0o600);
}

#[test]
fn an_edited_configuration_makes_it_stale() {
    let (world, sandbox) = planned();
    let edited = world.read("switchboard.yaml").replace("v2", "v3");
    world.write("switchboard.yaml", &edited);
    refused(&world, &sandbox, "the configuration");
}

#[test]
fn a_comment_does_not_make_it_stale() {
    let (world, _sandbox) = planned();
    let commented = format!("# a comment\n{}", world.read("switchboard.yaml"));
    world.write("switchboard.yaml", &commented);
    world.run(&["apply", "../plan.json"]).exits(0);
}

#[test]
fn another_apply_makes_it_stale() {
    let (world, sandbox) = planned();
    world
        .run(&["apply", "--auto-approve", "--target", "first"])
        .exits(0);
    sandbox.clear_calls();
    refused(&world, &sandbox, "the registry");
}

#[test]
fn a_change_in_the_console_makes_it_stale() {
    let (world, sandbox) = planned();
    let url = [("SmsUrl".to_owned(), "https://elsewhere.example/".to_owned())];
    sandbox.change("POST", "+15017122662", &url);
    sandbox.clear_calls();
    refused(&world, &sandbox, "providers.us.numbers.second");
}

#[test]
fn an_edited_plan_is_refused() {
    let (world, sandbox) = planned();
    let path = world.beside("plan.json");
    let saved = fs::read_to_string(&path).unwrap();
    for (from, to) in [
        ("sms/v2", "sms/v9"),
        ("\"update\"", "\"no-op\""),
        ("numbers.second", "numbers.fourth"),
    ] {
        fs::write(&path, saved.replace(from, to)).unwrap();
        refused(&world, &sandbox, "stale");
    }
    let newer = saved.replace("\"format_version\": \"1.0\"", "\"format_version\": \"9.0\"");
    fs::write(&path, newer).unwrap();
    refused(&world, &sandbox, "not a plan that can be applied");
    fs::write(&path, "{}").unwrap();
    refused(&world, &sandbox, "not a plan that can be applied");
}

#[test]
fn a_saved_plan_applies_to_its_environment_only() {
    let (world, sandbox) = planned();
    world.write(
        "envs/prod.yaml",
        "providers:\n  us:\n    description: Production\n",
    );
    let ended = world
        .run(&["apply", "../plan.json", "--env", "prod"])
        .exits(1);
    assert!(
        ended
            .stderr
            .contains("this plan is for contoso, not for contoso (environment prod)"),
        "{}",
        ended.stderr
    );
    unwritten(&sandbox);
}

#[test]
fn a_saved_plan_keeps_environment_files_and_targets() {
    let (world, sandbox) = NUMBERS.fresh();
    fs::rename(world.path("switchboard.yaml"), world.path("texts.yaml")).unwrap();
    world.write(
        "envs/prod.yaml",
        "providers:\n  us:\n    callback_url: https://prod.example/sms\n",
    );
    let options = [
        "-f",
        "texts.yaml",
        "--env",
        "prod",
        "--target",
        "second",
        "--out",
        "../plan.json",
    ];
    world.run(&[&["plan"][..], &options].concat()).exits(0);
    world.run(&["apply", "../plan.json"]).exits(0);
    assert_eq!(
        sandbox.setting("+15017122662", "sms_url"),
        "https://prod.example/sms"
    );
    assert!(
        sandbox
            .setting("+15017122661", "sms_url")
            .contains("demo.twilio.com")
    );
}

#[test]
fn the_content_of_a_file_that_only_the_plan_names_is_not_shown() {
    let (world, sandbox) = planned();
    world.write("secrets.txt", "hunter2\n");
    let path = world.beside("plan.json");
    let mut plan: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    plan["config"]["sources"] = serde_json::json!(["secrets.txt"]);
    fs::write(&path, plan.to_string()).unwrap();
    let ended = world.run(&["apply", "../plan.json"]).exits(1);
    assert!(ended.stderr.contains("stale"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    unwritten(&sandbox);
}
