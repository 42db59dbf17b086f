//! Merged reports of the other commands: drift, applies and tests.

use serde_json::json;

use super::{json_of, merge, settled, shards};
use crate::fleets::{Home, edit, edited, fleet};

#[test]
fn drift_in_any_shard_gives_2() {
    let (world, sandbox) = fleet(Home::Sqlite);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let files = shards(&world, "drift");
    merge(&world, &files, &[]).exits(0);
    let url = [("SmsUrl".to_owned(), "https://elsewhere.example/".to_owned())];
    sandbox.change("POST", "+15017122605", &url);
    let files = shards(&world, "drift");
    let merged = json_of(merge(&world, &files, &["--format", "json"]), 2);
    let whole = json_of(world.run(&["drift", "--format", "json"]), 2);
    assert_eq!(settled(merged), settled(whole));
    merge(&world, &files, &["--drift-exit-code", "7"]).exits(7);
    for format in [
        "human",
        "markdown",
        "github",
        "html",
        "prometheus",
        "gitlab-terraform",
        "gitlab-codequality",
        "junit",
        "sarif",
    ] {
        let ended = merge(&world, &files, &["--format", format]).exits(2);
        let one = world.run(&["drift", "--format", format]).exits(2);
        assert!(!ended.stdout.is_empty());
        if format == "human" {
            let own = |line: &&str| !line.starts_with("Merged from");
            let lines = |text: &str| {
                text.lines()
                    .filter(own)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert_eq!(lines(&ended.stdout), lines(&one.stdout));
        }
    }
    // A missing shard counts more than drift.
    merge(&world, &files[..2], &[]).exits(3);
}

#[test]
fn applies_are_merged_too() {
    let (world, _sandbox) = edited();
    let files: Vec<String> = (1..=2)
        .map(|index| {
            let (shard, file) = (format!("{index}/2"), format!("apply-{index}.json"));
            let report = format!("json={file}");
            let options = [
                "--auto-approve",
                "--allow-mass-change",
                "--shard",
                &shard,
                "--report",
                &report,
            ];
            world.run(&[&["apply"], &options[..]].concat()).exits(0);
            file
        })
        .collect();
    let merged = json_of(merge(&world, &files, &["--format", "json"]), 0);
    assert_eq!(
        (&merged["kind"], &merged["applied"]["success"]),
        (&json!("apply"), &json!(true))
    );
    assert_eq!(merged["applied"]["done"].as_array().unwrap().len(), 48);
    let text = merge(&world, &files, &[]).exits(0).stdout;
    assert!(text.contains("Applied: 48 updated."), "{text}");
    merge(&world, &files[..1], &[]).exits(3);
}

#[test]
fn tests_are_merged_too() {
    let (world, _sandbox) = fleet(Home::Sqlite);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let files = shards(&world, "test");
    let whole = json_of(world.run(&["test", "--format", "json"]), 0);
    let merged = json_of(merge(&world, &files, &["--format", "json"]), 0);
    assert_eq!(settled(merged), settled(whole));
    for format in ["human", "junit"] {
        let whole = world.run(&["test", "--format", format]).exits(0).stdout;
        let merged = merge(&world, &files, &["--format", format]).exits(0).stdout;
        assert_eq!(merged, whole);
    }
    let missing = merge(&world, &files[1..], &["--format", "junit"]).exits(3);
    assert!(
        missing.stdout.contains("shard 1 of 3 is missing"),
        "{}",
        missing.stdout
    );
    merge(&world, &files, &["--format", "html"]).exits(1);
    edit(&world);
    let files = shards(&world, "test");
    merge(&world, &files, &[]).exits(2);
}
