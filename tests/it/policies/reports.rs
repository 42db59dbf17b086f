//! A violation in each format: at the line that violates the rule, and beside the rule.

use serde_json::Value;

use super::{KEPT, VIOLATED, fresh};

const FORMATS: [&str; 6] = [
    "markdown",
    "markdown-long",
    "html",
    "github",
    "gitlab-codequality",
    "json",
];

#[test]
fn every_format_reports_what_is_violated() {
    let (world, _sandbox) = fresh(VIOLATED);
    for format in FORMATS {
        let plan = ["plan", "--policy", "policy.yaml", "--format", format];
        let ended = world.run(&plan).exits(1);
        assert!(
            ended.stdout.contains("requires the keyword STOP"),
            "{format}:\n{}",
            ended.stdout
        );
    }
    for format in ["human", "markdown", "html"] {
        let plan = ["plan", "--policy", "policy.yaml", "--format", format];
        let ended = world.run(&plan).exits(1);
        assert!(
            ended.stdout.contains("Policy policy.yaml: 1 violation"),
            "{format}:\n{}",
            ended.stdout
        );
    }
}

/// Those who read a comment or an issue do not see stderr.
#[test]
fn every_format_names_the_line_of_the_policy() {
    let (world, _sandbox) = fresh(VIOLATED);
    for format in ["markdown", "markdown-long", "gitlab-codequality"] {
        let plan = ["plan", "--policy", "policy.yaml", "--format", format];
        let ended = world.run(&plan).exits(1);
        assert!(
            ended.stdout.contains("policy.yaml:2:24"),
            "{format}:\n{}",
            ended.stdout
        );
    }
    let plan = [
        "plan",
        "--policy",
        "policy.yaml",
        "--report",
        "human=plan.txt",
    ];
    world.run(&plan).exits(1);
    let file = world.read("plan.txt");
    for text in [
        "error[E0937]: the policy requires the keyword STOP",
        "requires.keywords.1 at policy.yaml:2:24",
    ] {
        assert!(file.contains(text), "{file}");
    }
}

#[test]
fn a_diagnostic_has_both_places() {
    let (world, _sandbox) = fresh(VIOLATED);
    let plan = ["plan", "--policy", "policy.yaml", "--format", "json"];
    let document = world.run(&plan).exits(1).json();
    let all = document["diagnostics"].as_array().unwrap();
    let violation = all.iter().find(|one| one["code"] == "E0937").unwrap();
    assert_eq!(violation["range"]["filename"], "switchboard.yaml");
    let rule = &violation["related"][0]["range"];
    assert_eq!(rule["filename"], "policy.yaml");
    assert_eq!(rule["start"]["line"], 2);
    let human = world.run(&["plan", "--policy", "policy.yaml"]).exits(1);
    for place in ["switchboard.yaml:11:11", "policy.yaml:2:24"] {
        assert!(human.stderr.contains(place), "{place}\n{}", human.stderr);
    }
}

#[test]
fn a_policy_that_is_kept_is_named() {
    let (world, _sandbox) = fresh(KEPT);
    for format in ["human", "markdown", "html"] {
        let plan = ["plan", "--policy", "policy.yaml", "--format", format];
        let ended = world.run(&plan).exits(0);
        assert!(
            ended.stdout.contains("policy.yaml: no violation"),
            "{}",
            ended.stdout
        );
    }
}

/// A finding keeps its code; the policy gives it a severity.
#[test]
fn a_finding_gets_the_policys_severity() {
    let (world, _sandbox) = fresh("version: 1\nfindings: { W0442: error }\n");
    let configuration = world.read("switchboard.yaml");
    let configuration =
        configuration.replace("type: twilio", "type: twilio\n    purpose: [commercial]");
    world.write("switchboard.yaml", &configuration);
    let severity = |code: i32| {
        let plan = ["plan", "--policy", "policy.yaml", "--format", "json"];
        let document = world.run(&plan).exits(code).json();
        let all: Vec<Value> = document["diagnostics"].as_array().unwrap().clone();
        let mut all = all.into_iter().filter(|one| one["code"] == "W0442");
        let one = all.next().unwrap();
        assert!(all.next().is_none(), "reported twice");
        one["severity"].as_str().unwrap().to_owned()
    };
    assert_eq!(severity(1), "error");
    world.write(
        "policy.yaml",
        "version: 1\nfindings: { warnings: error, W0442: note, W0752: note }\n",
    );
    assert_eq!(severity(0), "note");
    world.write(
        "policy.yaml",
        "version: 1\nfindings: { warnings: error, W0752: note }\n",
    );
    assert_eq!(severity(1), "error");
}

#[test]
fn the_configuration_cannot_ignore_what_the_policy_names() {
    let (world, _sandbox) = fresh("version: 1\nfindings: { W0442: error }\n");
    let ignoring =
        "type: twilio\n    purpose: [commercial]\n    ignore: [{ code: W0442, reason: not now }]";
    let configuration = world.read("switchboard.yaml");
    let configuration = configuration.replace("type: twilio", ignoring);
    world.write("switchboard.yaml", &configuration);
    let ended = world.run(&["plan", "--policy", "policy.yaml"]).exits(1);
    assert!(ended.stderr.contains("W0442"), "{}", ended.stderr);
    world.write(
        "policy.yaml",
        "version: 1\nfindings: { warnings: error, W0752: note }\n",
    );
    world.run(&["plan", "--policy", "policy.yaml"]).exits(0);
}

#[test]
fn shards_are_merged_if_one_policy_judged_them() {
    let (world, _sandbox) = fresh(VIOLATED);
    let shard = |of: &str, policy: &str, to: &str| {
        let plan = ["plan", "--policy", policy, "--shard", of, "--out", to];
        world.run(&plan).exits(1);
    };
    shard("1/2", "policy.yaml", "one.json");
    shard("2/2", "policy.yaml", "two.json");
    let merge = [
        "report", "merge", "one.json", "two.json", "--format", "json",
    ];
    let merged = world.run(&merge).json();
    let violations = merged["policy"]["violations"].as_array().unwrap();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    world.write("other.yaml", &format!("# another\n{VIOLATED}"));
    shard("2/2", "other.yaml", "two.json");
    let ended = world.run(&merge).exits(1);
    assert!(
        ended.stderr.contains("different policies") || ended.stdout.contains("different policies")
    );
}
