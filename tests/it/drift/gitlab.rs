//! The files for GitLab: the counts of its Terraform widget, and the issues of its Code Quality
//! widget, checked against what GitLab documents of both.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::outside;
use crate::support::fixture::SERVICE;
use crate::support::world::World;

fn issues(world: &World, code: i32, command: &str) -> Vec<Value> {
    let ended = world.run(&[command, "--format", "gitlab-codequality"]);
    let issues: Vec<Value> = serde_json::from_str(&ended.exits(code).stdout).unwrap();
    let mut fingerprints = BTreeSet::new();
    for issue in &issues {
        let text = |pointer: &str| issue.pointer(pointer).and_then(Value::as_str).unwrap();
        assert!(!text("/description").is_empty() && !text("/check_name").is_empty());
        assert!(
            fingerprints.insert(text("/fingerprint").to_owned()),
            "twice: {issue:#}"
        );
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&text("/severity")));
        let path = text("/location/path");
        assert!(!path.starts_with("./") && !path.starts_with('/'), "{path}");
        assert!(
            issue
                .pointer("/location/lines/begin")
                .and_then(Value::as_u64)
                .unwrap()
                > 0
        );
    }
    issues
}

#[test]
fn drift_is_counted_as_changes_made_outside() {
    let (world, sandbox) = SERVICE.applied();
    let counts = |code| {
        let ended = world.run(&["drift", "--format", "gitlab-terraform"]);
        let counts: Value = serde_json::from_str(&ended.exits(code).stdout).unwrap();
        counts
    };
    assert_eq!(counts(0), json!({"create": 0, "update": 0, "delete": 0}));
    outside(&sandbox, "DELETE", "+15017122662", &[]);
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "x")]);
    let found = counts(2);
    // The service of the released number has lost a member, too.
    assert_eq!((&found["create"], &found["delete"]), (&json!(0), &json!(1)));
    assert!(found["update"].as_u64().unwrap() >= 1);
    // Zeros without a comparison would be no report.
    world.run(&["apply", "--auto-approve"]);
    world.write(
        "switchboard.yaml",
        &SERVICE
            .configuration
            .replace("type: twilio", "type: carrier"),
    );
    assert_eq!(counts(1), json!({}));
}

#[test]
fn each_difference_is_an_issue_that_keeps_its_name() {
    let (world, sandbox) = SERVICE.applied();
    assert_eq!(issues(&world, 0, "drift"), Vec::<Value>::new());
    let fields = [
        ("FriendlyName", "x"),
        ("SmsUrl", "https://elsewhere.example/"),
    ];
    outside(&sandbox, "POST", "+15017122661", &fields);
    let first = issues(&world, 2, "drift");
    assert_eq!(first.len(), 2);
    assert_eq!(first[0]["severity"], "critical");
    assert_eq!(first[1]["severity"], "minor");
    assert_eq!(first[0]["check_name"], "drift/field");
    assert_eq!(
        first[0]["location"],
        json!({"path": "switchboard.yaml", "lines": {"begin": 8}})
    );
    assert_eq!(issues(&world, 2, "drift"), first, "the same a second time");
    // Where lines move, the names stay.
    world.write(
        "switchboard.yaml",
        &format!("# A comment.\n{}", SERVICE.configuration),
    );
    let moved = issues(&world, 2, "drift");
    let names = |issues: &[Value]| -> Vec<Value> {
        issues
            .iter()
            .map(|issue| issue["fingerprint"].clone())
            .collect()
    };
    assert_eq!(names(&moved), names(&first));
    assert_eq!(moved[0]["location"]["lines"]["begin"], 9);
}

#[test]
fn a_plan_has_both_gitlab_formats() {
    let (world, _sandbox) = SERVICE.fresh();
    let counts = world
        .run(&["plan", "--format", "gitlab-terraform"])
        .exits(0)
        .json();
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(counts["create"], plan["summary"]["create"]);
    assert_eq!(counts["update"], plan["summary"]["update"]);
    let warned = issues(&world, 0, "plan");
    assert!(warned.iter().all(|issue| issue["severity"] == "minor"));
    let gone = SERVICE
        .configuration
        .replace("+15017122661", "+15017122669");
    world.write("switchboard.yaml", &gone);
    let found = issues(&world, 3, "plan");
    let missing = found.iter().find(|issue| issue["check_name"] == "E0702");
    assert_eq!(missing.unwrap()["severity"], "critical", "{found:#?}");
    world.write(
        "switchboard.yaml",
        &SERVICE
            .configuration
            .replace("type: twilio", "type: carrier"),
    );
    assert!(!issues(&world, 1, "plan").is_empty());
    let ended = world.run(&["plan", "--report", "gitlab-terraform=../tfplan.json"]);
    ended.exits(1);
    let counts = std::fs::read_to_string(world.beside("tfplan.json")).unwrap();
    assert_eq!(counts, "{}\n");
}
