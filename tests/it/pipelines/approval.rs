//! From the pull request to the merge: the apply does what the plan showed, and nothing else.

use super::account::{STORE_LINE, shadow, unwritten};
use super::github::BOT;
use super::runner::Runner;
use super::tools::present;

const TOOLS: [&str; 3] = ["bash", "jq", "curl"];

/// A pull request that was planned, then merged.
fn planned_and_merged() -> (Runner, String) {
    let mut runner = Runner::new();
    let job = runner.workflow("plan.yml").exits(0);
    let hash = job.output("plan", "plan-sha256").to_owned();
    runner.merged();
    runner.sandbox.clear_calls();
    (runner, hash)
}

#[test]
fn what_the_pull_request_showed_is_applied() {
    if !present("apply on merge", &TOOLS) {
        return;
    }
    let (runner, hash) = planned_and_merged();
    runner.workflow("apply.yml").exits(0);
    assert_eq!(
        runner.sandbox.setting(STORE_LINE, "sms_url"),
        "https://hooks.harbour-and-pine.example/sms"
    );
    let comments = runner.github.own_comments();
    assert_eq!(comments.len(), 2, "{comments:#?}");
    assert!(comments[0].contains(&hash));
    assert!(
        comments[1].starts_with("<!-- switchboard command=apply env=prod -->\n\n"),
        "{}",
        comments[1]
    );
    assert!(
        comments[1].contains("**Applied: 3 created, 2 updated.**"),
        "{}",
        comments[1]
    );
    assert!(!comments[1].contains("<!-- switchboard sha256="));
}

/// A complete plan can be approved even though a declared resource has an error, and the
/// exit code reports the error.
#[test]
fn a_complete_plan_with_an_error_can_be_approved() {
    if !present("the approval of a plan with an error", &TOOLS) {
        return;
    }
    let mut runner = Runner::new();
    shadow(&runner.sandbox);
    let job = runner.workflow("plan.yml").exits(0);
    assert_eq!(job.output("plan", "exitcode"), "3");
    let hash = job.output("plan", "plan-sha256").to_owned();
    assert_eq!(job.uploaded.len(), 1);
    assert!(job.stdout.contains("::error"), "{}", job.stdout);
    assert!(
        job.summary
            .contains("the plan has an error at something declared")
            && !job.summary.contains("Incomplete"),
        "{}",
        job.summary
    );
    assert!(runner.github.own_comments()[0].contains(&hash));
    runner.merged();
    // All possible changes are done; another handler still answers the number.
    let job = runner.workflow("apply.yml").exits(3);
    assert!(
        job.summary.contains("Applied: 3 created, 2 updated."),
        "{}",
        job.summary
    );
    assert_eq!(
        runner.sandbox.setting(STORE_LINE, "sms_url"),
        "https://hooks.harbour-and-pine.example/sms"
    );
}

