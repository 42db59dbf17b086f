//! The rules of `examples/policy/opa` for conftest and OPA: their own tests, and the plan of the
//! example.

use std::process::Command;

use serde_json::Value;

use crate::support::crate_folder;
use crate::support::fixture::NUMBERS;
use crate::support::programs;

fn opa(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("opa")
        .args(arguments)
        .current_dir(crate_folder().join("examples/policy/opa"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (
        output.status.success(),
        text + &String::from_utf8_lossy(&output.stderr),
    )
}

#[test]
fn the_rules_pass_their_own_tests() {
    if !programs::present("the rules for conftest and OPA", &["opa"]) {
        return;
    }
    for arguments in [&["check", "--strict", "."][..], &["test", "."]] {
        let (success, text) = opa(arguments);
        assert!(success, "{text}");
    }
}

#[test]
fn the_rules_judge_a_real_plan() {
    if !programs::present("the rules for conftest and OPA", &["opa"]) {
        return;
    }
    let (world, _sandbox) = NUMBERS.fresh();
    let denied = || {
        world.run(&["plan", "--out", "../plan.json"]).exits(0);
        let plan = world.beside("plan.json");
        let plan = plan.to_str().unwrap();
        let (success, text) = opa(&["eval", "-d", "plan.rego", "-i", plan, "data.main.deny"]);
        assert!(success, "{text}");
        let result: Value = serde_json::from_str(&text).unwrap();
        let value = &result["result"][0]["expressions"][0]["value"];
        value.as_array().unwrap().clone()
    };
    assert_eq!(
        denied().len(),
        4,
        "the provider's URL and each number's have a host that is not allowed"
    );
    let ours = NUMBERS
        .configuration
        .replace("contoso.example", "contoso.com");
    world.write("switchboard.yaml", &ours);
    assert_eq!(denied(), Vec::<Value>::new());
}
