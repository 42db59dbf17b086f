//! Merged plans: the document and every format, and those of several environments.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{json_of, merge, settled, shards};
use crate::fleets::{Home, RESOURCES, addresses, configuration, edited, fleet};

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
