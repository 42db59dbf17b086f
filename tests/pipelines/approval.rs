//! From the pull request to the merge: what was shown is done, and nothing else.

use super::account::{STORE_LINE, unwritten};
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
fn without_a_pull_request_nobody_approved() {
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
    // The bot's own, in which somebody's words look like a hash; and another environment's.
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
