//! Nothing is applied that nobody approved.

use std::fmt::Write as _;

use super::{CONFIGURATION, applied, edit, fresh, unwritten};

#[test]
fn without_a_terminal_nothing_is_applied_unasked() {
    let (world, sandbox) = fresh();
    for arguments in [
        &["apply"][..],
        &["apply", "--no-input"],
        &["apply", "--format", "json"],
    ] {
        let ended = world.run(arguments).exits(1);
        assert!(ended.stderr.contains("--auto-approve"), "{}", ended.stderr);
    }
    unwritten(&sandbox);
    assert!(!world.path(".switchboard").exists());
}

#[test]
fn an_expected_plan_is_held_to() {
    let (world, sandbox) = fresh();
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    let hash = plan["sha256"].as_str().unwrap();
    let wrong = format!("{:0<64}", "abc");
    let ended = world
        .run(&["apply", "--auto-approve", "--expect-plan", &wrong])
        .exits(1);
    assert!(ended.stderr.contains(hash), "{}", ended.stderr);
    unwritten(&sandbox);
    sandbox.change(
        "POST",
        "+15017122661",
        &[("SmsMethod".to_owned(), "GET".to_owned())],
    );
    sandbox.clear_calls();
    world
        .run(&["apply", "--auto-approve", "--expect-plan", hash])
        .exits(1);
    unwritten(&sandbox);
    sandbox.change(
        "POST",
        "+15017122661",
        &[("SmsMethod".to_owned(), "POST".to_owned())],
    );
    world
        .run(&["apply", "--auto-approve", "--expect-plan", hash])
        .exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn the_same_decision_has_the_same_hash() {
    let (world, _sandbox) = fresh();
    let hash = || world.run(&["plan", "--format", "json"]).exits(0).json()["sha256"].clone();
    let before = hash();
    world.write("switchboard.yaml", &format!("# a comment\n{CONFIGURATION}"));
    assert_eq!(hash(), before);
    edit(&world);
    assert_ne!(hash(), before);
}

#[test]
fn nothing_to_do_needs_no_approval() {
    let (world, sandbox) = applied();
    let ended = world.run(&["apply"]).exits(0);
    assert!(ended.stdout.contains("No changes."), "{}", ended.stdout);
    unwritten(&sandbox);
}

#[test]
fn a_mass_change_must_be_meant() {
    let keywords = |range: std::ops::Range<u8>| {
        range.fold(String::new(), |mut list, n| {
            let _ = write!(list, "K{n}, ");
            list
        })
    };
    let declared = |range| CONFIGURATION.replace("JOIN", keywords(range).trim_end_matches(", "));
    let (world, sandbox) = fresh();
    world.write("switchboard.yaml", &declared(0..10));
    world.run(&["apply", "--auto-approve"]).exits(0);
    // 13 are recorded: three go, then one and three more, which is over 30 %.
    world.write("switchboard.yaml", &declared(0..7));
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.write("switchboard.yaml", &declared(0..3));
    sandbox.clear_calls();
    let plan = world.run(&["plan"]).exits(0);
    assert!(plan.stderr.contains("W0711"), "{}", plan.stderr);
    let refused = world.run(&["apply", "--auto-approve"]).exits(1);
    assert!(
        refused.stderr.contains("--allow-mass-change"),
        "{}",
        refused.stderr
    );
    let plan = world.run(&["plan", "--out", "../plan.json"]).exits(0);
    assert_eq!(plan.code, 0);
    world.run(&["apply", "../plan.json"]).exits(1);
    world
        .run(&["apply", "../plan.json", "--allow-mass-change"])
        .exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    unwritten(&sandbox);
}
