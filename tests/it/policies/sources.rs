//! Where a policy comes from, and what is wrong with one that cannot be read.

use super::{KEPT, VIOLATED, fresh};

#[test]
fn the_option_wins_over_the_variable_and_an_empty_variable_is_an_error() {
    let (mut world, _sandbox) = fresh(VIOLATED);
    world.write("kept.yaml", KEPT);
    let name = "SWITCHBOARD_POLICY".to_owned();
    world
        .variables
        .insert(name.clone(), "policy.yaml".to_owned());
    world.run(&["plan"]).exits(1);
    world.run(&["plan", "--policy", "kept.yaml"]).exits(0);
    world.variables.insert(name, String::new());
    let ended = world.run(&["plan"]).exits(1);
    assert!(
        ended
            .stderr
            .contains("SWITCHBOARD_POLICY is set, but empty"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_policy_that_cannot_be_read_ends_the_command_before_any_call() {
    let (world, sandbox) = fresh("version: 1\nchanges: { at_most: many }\n");
    sandbox.clear_calls();
    for (file, place) in [
        ("policy.yaml", "policy.yaml:2:21"),
        ("absent.yaml", "absent.yaml"),
    ] {
        for command in [&["plan"][..], &["apply", "--auto-approve"]] {
            let ended = world.run(&[command, &["--policy", file]].concat()).exits(1);
            assert!(ended.stderr.contains(place), "{}", ended.stderr);
        }
        let plan = ["plan", "--policy", file, "--format", "json"];
        let document = world.run(&plan).exits(1).json();
        assert_eq!(document["valid"], false);
        assert_eq!(document["diagnostics"][0]["range"]["filename"], file);
    }
    assert!(sandbox.calls().is_empty());
}

#[test]
fn no_output_replaces_the_policy() {
    let (world, _sandbox) = fresh(KEPT);
    let plan = ["plan", "--policy", "policy.yaml", "--out", "policy.yaml"];
    world.run(&plan).exits(1);
    assert_eq!(world.read("policy.yaml"), KEPT);
}
