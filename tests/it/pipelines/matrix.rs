//! The workflow of a fleet: shards in a matrix, one report, and an apply of the saved plans.

use std::fs;

use serde_json::{Value, json};

use super::account::{STORE_LINE, meddle, unwritten};
use super::runner::{Job, Runner};
use super::shell::document;
use super::tools::present;

const SHARDS: usize = 8;

/// Three providers, which are in three shards.
const FLEET: &str = r#"version: 1
project: harbour-and-pine
vars: { host: hooks.dev.harbour-and-pine.example }
providers:
  shop:
    type: twilio
    callback_url: https://${host}/shop
    numbers: { store-line: { phone_number: "+15017122661" } }
  orders:
    type: twilio
    callback_url: https://${host}/orders
    numbers: { orders: { phone_number: "+15017122662" } }
  returns:
    type: twilio
    callback_url: https://${host}/returns
    numbers: { returns: { phone_number: "+15017122663" } }
keywords: [HOURS]
"#;

fn workflow() -> Value {
    document("examples/ci/github/.github/workflows/fleet.yml")
}

fn ready(what: &str) -> bool {
    present(what, &["bash", "jq", "curl"])
}

fn fleet() -> Runner {
    let runner = Runner::new();
    runner.world.write("switchboard.yaml", FLEET);
    runner
}

/// Runs a job of the workflow once.
fn job(runner: &Runner, name: &str) -> Job {
    let _ = fs::remove_dir_all(runner.world.path("reports"));
    let _ = fs::remove_dir_all(runner.world.path("saved"));
    let _ = fs::remove_file(runner.world.beside("summary.md"));
    runner.run(workflow()["jobs"][name]["steps"].as_array().unwrap())
}

/// Runs the jobs of a matrix, one after another.
fn matrix(runner: &mut Runner, name: &str) -> Vec<Job> {
    let shards = &workflow()["jobs"][name]["strategy"]["matrix"]["shard"];
    assert_eq!(*shards, json!((1..=SHARDS).collect::<Vec<_>>()));
    let all = (1..=SHARDS)
        .map(|shard| {
            runner.matrix = Some((shard, SHARDS));
            job(runner, name)
        })
        .collect();
    runner.matrix = None;
    all
}

#[test]
fn a_shard_that_fails_stops_no_other() {
    let workflow = workflow();
    for name in ["plan", "apply"] {
        let strategy = &workflow["jobs"][name]["strategy"];
        assert_eq!(strategy["fail-fast"], false, "{name}");
    }
}

/// From the pull request to the merge: one comment for all shards, and what it showed is applied.
#[test]
fn shards_are_planned_reported_together_and_applied() {
    if !ready("the workflow of a fleet") {
        return;
    }
    let mut runner = fleet();
    for plan in matrix(&mut runner, "plan") {
        let plan = plan.exits(0);
        assert_eq!(plan.uploaded.len(), 2, "the report and the saved plan");
    }
    let report = job(&runner, "report").exits(0);
    assert!(report.summary.contains("store-line"), "{}", report.summary);
    let comments = runner.github.own_comments();
    assert_eq!(comments.len(), 1, "{comments:#?}");
    for number in [
        "store-line",
        "orders.numbers.orders",
        "returns.numbers.returns",
    ] {
        assert!(comments[0].contains(number), "{}", comments[0]);
    }
    assert!(
        !comments[0].contains("sha256="),
        "no merged plan is approved"
    );
    unwritten(&runner.sandbox);
    let condition = |name: &str| workflow()["jobs"][name]["if"].as_str().unwrap().to_owned();
    assert!(!runner.holds(&condition("apply")));

    runner.merged();
    fs::remove_dir_all(runner.world.beside("artifacts")).unwrap();
    for plan in matrix(&mut runner, "plan") {
        plan.exits(0);
    }
    job(&runner, "report").exits(0);
    assert!(runner.holds(&condition("apply")));
    for apply in matrix(&mut runner, "apply") {
        apply.exits(0);
    }
    let result = job(&runner, "result").exits(0);
    assert!(result.summary.contains("3 updated"), "{}", result.summary);
    let url = runner.sandbox.setting(STORE_LINE, "sms_url");
    assert_eq!(url, "https://hooks.harbour-and-pine.example/shop");
    let whole = ["plan", "--env", "prod", "--detailed-exitcode"];
    runner.world.run(&whole).exits(0);
    assert_eq!(runner.github.own_comments().len(), 1);
}

/// The report names a shard that left no report, and fails, so that nothing is applied.
#[test]
fn a_missing_shard_fails_the_report() {
    if !ready("a missing shard") {
        return;
    }
    let mut runner = fleet();
    matrix(&mut runner, "plan");
    fs::remove_dir_all(runner.world.beside("artifacts/plan-4")).unwrap();
    let report = job(&runner, "report").exits(3);
    let comments = runner.github.own_comments();
    assert!(comments[0].contains("shard 4"), "{}", comments[0]);
    assert!(report.summary.contains("shard 4"), "{}", report.summary);
    assert_eq!(workflow()["jobs"]["apply"]["needs"], "report");
}

/// What a shard's reviewers did not see is not applied.
#[test]
fn a_saved_plan_of_a_shard_is_refused_when_twilio_has_changed() {
    if !ready("a stale shard") {
        return;
    }
    let mut runner = fleet();
    runner.merged();
    for plan in matrix(&mut runner, "plan") {
        plan.exits(0);
    }
    meddle(&runner.sandbox, "https://elsewhere.example/sms");
    let refused: Vec<i32> = matrix(&mut runner, "apply")
        .iter()
        .map(|apply| apply.code)
        .filter(|&code| code != 0)
        .collect();
    assert_eq!(refused, [1], "the shard of that number");
}
