//! `report merge`: the documents of all shards as one report.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Home, RESOURCES, addresses, configuration, edit, edited, fleet};
use crate::support::world::{Ended, World};

/// Writes the document of each of three shards, and returns the files.
fn shards(world: &World, command: &str) -> Vec<String> {
    let write = |index: usize| {
        let (shard, file) = (format!("{index}/3"), format!("{command}-{index}.json"));
        let report = format!("json={file}");
        world.run(&[command, "--shard", &shard, "--report", &report]);
        file
    };
    (1..=3).map(write).collect()
}

fn merge(world: &World, files: &[String], more: &[&str]) -> Ended {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    world.run(&[&["report", "merge"], files.as_slice(), more].concat())
}

fn json_of(ended: Ended, code: i32) -> Value {
    ended.exits(code).json()
}

/// A document without what differs between one run and several.
fn settled(mut document: Value) -> Value {
    let object = document.as_object_mut().unwrap();
    for key in ["timestamp", "sha256", "shards", "registry"] {
        object.remove(key);
    }
    document
}

#[test]
fn merged_plans_are_the_plan_of_one_run() {
    let (world, _sandbox) = edited();
    let files = shards(&world, "plan");
    let whole = json_of(world.run(&["plan", "--format", "json"]), 0);
    let merged = json_of(merge(&world, &files, &["--format", "json"]), 0);
    assert_eq!(merged["shards"].as_array().unwrap().len(), 3);
    assert_eq!(addresses(&merged).len(), RESOURCES);
    let sorted = |mut document: Value| {
        let list = document["diagnostics"].as_array_mut().unwrap();
        // Each shard judges for itself how much of it changes.
        list.retain(|one| one["code"] != "W0711");
        list.sort_by_key(ToString::to_string);
        document
    };
    assert_eq!(sorted(settled(merged)), sorted(settled(whole)));
    // The order of the files does not matter, and the result is none that can be applied.
    let reversed: Vec<String> = files.iter().rev().cloned().collect();
    let report = merge(&world, &reversed, &["--report", "json=merged.json"]);
    assert_eq!(report.exits(0).stdout, merge(&world, &files, &[]).stdout);
    let refused = world.run(&["apply", "merged.json"]).exits(1);
    assert!(
        refused.stderr.contains("apply each of them"),
        "{}",
        refused.stderr
    );
}

/// What people see of the merged plan is what they see of one plan, line by line.
#[test]
fn every_format_of_a_merged_plan_says_the_same_as_one_plan() {
    let (world, _sandbox) = edited();
    // So little that no guard against mass changes counts it, which each shard has for itself.
    let mut text = configuration();
    for at in [1, 2, 4] {
        let url = format!("contoso.example/{at}\n");
        text = text.replace(&url, &format!("contoso.example/v2/{at}\n"));
    }
    world.write("switchboard.yaml", &text);
    let files = shards(&world, "plan");
    for format in [
        "human",
        "markdown",
        "markdown-long",
        "github",
        "html",
        "prometheus",
        "gitlab-terraform",
        "gitlab-codequality",
    ] {
        let whole = world.run(&["plan", "--format", format]).exits(0).stdout;
        let merged = merge(&world, &files, &["--format", format]).exits(0).stdout;
        let lines = |text: &str| -> BTreeSet<String> {
            let own = |line: &&str| !line.contains("timestamp_seconds") && !line.contains("<time");
            let text = text.replace("%0A", "\n");
            text.lines().filter(own).map(str::to_owned).collect()
        };
        let (whole, merged) = (lines(&whole), lines(&merged));
        let missing: Vec<_> = whole.difference(&merged).collect();
        let more: Vec<_> = merged.difference(&whole).collect();
        // The name of a service is no part of a document; and the merge says what it is.
        let differs = |line: &&&String| line.contains("messaging") || line.contains("News");
        let missing: Vec<_> = missing.iter().filter(|line| !differs(line)).collect();
        assert!(
            missing.is_empty(),
            "{format}: {missing:#?}\ninstead: {more:#?}"
        );
    }
}

