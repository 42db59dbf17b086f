//! Nothing is applied without approval.

use std::fmt::Write as _;

use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::world::World;

#[test]
fn without_a_terminal_an_apply_needs_approval() {
    let (world, sandbox) = NUMBERS.fresh();
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
fn an_apply_refuses_a_plan_that_is_not_the_expected_one() {
    let (world, sandbox) = NUMBERS.fresh();
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
    let (world, _sandbox) = NUMBERS.fresh();
    let hash = || world.run(&["plan", "--format", "json"]).exits(0).json()["sha256"].clone();
    let before = hash();
    world.write(
        "switchboard.yaml",
        &format!("# a comment\n{}", NUMBERS.configuration),
    );
    assert_eq!(hash(), before);
    NUMBERS.edit(&world);
    assert_ne!(hash(), before);
}

#[test]
fn nothing_to_do_needs_no_approval() {
    let (world, sandbox) = NUMBERS.applied();
    let ended = world.run(&["apply"]).exits(0);
    assert!(ended.stdout.contains("No changes."), "{}", ended.stdout);
    unwritten(&sandbox);
}

#[test]
fn a_mass_change_must_be_allowed() {
    let keywords = |range: std::ops::Range<u8>| {
        range.fold(String::new(), |mut list, n| {
            let _ = write!(list, "K{n}, ");
            list
        })
    };
    let declared = |range| {
        NUMBERS
            .configuration
            .replace("JOIN", keywords(range).trim_end_matches(", "))
    };
    let (world, sandbox) = NUMBERS.fresh();
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
    // Who approved this very plan approved its size.
    world.run(&["apply", "../plan.json"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    unwritten(&sandbox);
}

/// Two providers with twelve numbers each, all with this path, and one keyword. `us` is added to
/// the first provider.
fn fleet(path: &str, us: &str) -> String {
    let mut text = "version: 1\nproviders:\n".to_owned();
    for (provider, account, more) in [("us", 1, us), ("eu", 2, "")] {
        let _ = write!(
            text,
            "  {provider}:\n    type: twilio\n    account_sid: AC0000000000000000000000000000000{account}\n    auth_token: {{ env: TOKEN_{account} }}\n    callback_url: https://hooks.contoso.example/{path}\n{more}    numbers:\n"
        );
        for n in 0..12 {
            let _ = writeln!(
                text,
                "      n{n}: {{ phone_number: \"+1501712{account}6{n:02}\" }}"
            );
        }
    }
    text + "keywords: [JOIN]\n"
}

/// The hash of the reviewed plan is an approval; the same command without it is not.
#[test]
fn the_hash_of_a_plan_approves_its_size() {
    let (world, _sandbox) = World::and_sandbox(&fleet("sms", ""), "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.write("switchboard.yaml", &fleet("sms/v2", ""));
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    let hash = plan["sha256"].as_str().unwrap();
    // The warning is at the top: before all others.
    let markdown = world.run(&["plan", "--format", "markdown"]).exits(0).stdout;
    let first = markdown.find("**warning**").unwrap();
    assert!(
        markdown[first..].starts_with("**warning** <code>W0711"),
        "{markdown}"
    );
    let alone = world.run(&["apply", "--auto-approve"]).exits(1);
    assert!(
        alone.stderr.contains("approve this exact plan"),
        "{}",
        alone.stderr
    );
    world
        .run(&["apply", "--auto-approve", "--expect-plan", hash])
        .exits(0);
}

/// A provider with a share of its own is judged by itself.
#[test]
fn a_provider_may_set_its_own_limit_of_changes() {
    let share = |percent: u8| format!("    mass_change_percent: {percent}\n");
    let (world, _sandbox) = World::and_sandbox(&fleet("sms", ""), "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    let codes = |text: &str| -> Vec<String> {
        world.write("switchboard.yaml", text);
        let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
        let all = plan["diagnostics"].as_array().unwrap();
        let found = all.iter().filter(|one| one["code"] == "W0711");
        found
            .map(|one| one["summary"].as_str().unwrap().to_owned())
            .collect()
    };
    // Only the first provider's numbers change.
    let changed = |us: &str| {
        let new = fleet("sms/v2", us);
        let (first, _) = new.split_once("  eu:").unwrap();
        let old = fleet("sms", us);
        let (_, rest) = old.split_once("  eu:").unwrap();
        format!("{first}  eu:{rest}")
    };
    assert_eq!(
        codes(&changed("")),
        ["12 of 25 recorded numbers, services and keywords would change or be forgotten"]
    );
    assert_eq!(
        codes(&changed(&share(99))),
        [
            "12 of 12 recorded numbers, services and keywords under providers.us would change or be forgotten"
        ]
    );
    assert!(codes(&changed(&share(100))).is_empty());
    world.run(&["apply", "--auto-approve"]).exits(0);
    for wrong in ["0", "101", "30%", "x", "-1"] {
        let more = format!("    mass_change_percent: {wrong}\n");
        world.write("switchboard.yaml", &fleet("sms", &more));
        let ended = world.run(&["validate"]).exits(1);
        let place = "switchboard.yaml:8:26";
        assert!(ended.stderr.contains(place), "{wrong}: {}", ended.stderr);
        let range = ended.stderr.contains("write a number from 1 to 100");
        assert_eq!(
            range,
            ["0", "101", "-1"].contains(&wrong),
            "{}",
            ended.stderr
        );
    }
}

/// What counts is what is recorded for the targets.
#[test]
fn a_target_is_judged_by_what_is_recorded_for_it() {
    let (world, _sandbox) = World::and_sandbox(&fleet("sms", ""), "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.write("switchboard.yaml", &fleet("sms/v2", ""));
    let all = ["apply", "--auto-approve", "--target", "providers.us"];
    let refused = world.run(&all).exits(1);
    assert!(refused.stderr.contains("12 of 12"), "{}", refused.stderr);
    // One number of many is no mass change.
    let one = [
        "apply",
        "--auto-approve",
        "--target",
        "providers.us.numbers.n0",
    ];
    world.run(&one).exits(0);
}
