//! What cannot be merged as a whole: missing and incomplete shards, and documents that do not fit
//! together.

use serde_json::{Value, json};

use super::{json_of, merge, shards};
use crate::fleets::{RESOURCES, addresses, configuration, edited};

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

/// The configuration plays no part in a merge, and no report replaces it all the same.
#[test]
fn no_report_replaces_the_configuration() {
    let (world, _sandbox) = edited();
    let files = shards(&world, "plan");
    let yaml = world.read("switchboard.yaml");
    for extra in [&[][..], &["-f", "switchboard.yaml"]] {
        let report = ["--report", "html=switchboard.yaml"];
        let ended = merge(&world, &files, &[&report[..], extra].concat()).exits(1);
        assert!(
            ended.stderr.contains("switchboard.yaml"),
            "{}",
            ended.stderr
        );
        assert_eq!(world.read("switchboard.yaml"), yaml);
    }
}
