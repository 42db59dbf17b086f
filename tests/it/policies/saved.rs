//! The policy is part of a plan's hash, and a saved plan is applied with the policy that it was made
//! with.

use super::{KEPT, VIOLATED, fresh};
use crate::support::fixture::{NUMBERS, unwritten};

#[test]
fn the_hash_changes_with_the_policy() {
    let (world, _sandbox) = fresh(KEPT);
    let hash = |more: &[&str]| {
        let plan = [&["plan", "--format", "json"][..], more].concat();
        world.run(&plan).exits(0).json()["sha256"].clone()
    };
    let without = hash(&[]);
    let kept = hash(&["--policy", "policy.yaml"]);
    assert_ne!(kept, without);
    world.write("other.yaml", KEPT);
    assert_eq!(
        hash(&["--policy", "other.yaml"]),
        kept,
        "the name plays no part"
    );
    world.write("other.yaml", &format!("# a comment\n{KEPT}"));
    assert_ne!(hash(&["--policy", "other.yaml"]), kept);
}

#[test]
fn a_saved_plan_needs_its_policy() {
    let (world, sandbox) = fresh(KEPT);
    let plan = ["plan", "--policy", "policy.yaml", "--out", "../with.json"];
    world.run(&plan).exits(0);
    world.run(&["plan", "--out", "../without.json"]).exits(0);
    world.write("other.yaml", &format!("# another\n{KEPT}"));
    sandbox.clear_calls();
    for (saved, policy, why) in [
        ("../with.json", None, "no policy is given now"),
        (
            "../with.json",
            Some("other.yaml"),
            "other.yaml has another content",
        ),
        (
            "../without.json",
            Some("policy.yaml"),
            "made without a policy",
        ),
    ] {
        let mut apply = vec!["apply", saved];
        apply.extend(policy.iter().flat_map(|file| ["--policy", file]));
        let ended = world.run(&apply).exits(1);
        assert!(
            ended.stderr.contains("the plan is stale") && ended.stderr.contains(why),
            "{}",
            ended.stderr
        );
    }
    unwritten(&sandbox);
    let apply = ["apply", "../with.json", "--policy", "policy.yaml"];
    world.run(&apply).exits(0);
}

#[test]
fn a_violated_plan_is_saved_and_never_applied() {
    let (world, sandbox) = fresh(VIOLATED);
    let plan = ["plan", "--policy", "policy.yaml", "--out", "../plan.json"];
    world.run(&plan).exits(1);
    let saved = std::fs::read_to_string(world.beside("plan.json")).unwrap();
    let saved: serde_json::Value = serde_json::from_str(&saved).unwrap();
    let violation = &saved["policy"]["violations"][0];
    assert_eq!(violation["rule"], "requires.keywords.1");
    assert_eq!(violation["code"], "E0937");
    assert_eq!(violation["place"]["file"], "policy.yaml");
    assert_eq!(violation["place"]["line"], 2);
    sandbox.clear_calls();
    let apply = ["apply", "../plan.json", "--policy", "policy.yaml"];
    let ended = world.run(&apply).exits(1);
    assert!(ended.stderr.contains("violates 1 rule"), "{}", ended.stderr);
    unwritten(&sandbox);
}

#[test]
fn the_variable_names_the_policy_of_an_undo_and_of_a_reversal_too() {
    let (mut world, sandbox) = NUMBERS.applied();
    world.write(
        "policy.yaml",
        "version: 1\ncallbacks: { allow: [{ host: \"*.contoso.example\" }] }\n",
    );
    let variable = ("SWITCHBOARD_POLICY".to_owned(), "policy.yaml".to_owned());
    world.variables.extend([variable]);
    let runs = world.run(&["registry", "history", "--format", "json"]);
    let runs = runs.exits(0).json();
    let run = runs["runs"][0]["id"].as_str().unwrap().to_owned();
    // Before the run, the number had the demo URL of the provider, which the policy does not allow.
    let undo = [
        "registry",
        "history",
        &run,
        "--inverse",
        "--out",
        "../undo.json",
    ];
    let undone = world.run(&undo).exits(1);
    assert!(undone.stderr.contains("E0930"), "{}", undone.stderr);
    sandbox.clear_calls();
    let ended = world.run(&["apply", "../undo.json"]).exits(1);
    assert!(ended.stderr.contains("violates"), "{}", ended.stderr);
    unwritten(&sandbox);

    let edit = [("SmsUrl".to_owned(), "https://evil.example/sms".to_owned())];
    sandbox.change("POST", "+15017122661", &edit);
    world.run(&["drift", "--out", "../revert.json"]).exits(2);
    world.run(&["apply", "../revert.json"]).exits(0);
    world.run(&["drift"]).exits(0);
}
