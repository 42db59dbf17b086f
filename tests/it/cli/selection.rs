//! `--target` and `--exclude`: which part of a configuration is planned and applied.

use std::fs;

use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::world::World;

/// Two providers; the second one's credentials are not set.
const TWO: &str = r#"version: 1
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661" }
  eu:
    type: twilio
    account_sid: ACfffffffffffffffffffffffffffffff0
    auth_token: { env: TOKEN_OF_EU }
    numbers:
      other: { phone_number: "+447700900123" }
"#;

fn addresses(plan: &serde_json::Value) -> Vec<&str> {
    let changes = plan["resource_changes"].as_array().unwrap();
    changes
        .iter()
        .map(|change| change["address"].as_str().unwrap())
        .collect()
}

#[test]
fn what_is_excluded_is_neither_planned_nor_applied() {
    let (world, sandbox) = NUMBERS.fresh();
    let options = ["--exclude", "providers.us.numbers.t*", "--exclude", "join"];
    let plan = world
        .run(&[&["plan", "--format", "json"][..], &options].concat())
        .exits(0)
        .json();
    assert_eq!(
        addresses(&plan),
        [
            "providers.us",
            "providers.us.numbers.first",
            "providers.us.numbers.second"
        ]
    );
    assert_eq!(
        plan["excluded"],
        serde_json::json!(["providers.us.numbers.t*", "join"])
    );
    world
        .run(&[&["apply", "--auto-approve"][..], &options].concat())
        .exits(0);
    assert!(
        sandbox
            .setting("+15017122663", "sms_url")
            .contains("demo.twilio.com")
    );
    // The rest is planned later, and nothing else is.
    let rest = world.run(&["plan", "--format", "json"]).json();
    assert_eq!(rest["summary"]["update"], 1, "{rest:#}");
    let nothing = world.run(&[&["plan", "--detailed-exitcode"][..], &options].concat());
    let nothing = nothing.exits(0);
    assert!(
        nothing
            .stdout
            .contains("Everything that is not excluded is in place."),
        "{}",
        nothing.stdout
    );
}

#[test]
fn targets_and_exclusions_are_part_of_the_hash() {
    let (world, _sandbox) = NUMBERS.applied();
    let hash = |options: &[&str]| {
        let plan = world.run(&[&["plan", "--format", "json"][..], options].concat());
        plan.exits(0).json()["sha256"].as_str().unwrap().to_owned()
    };
    let all = [
        hash(&[]),
        hash(&["--target", "first"]),
        hash(&["--target", "second"]),
        hash(&["--exclude", "first"]),
        hash(&["--target", "providers.us", "--exclude", "first"]),
    ];
    let different: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(different.len(), all.len());
    assert_eq!(hash(&["--target", "first"]), hash(&["--target", "fir*"]));
    let plain = world.run(&["plan", "--format", "json"]).json();
    assert!(plain.get("excluded").is_none());
}

#[test]
fn every_report_shows_them_at_its_top() {
    let (world, _sandbox) = NUMBERS.fresh();
    let options = ["--target", "providers.us*", "--exclude", "sec<o>nd*"];
    world.run(&[&["plan"][..], &options].concat()).exits(1);
    let plan = world
        .run(&[
            "plan",
            "--target",
            "providers.us*",
            "--exclude",
            "sec*",
            "--report",
            "markdown=plan.md",
            "--report",
            "html=plan.html",
        ])
        .exits(0);
    let top: Vec<&str> = plan.stdout.lines().take(3).collect();
    assert_eq!(
        top,
        ["Plan for contoso", "only providers.us*", "without sec*"]
    );
    let markdown = world.read("plan.md");
    assert!(
        markdown.contains("\nWithout <code>sec&#42;</code>\n"),
        "{markdown}"
    );
    assert!(world.read("plan.html").contains("Without sec*."));
}

#[test]
fn a_saved_plan_keeps_its_exclusions() {
    let (world, sandbox) = NUMBERS.fresh();
    let options = ["--exclude", "second", "--out", "../plan.json"];
    world.run(&[&["plan"][..], &options].concat()).exits(0);
    let path = world.beside("plan.json");
    let saved = fs::read_to_string(&path).unwrap();
    fs::write(&path, saved.replace("\"second\"", "\"third\"")).unwrap();
    let changed = world.run(&["apply", "../plan.json"]).exits(1);
    assert!(changed.stderr.contains("stale"), "{}", changed.stderr);
    unwritten(&sandbox);
    fs::write(&path, saved).unwrap();
    world.run(&["apply", "../plan.json"]).exits(0);
    assert!(
        sandbox
            .setting("+15017122662", "sms_url")
            .contains("demo.twilio.com")
    );
    world
        .run(&["apply", "../plan.json", "--exclude", "first"])
        .exits(1);
}

#[test]
fn what_means_nothing_is_an_error_that_knows_better() {
    let (world, sandbox) = NUMBERS.fresh();
    for (option, text, expected) in [
        ("--target", "secnod", "did you mean `second`?"),
        (
            "--target",
            "providers.us.number.first",
            "did you mean `providers.us.numbers.first`?",
        ),
        (
            "--exclude",
            "provider.us.*",
            "did you mean `providers.us.*`?",
        ),
        (
            "--exclude",
            "zzz*",
            "nothing declared or recorded matches `zzz*`",
        ),
        ("--exclude", "[a", "is not a pattern"),
        ("--exclude", "*", "nothing is left"),
    ] {
        let ended = world.run(&["plan", option, text]).exits(1);
        assert!(ended.stderr.contains(expected), "{text}: {}", ended.stderr);
    }
    unwritten(&sandbox);
}

#[test]
fn the_credentials_of_an_excluded_provider_are_not_needed() {
    let (mut world, _sandbox) = World::and_sandbox(TWO, "");
    world.variables.remove("TOKEN_OF_EU");
    world.run(&["plan"]).exits(1);
    let plan = world.run(&["plan", "--exclude", "providers.eu", "--format", "json"]);
    let plan = plan.exits(0).json();
    assert_eq!(
        addresses(&plan),
        ["providers.us", "providers.us.numbers.first"]
    );
}
