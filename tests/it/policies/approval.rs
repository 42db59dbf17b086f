//! `approval.auto`: what `--auto-approve` may apply, and what counts as an approval.

use super::fresh;
use crate::support::fixture::unwritten;
use crate::support::world::World;

fn policy(auto: &str) -> String {
    format!("version: 1\napproval: {{ auto: {auto} }}\n")
}

const APPLY: [&str; 4] = ["apply", "--auto-approve", "--policy", "policy.yaml"];

#[test]
fn with_none_only_an_approved_plan_is_applied() {
    let (world, sandbox) = fresh(&policy("none"));
    let refused = world.run(&APPLY).exits(1);
    assert!(
        refused
            .stderr
            .contains("asks for approval of this very plan"),
        "{}",
        refused.stderr
    );
    unwritten(&sandbox);
    let plan = ["plan", "--policy", "policy.yaml", "--format", "json"];
    let plan = world.run(&plan).exits(0).json();
    assert_eq!(plan["policy"]["violations"], serde_json::json!([]));
    let why = plan["policy"]["needs_approval"].as_str().unwrap();
    assert!(why.contains("`none`"), "{why}");
    // The hash is an approval.
    let hash = plan["sha256"].as_str().unwrap();
    world
        .run(&[&APPLY[..], &["--expect-plan", hash]].concat())
        .exits(0);
    // Nothing to do needs no approval.
    world.run(&APPLY).exits(0);
}

#[test]
fn a_saved_plan_is_an_approval() {
    let (world, _sandbox) = fresh(&policy("none"));
    let plan = ["plan", "--policy", "policy.yaml", "--out", "../plan.json"];
    let planned = world.run(&plan).exits(0);
    assert!(
        planned.stdout.contains("needs an approval of its own"),
        "{}",
        planned.stdout
    );
    let apply = ["apply", "../plan.json", "--policy", "policy.yaml"];
    world.run(&apply).exits(0);
}

#[test]
fn a_plan_without_warnings_is_safe_and_a_purchase_is_not() {
    // A number in the United States without a campaign is a warning.
    let (world, sandbox) = fresh(&policy("safe"));
    let refused = world.run(&APPLY).exits(1);
    assert!(
        refused.stderr.contains("has 1 warning"),
        "{}",
        refused.stderr
    );
    unwritten(&sandbox);
    let noted = format!("{}findings: {{ W0752: note }}\n", policy("safe"));
    world.write("policy.yaml", &noted);
    world.run(&APPLY).exits(0);

    let bought = r#"version: 1
project: contoso
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661" }
      more: { phone_number: "+15015550100", friendly_name: More, purchase: true }
"#;
    let account = "accounts:\n  AC00000000000000000000000000000001:\n    numbers:\n      - phone_number: \"+15017122661\"\n";
    let (world, sandbox) = World::and_sandbox(bought, account);
    for (auto, code) in [("safe", 1), ("warnings", 0)] {
        world.write("policy.yaml", &policy(auto));
        sandbox.clear_calls();
        let apply = [&APPLY[..], &["--allow-purchases", "1"]].concat();
        let ended = world.run(&apply).exits(code);
        if code == 1 {
            assert!(ended.stderr.contains("buys 1 number"), "{}", ended.stderr);
            unwritten(&sandbox);
        }
    }
}
