//! The report of an apply: what was done, what failed and what was not tried, in every format.

use serde_json::{Value, json};

use crate::support::fixture::NUMBERS;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

const FORMATS: [&str; 9] = [
    "human",
    "json",
    "markdown",
    "markdown-long",
    "github",
    "html",
    "prometheus",
    "gitlab-terraform",
    "gitlab-codequality",
];

/// Applies with every report there is.
fn apply(world: &World, more: &[&str]) -> Ended {
    let mut arguments = vec!["apply".to_owned()];
    arguments.extend(more.iter().map(ToString::to_string));
    for format in FORMATS {
        arguments.extend(["--report".to_owned(), format!("{format}=../r.{format}")]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    world.run(&arguments)
}

fn report(world: &World, format: &str) -> String {
    std::fs::read_to_string(world.beside(&format!("r.{format}"))).unwrap()
}

fn refuse(sandbox: &Sandbox, number: &str) {
    let fault =
        json!([{ "method": "POST", "path": number, "then": { "status": 400, "code": 21402 } }]);
    sandbox.add_faults(&sandbox.with_sids(&fault));
}

/// The number that failed, Twilio's code and the request id are in the report.
#[test]
fn what_failed_is_in_every_report() {
    let (world, sandbox) = NUMBERS.fresh();
    refuse(&sandbox, "+15017122662");
    let ended = apply(&world, &["--auto-approve"]).exits(3);
    assert!(ended.stdout.contains("code 21402"), "{}", ended.stdout);
    for format in FORMATS {
        let text = report(&world, format);
        if ["prometheus", "gitlab-terraform"].contains(&format) {
            continue;
        }
        assert!(
            text.contains("providers.us.numbers.second"),
            "{format}: {text}"
        );
        assert!(
            text.contains("21402") && text.contains("request RQ"),
            "{format}: {text}"
        );
    }
    let json: Value = serde_json::from_str(&report(&world, "json")).unwrap();
    assert_eq!(json["kind"], "apply");
    assert_eq!(json["applied"]["success"], false);
    assert_eq!(json["applied"]["failed"].as_array().unwrap().len(), 1);
    assert_eq!(json["applied"]["done"].as_array().unwrap().len(), 4);
    let markdown = report(&world, "markdown");
    assert!(
        markdown.starts_with(
            "## Switchboard apply: contoso\n\n**Partly applied: 2 created, 2 updated; 1 failed."
        ),
        "{markdown}"
    );
    assert!(
        markdown.contains("### Not done\n\n- **failed** update"),
        "{markdown}"
    );
    assert!(
        markdown.contains("| update | failed | <code>providers.us.numbers.second</code>"),
        "{markdown}"
    );
    assert!(
        report(&world, "prometheus")
            .contains("switchboard_apply_success{project=\"contoso\",environment=\"\"} 0\n")
    );
    assert_eq!(
        report(&world, "gitlab-terraform"),
        "{\"create\":2,\"delete\":0,\"update\":2}\n"
    );
    assert!(report(&world, "github").contains("::error title=switchboard apply::Partly applied"));
}

/// An apply that did everything says so, and a plan's report is not an apply's.
#[test]
fn what_was_done_is_in_every_report() {
    let (world, _sandbox) = NUMBERS.fresh();
    apply(&world, &["--auto-approve"]).exits(0);
    let markdown = report(&world, "markdown");
    assert!(
        markdown.contains("\n**Applied: 2 created, 3 updated.**\n"),
        "{markdown}"
    );
    assert!(report(&world, "github").contains("::notice title=switchboard apply::Applied"));
    assert!(
        report(&world, "prometheus")
            .contains("switchboard_apply_success{project=\"contoso\",environment=\"\"} 1\n")
    );
    assert!(report(&world, "html").contains("class=\"verdict good\""));
    let json: Value = serde_json::from_str(&report(&world, "json")).unwrap();
    assert_eq!(json["applied"]["success"], true);
    // The report is not a plan that could be applied again.
    let path = world.beside("r.json").display().to_string();
    let again = world.run(&["apply", &path]).exits(1);
    assert!(
        again.stderr.contains("its kind is `apply`"),
        "{}",
        again.stderr
    );
    apply(&world, &["--auto-approve"]).exits(0);
    let markdown = report(&world, "markdown");
    assert!(
        markdown.contains("\n**Applied: no changes were needed.**\n"),
        "{markdown}"
    );
}

/// Where an apply ends early, its reports say that nothing was applied, and why.
#[test]
fn an_apply_that_is_refused_is_reported_too() {
    let refused = |world: &World, more: &[&str], why: &str| {
        let ended = apply(world, more).exits(1);
        assert!(ended.stderr.contains(why), "{}", ended.stderr);
        for format in ["human", "markdown", "markdown-long", "html", "github"] {
            let text = report(world, format).replace("&#45;", "-");
            assert!(text.contains("Nothing was applied."), "{format}: {text}");
            assert!(text.contains(why), "{format}: {text}");
        }
        assert!(
            report(world, "prometheus")
                .contains("switchboard_apply_success{project=\"contoso\",environment=\"\"} 0\n")
        );
        assert_eq!(report(world, "gitlab-terraform"), "{}\n");
        assert!(report(world, "gitlab-codequality").contains(why));
        assert!(report(world, "json").contains(why));
    };
    // A guard refuses the apply.
    let (world, _sandbox) = NUMBERS.fresh();
    let wrong = "0".repeat(64);
    refused(
        &world,
        &["--auto-approve", "--expect-plan", &wrong],
        "this is not the expected plan",
    );
    // No terminal on which to ask.
    refused(&world, &[], "there is no terminal to ask on");
    // A stale plan: its configuration, and the live state.
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    world.run(&["plan", "--out", "../plan.json"]).exits(0);
    let url = [("SmsUrl".to_owned(), "https://elsewhere.example/".to_owned())];
    sandbox.change("POST", "+15017122662", &url);
    refused(&world, &["../plan.json"], "the plan is stale");
    let edited = world.read("switchboard.yaml").replace("v2", "v3");
    world.write("switchboard.yaml", &edited);
    refused(&world, &["../plan.json"], "the plan is stale");
    refused(&world, &["../no-plan.json"], "no-plan.json cannot be read");
    refused(&world, &["destroy"], "there is no saved plan destroy");
    let help = world.run(&["apply", "destroy"]).exits(1).stderr;
    assert!(help.contains("nothing is ever deleted"), "{help}");
    // A file of that name is a plan.
    world.write("destroy", "{}");
    refused(&world, &["destroy"], "is not a plan that can be applied");
}

/// In a format for programs, stdout is one document, about the end.
#[test]
fn stdout_gets_one_document() {
    let (world, sandbox) = NUMBERS.fresh();
    refuse(&sandbox, "+15017122662");
    let ended = world
        .run(&["apply", "--auto-approve", "--format", "markdown"])
        .exits(3);
    assert_eq!(
        ended.stdout.matches("## Switchboard ").count(),
        1,
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("21402"), "{}", ended.stdout);
    let ended = world.run(&["apply", "--format", "markdown"]).exits(1);
    assert!(
        ended.stdout.contains("**Nothing was applied.**"),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stderr.contains("Plan for contoso"),
        "{}",
        ended.stderr
    );
}

/// Plan, apply and drift take the same formats.
#[test]
fn plan_apply_and_drift_have_the_same_formats() {
    let (world, _sandbox) = NUMBERS.fresh();
    for format in FORMATS {
        let to = format!("{format}=../r.{format}");
        world.run(&["plan", "--report", &to]).exits(0);
        assert!(!report(&world, format).is_empty(), "{format}");
    }
    apply(&world, &["--auto-approve"]).exits(0);
    for format in FORMATS {
        let to = format!("{format}=../d.{format}");
        world.run(&["drift", "--report", &to]).exits(0);
    }
    let refused = world.run(&["apply", "--report", "junit=../r.xml"]).exits(1);
    assert!(
        refused.stderr.contains("only drift and test have it"),
        "{}",
        refused.stderr
    );
}
