//! Pull requests from authors who may not be trusted with a secret: validated, and no more.

use super::runner::{Runner, pull_request};
use super::tools::present;

/// Runs the plan for it, and demands that it was only validated.
#[track_caller]
fn validated_only(runner: &Runner, code: i32) {
    let job = runner.workflow("plan.yml").exits(code);
    assert_eq!(runner.github.known().calls, [""; 0]);
    assert_eq!(runner.sandbox.calls(), []);
    assert_eq!(job.uploaded, [""; 0].map(std::path::PathBuf::from));
    assert!(job.summary.contains("validated only"), "{}", job.summary);
    assert_eq!(job.output("plan", "exitcode"), code.to_string());
}

#[test]
fn a_fork_is_validated_without_any_call() {
    if !present("a fork's pull request", &["bash", "jq", "curl"]) {
        return;
    }
    let mut runner = Runner::new();
    runner.event = pull_request(7, "mallory/texting");
    validated_only(&runner, 0);
    // There the secrets are within reach, which makes it no better.
    runner.event_name = "pull_request_target";
    validated_only(&runner, 0);
    // The fork's repository was deleted.
    runner.event["pull_request"]["head"]["repo"] = serde_json::Value::Null;
    validated_only(&runner, 0);
    // A second workflow, started by the fork's, in which there are secrets too.
    runner.event_name = "workflow_run";
    runner.event["pull_request"] = serde_json::Value::Null;
    let head = serde_json::json!({ "head_repository": { "full_name": "mallory/texting" } });
    runner.event["workflow_run"] = head;
    validated_only(&runner, 0);
    let wrong = runner.world.read("switchboard.yaml") + "surprise: 1\n";
    runner.world.write("switchboard.yaml", &wrong);
    validated_only(&runner, 1);
}

#[test]
fn dependabot_is_treated_as_a_fork() {
    if !present("Dependabot's pull request", &["bash", "jq", "curl"]) {
        return;
    }
    let mut runner = Runner::new();
    runner.actor = "dependabot[bot]";
    validated_only(&runner, 0);
}

#[test]
fn variables_are_kept_and_the_other_commands_arguments_are_not() {
    if !present("a fork's variables", &["bash", "jq", "curl"]) {
        return;
    }
    let mut runner = Runner::new();
    runner.event = pull_request(7, "mallory/texting");
    let without = runner
        .world
        .read("switchboard.yaml")
        .replace("${host}", "${host}${tail}");
    runner.world.write("switchboard.yaml", &without);
    let args = "--target store-line --var host=a.example --var=tail=.example --show-unmanaged";
    // Without `tail` it would not be valid, with `--target` not understood.
    let job = runner
        .action(&[("command", "plan"), ("args", args)])
        .exits(0);
    assert_eq!(job.output("it", "exitcode"), "0");
    runner
        .action(&[("command", "plan"), ("args", "--var host=a.example")])
        .exits(1);
}