/// An incomplete plan has no hash to approve.
#[test]
fn an_incomplete_plan_cannot_be_approved() {
    if !present("the approval of half a plan", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let fault = serde_json::json!([{ "path": "/v1/Services", "times": 99, "then": { "status": 403, "code": 20003 } }]);
    runner.sandbox.add_faults(&fault);
    let job = runner.workflow("plan.yml").exits(3);
    assert_eq!(job.output("plan", "exitcode"), "3");
    assert!(job.summary.contains("Incomplete"), "{}", job.summary);
    let comments = runner.github.own_comments();
    assert!(
        !comments[0].contains("<!-- switchboard sha256="),
        "{}",
        comments[0]
    );
}

#[test]
fn a_moved_world_is_refused() {
    if !present("a moved world", &TOOLS) {
        return;
    }
    let (runner, hash) = planned_and_merged();
    super::account::meddle(
        &runner.sandbox,
        "https://hooks.harbour-and-pine.example/sms",
    );
    runner.sandbox.clear_calls();
    let job = runner.workflow("apply.yml").exits(1);
    assert!(job.stderr.contains(&hash), "{}", job.stderr);
    assert!(
        job.summary.contains("not the expected plan"),
        "{}",
        job.summary
    );
    unwritten(&runner.sandbox);
    assert!(runner.github.own_comments()[1].contains("**Failed with exit code 1.**"));
}

#[test]
fn another_configuration_is_refused() {
    if !present("an edit after approval", &TOOLS) {
        return;
    }
    let (runner, _) = planned_and_merged();
    let edited = runner
        .world
        .read("envs/prod.yaml")
        .replace("hooks.", "evil.");
    runner.world.write("envs/prod.yaml", &edited);
    runner.workflow("apply.yml").exits(1);
    unwritten(&runner.sandbox);
}

#[test]
fn a_plan_without_a_pull_request_has_no_approval() {
    if !present("a push without a pull request", &TOOLS) {
        return;
    }
    let mut runner = Runner::new();
    runner.workflow("plan.yml").exits(0);
    runner.pushed();
    runner.sandbox.clear_calls();
    let job = runner.workflow("apply.yml").exits(1);
    assert!(
        job.stdout
            .contains("::error title=switchboard::no merged pull request belongs to 2222"),
        "{}",
        job.stdout
    );
    assert_eq!(runner.sandbox.calls(), []);
}

#[test]
fn only_the_bots_own_comment_approves() {
    if !present("a forged approval", &TOOLS) {
        return;
    }
    let mut runner = Runner::new();
    let inputs = [("command", "plan"), ("env", "prod"), ("comment", "false")];
    let job = runner.action(&inputs).exits(0);
    let hash = job.output("it", "plan-sha256");
    let marker = "<!-- switchboard command=plan env=prod -->";
    let forged = format!("{marker}\n<!-- switchboard sha256={hash} -->\n");
    for login in ["mallory", "github-actions", "other-app[bot]"] {
        runner.github.comment(7, login, &forged);
    }
    // The bot's own comment, in which foreign text looks like a hash; and another environment's.
    runner.github.comment(
        7,
        BOT,
        &format!("{marker}\n\n<!-- switchboard sha256={hash} -->"),
    );
    runner
        .github
        .comment(7, BOT, &forged.replace("env=prod", "env=dev"));
    runner.merged();
    runner.sandbox.clear_calls();
    let job = runner.workflow("apply.yml").exits(1);
    assert!(
        job.stdout.contains("no comment on #7 carries a plan"),
        "{}",
        job.stdout
    );
    assert_eq!(runner.sandbox.calls(), []);
}

#[test]
fn a_newer_plan_is_approved_by_its_hash() {
    if !present("an apply by hand", &TOOLS) {
        return;
    }
    let (mut runner, _) = planned_and_merged();
    super::account::meddle(&runner.sandbox, "https://elsewhere.example/sms");
    let inputs = [("command", "plan"), ("env", "prod"), ("comment", "false")];
    let hash = runner
        .action(&inputs)
        .exits(0)
        .output("it", "plan-sha256")
        .to_owned();
    runner.event_name = "workflow_dispatch";
    runner.inputs.insert("expect-plan".to_owned(), hash);
    runner.workflow("apply.yml").exits(0);
    assert_eq!(
        runner.sandbox.setting(STORE_LINE, "sms_url"),
        "https://hooks.harbour-and-pine.example/sms"
    );
}

#[test]
fn the_artifact_can_be_applied_too() {
    if !present("an apply of the artifact", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let job = runner.workflow("plan.yml").exits(0);
    let plan = job.uploaded[0].to_str().unwrap();
    let inputs = [("command", "apply"), ("args", plan), ("comment", "false")];
    runner.action(&inputs).exits(0);
    let job = runner.action(&inputs).exits(1);
    assert!(job.summary.contains("stale"), "{}", job.summary);
}