#[test]
fn a_missing_shard_is_named_in_every_format() {
    let (world, _sandbox) = edited();
    for command in ["plan", "drift"] {
        let mut files = shards(&world, command);
        files.remove(1);
        let merged = json_of(merge(&world, &files, &["--format", "json"]), 3);
        assert_eq!(
            (&merged["complete"], &merged["shard"]),
            (&json!(false), &Value::Null)
        );
        assert_eq!(merged["shards"][1]["state"], "missing");
        for format in ["human", "markdown", "github", "html", "gitlab-codequality"] {
            let ended = merge(&world, &files, &["--format", format]).exits(3);
            let said = ["shard 2 is missing", "shard 2 of 3 is missing"];
            assert!(
                said.iter().any(|said| ended.stdout.contains(said)),
                "{format}: {}",
                ended.stdout
            );
        }
        let metrics = merge(&world, &files, &["--format", "prometheus"]).exits(3);
        assert!(
            metrics
                .stdout
                .contains(&format!("switchboard_{command}_complete{{")),
            "{}",
            metrics.stdout
        );
        // A run that wrote nothing leaves no file, or an empty one.
        world.write("empty.json", "");
        for left in ["empty.json", "never-written.json"] {
            let files = [files.as_slice(), &[left.to_owned()]].concat();
            let ended = merge(&world, &files, &[]).exits(3);
            assert!(ended.stderr.contains(left), "{}", ended.stderr);
        }
    }
}

#[test]
fn an_incomplete_shard_makes_the_whole_incomplete() {
    let (mut world, _sandbox) = edited();
    world.variables.insert("TOKEN_5".to_owned(), "0".repeat(32));
    let files = shards(&world, "plan");
    let merged = json_of(merge(&world, &files, &["--format", "json"]), 3);
    assert_eq!(merged["complete"], false);
    let states: Vec<_> = merged["shards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["state"])
        .collect();
    // Shard 1 of 3 has p05.
    assert_eq!(states, ["incomplete", "complete", "complete"]);
    assert!(addresses(&merged).len() > RESOURCES / 2);
}

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
fn several_environments_are_a_set() {
    let (world, _sandbox) = fleet(Home::Sqlite);
    for environment in ["prod", "test"] {
        world.write(&format!("envs/{environment}.yaml"), "version: 1\n");
    }
    let mut files = Vec::new();
    for environment in ["prod", "test"] {
        for index in 1..=2 {
            let (shard, file) = (format!("{index}/2"), format!("{environment}-{index}.json"));
            let report = format!("json={file}");
            world.run(&[
                "plan",
                "--env",
                environment,
                "--shard",
                &shard,
                "--report",
                &report,
            ]);
            files.push(file);
        }
    }
    let set = json_of(merge(&world, &files, &["--format", "json"]), 0);
    assert_eq!(set["kind"], "plan-set");
    let environments = set["environments"].as_array().unwrap();
    let names: Vec<_> = environments.iter().map(|one| &one["environment"]).collect();
    assert_eq!(names, ["prod", "test"]);
    let count = |one: &Value| one["summary"]["create"].as_u64().unwrap();
    assert_eq!(count(&set), environments.iter().map(count).sum::<u64>());
    for format in [
        "human",
        "markdown",
        "github",
        "html",
        "prometheus",
        "gitlab-terraform",
        "gitlab-codequality",
    ] {
        let text = merge(&world, &files, &["--format", format]).exits(0).stdout;
        let named =
            format.starts_with("gitlab") || (text.contains("prod") && text.contains("test"));
        assert!(named, "{format}: {text}");
    }
    world.write("set.json", &set.to_string());
    world.run(&["apply", "set.json"]).exits(1);
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
fn what_does_not_fit_together_is_refused() {
    let (world, _sandbox) = edited();
    let files = shards(&world, "plan");
    let of_two = "json=two.json";
    world
        .run(&["plan", "--shard", "1/2", "--report", of_two])
        .exits(0);
    world.run(&["plan", "--report", "json=whole.json"]).exits(0);
    world.write("broken.json", "{\"kind\": \"plan\"");
    let refused = |others: &[&str], said: &str| {
        let all: Vec<String> = files
            .iter()
            .cloned()
            .chain(others.iter().map(|&one| one.to_owned()))
            .collect();
        let ended = merge(&world, &all, &[]).exits(1);
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
    };
    refused(&["plan-1.json"], "two documents are of shard 1/3");
    refused(&["two.json"], "of 2 and of 3 shards");
    refused(&["whole.json"], "two documents are of every provider");
    refused(&["broken.json"], "broken.json cannot be merged");
    refused(&["switchboard.yaml"], "switchboard.yaml cannot be merged");
    let ended = merge(&world, &files, &["--format", "junit"]).exits(1);
    assert!(ended.stderr.contains("no format junit"), "{}", ended.stderr);
    // No output replaces a document that is merged.
    let report = merge(&world, &files, &["--report", "html=plan-1.json"]).exits(1);
    assert!(report.stderr.contains("plan-1.json"), "{}", report.stderr);
    // The configuration changed between two shards.
    world.write("switchboard.yaml", &configuration());
    world
        .run(&["plan", "--shard", "1/3", "--report", "json=plan-1.json"])
        .exits(0);
    let ended = merge(&world, &files, &[]).exits(1);
    assert!(
        ended.stderr.contains("different configurations"),
        "{}",
        ended.stderr
    );
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
