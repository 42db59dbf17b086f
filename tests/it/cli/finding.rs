//! Where the configuration, the registry and Twilio are found, and what is refused instead.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use crate::support::fixture::NUMBERS;
use crate::support::world::World;

#[test]
fn several_configurations_are_not_chosen_from() {
    let world = World::with(NUMBERS.configuration);
    world.write("switchboard/more.yaml", "version: 1\n");
    let ended = world.run(&["validate"]).exits(1);
    for reported in ["E0515", "switchboard.yaml, switchboard", "-f"] {
        assert!(
            ended.stderr.contains(reported),
            "{reported}\n{}",
            ended.stderr
        );
    }
    world.run(&["validate", "-f", "switchboard.yaml"]).exits(0);
    world.run(&["validate", "-f", "switchboard"]).exits(0);
    // A file of that name is the program, rather.
    let world = World::with(NUMBERS.configuration);
    world.write("switchboard", "\u{7f}ELF");
    world.run(&["validate"]).exits(0);
}

#[test]
fn a_starter_is_not_put_beside_a_configuration() {
    for there in ["switchboard.yaml", "switchboard.yml", "switchboard/a.yaml"] {
        let world = World::empty();
        world.write(there, "version: 1\n");
        world.run(&["init"]).exits(1);
        assert_eq!(world.read(there), "version: 1\n");
    }
}

#[test]
fn devices_are_not_read_and_standard_input_is() {
    let world = World::empty();
    let ended = world.run(&["validate", "-f", "/dev/zero"]).exits(1);
    assert!(ended.stderr.contains("E0517"), "{}", ended.stderr);
    let mut child = world
        .command(&["validate", "-f", "/dev/stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(NUMBERS.configuration.as_bytes()).unwrap();
    drop(stdin);
    let ended = child.wait_with_output().unwrap();
    assert!(ended.stdout.starts_with(b"Valid: "));
}

#[test]
fn an_empty_variable_is_refused_and_not_ignored() {
    let (mut world, sandbox) = NUMBERS.fresh();
    for name in ["SWITCHBOARD_TWILIO_API_URL", "SWITCHBOARD_REGISTRY"] {
        let before = world.variables.insert(name.to_owned(), String::new());
        let ended = world.run(&["plan"]).exits(1);
        assert!(ended.stderr.contains(name), "{}", ended.stderr);
        world.variables.remove(name);
        world
            .variables
            .extend(before.map(|value| (name.to_owned(), value)));
    }
    assert!(sandbox.calls().is_empty());
    world.run(&["plan"]).exits(0);
}

#[test]
fn a_target_needs_the_credentials_of_its_own_account_only() {
    let (world, _sandbox) = NUMBERS.fresh();
    let two = NUMBERS.configuration.replace(
        "keywords:",
        "  other:\n    type: twilio\n    account_sid: { env: NOBODY_SET }\n    auth_token: { env: THIS_ONE }\n    numbers:\n      fourth: { phone_number: \"+15017122664\" }\nkeywords:",
    );
    world.write("switchboard.yaml", &two);
    world.run(&["plan"]).exits(1);
    let plan = world
        .run(&["plan", "--target", "first", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(plan["summary"]["update"], 1);
    assert_eq!(plan["summary"]["forget"], 0);
    world.run(&["plan", "--target", "fourth"]).exits(1);
    world
        .run(&["apply", "--auto-approve", "--target", "first"])
        .exits(0);
    let mut alone = world.copy();
    alone.variables.clear();
    alone
        .run(&["apply", "--auto-approve", "--target", "JOIN"])
        .exits(0);
    let plan = alone.run(&["plan", "--target", "keywords.JOIN", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{plan:?}");
}

#[test]
fn the_registry_can_be_looked_at_while_the_yaml_is_wrong() {
    let (world, _sandbox) = NUMBERS.applied();
    let wrong = NUMBERS
        .configuration
        .replace("callback_url: https:", "callback_url: http:");
    world.write("switchboard.yaml", &wrong);
    for command in [&["show"][..], &["history"], &["unlock"]] {
        world.run(&[&["registry"], command].concat()).exits(0);
    }
    let show = world
        .run(&["registry", "show", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(show["project"], "contoso");
    for unknown in ["version: 1\nkeywords: [\n", "project: [a]\n", "- a\n"] {
        world.write("switchboard.yaml", unknown);
        let ended = world.run(&["registry", "show"]).exits(1);
        assert!(
            ended.stderr.contains("its project is unknown"),
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn an_apply_makes_a_readable_registry_private() {
    let (world, _sandbox) = NUMBERS.applied();
    let registry = world.path(".switchboard/registry.db");
    fs::set_permissions(&registry, fs::Permissions::from_mode(0o644)).unwrap();
    let mode = || fs::metadata(&registry).unwrap().permissions().mode() & 0o777;
    world.run(&["plan"]).exits(0);
    assert_eq!(mode(), 0o644, "a plan changes nothing");
    NUMBERS.edit(&world);
    world.run(&["apply", "--auto-approve"]).exits(0);
    assert_eq!(mode(), 0o600);
}

#[test]
fn the_system_knows_who_it_is() {
    let (world, _sandbox) = NUMBERS.fresh();
    let mut apply = world.command(&["apply", "--auto-approve"]);
    assert!(apply.env_remove("USER").output().unwrap().status.success());
    let history = ["registry", "history", "--format", "json"];
    let runs = world.run(&history).exits(0).json();
    assert_ne!(runs["runs"][0]["user"], "unknown");
}

#[test]
fn a_plan_from_before_the_registry_says_so() {
    let (world, _sandbox) = NUMBERS.fresh();
    world.run(&["plan", "--out", "../plan.json"]).exits(0);
    world.run(&["apply", "../plan.json"]).exits(0);
    let again = world.run(&["apply", "../plan.json"]).exits(1);
    assert!(
        again
            .stderr
            .contains("created since, perhaps by applying this very plan"),
        "{}",
        again.stderr
    );
}
