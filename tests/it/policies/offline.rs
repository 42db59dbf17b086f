//! `validate --policy`: what can be judged from the configuration alone, without a plan.

use serde_json::Value;

use super::{KEPT, VIOLATED, fresh};

#[test]
fn what_the_configuration_violates_is_reported_offline() {
    let (mut world, sandbox) = fresh(
        "version: 1\n\
         callbacks: { allow: [{ host: \"*.contoso.example\", path: \"/in/**\" }] }\n\
         requires: { keywords: [STOP], purpose: true }\n\
         changes: { forbid: [providers.us] }\n\
         purchases: { at_most: 0 }\n",
    );
    sandbox.clear_calls();
    world.variables.clear();
    let validate = ["validate", "--policy", "policy.yaml"];
    let ended = world.run(&validate).exits(1);
    for text in [
        "error[E0930]: the policy does not allow this URL: https://hooks.contoso.example/sms",
        "error[E0937]: the policy requires the keyword STOP",
        "error[E0938]",
        "policy.yaml:2:14",
    ] {
        assert!(ended.stderr.contains(text), "{text}\n{}", ended.stderr);
    }
    assert!(!ended.stderr.contains("E0932"), "{}", ended.stderr);
    assert_eq!(
        ended.stdout,
        "Policy policy.yaml: 3 violations in the configuration. Judged by `switchboard plan \
         --policy policy.yaml` only: changes.forbid, purchases.at_most.\n"
    );
    let json = [&validate[..], &["--format", "json"]].concat();
    let document = world.run(&json).exits(1).json();
    assert_eq!(document["valid"], false);
    let policy = &document["policy"];
    let rules: Vec<&Value> = policy["violations"].as_array().unwrap().iter().collect();
    let rules: Vec<&str> = rules
        .iter()
        .filter_map(|one| one["rule"].as_str())
        .collect();
    assert_eq!(
        rules,
        ["callbacks.allow", "requires.keywords.1", "requires.purpose"]
    );
    assert_eq!(policy["judged_by_plan"][1], "purchases.at_most");
    assert!(sandbox.calls().is_empty());
}

#[test]
fn a_configuration_that_keeps_the_policy_is_valid() {
    let (world, _sandbox) = fresh(KEPT);
    let ended = world.run(&["validate", "--policy", "policy.yaml"]).exits(0);
    assert_eq!(
        ended.stdout,
        "Valid: 1 provider, 3 numbers, 1 keyword.\nPolicy policy.yaml: no violation.\n"
    );
    let without = world.run(&["validate"]).exits(0);
    assert!(!without.stdout.contains("Policy"), "{}", without.stdout);
}

#[test]
fn the_variable_names_the_policy_and_a_wrong_policy_is_reported() {
    let (mut world, _sandbox) = fresh(VIOLATED);
    let variable = ("SWITCHBOARD_POLICY".to_owned(), "policy.yaml".to_owned());
    world.variables.extend([variable]);
    world.run(&["validate"]).exits(1);
    world.write("policy.yaml", "version: 1\nchanges: { at_most: many }\n");
    let ended = world.run(&["validate"]).exits(1);
    assert!(
        ended.stderr.contains("policy.yaml:2:21"),
        "{}",
        ended.stderr
    );
}

/// What reading the configuration finds gets the policy's severity.
#[test]
fn a_finding_of_the_configuration_refuses_it() {
    let (world, _sandbox) = fresh("version: 1\nfindings: { W0442: error }\n");
    let configuration = world.read("switchboard.yaml");
    let commercial = "type: twilio\n    purpose: [commercial]";
    world.write(
        "switchboard.yaml",
        &configuration.replace("type: twilio", commercial),
    );
    world.run(&["validate"]).exits(0);
    let validate = ["validate", "--policy", "policy.yaml"];
    let ended = world.run(&validate).exits(1);
    assert_eq!(
        ended.stderr.matches("error[W0442]").count(),
        1,
        "{}",
        ended.stderr
    );
    world.write("policy.yaml", "version: 1\nfindings: { W0442: note }\n");
    let ended = world.run(&validate).exits(0);
    assert!(ended.stderr.contains("note[W0442]"), "{}", ended.stderr);
}
