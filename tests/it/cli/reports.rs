//! Additional reports, events, and what is stored of them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::crate_folder;
use crate::support::fixture::NUMBERS;
use crate::support::world::{World, copy_folder};

#[test]
fn every_report_that_is_asked_for_is_written() {
    let (world, _sandbox) = NUMBERS.fresh();
    let mut arguments = vec!["plan".to_owned(), "--detailed-exitcode".to_owned()];
    for format in ["human", "json", "markdown", "github"] {
        arguments.extend(["--report".to_owned(), format!("{format}=report.{format}")]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let plan = world.run(&arguments).exits(2);
    assert_eq!(world.read("report.human"), plan.stdout);
    let json: Value = serde_json::from_str(&world.read("report.json")).unwrap();
    assert_eq!(json["summary"]["update"], 3);
    assert!(world.read("report.markdown").contains('|'));
    assert!(
        world
            .read("report.github")
            .lines()
            .all(|line| line.starts_with("::"))
    );
}

#[test]
fn reports_are_written_when_it_fails_too() {
    let (world, sandbox) = NUMBERS.fresh();
    sandbox
        .add_faults(&serde_json::json!([{ "times": 9, "then": { "status": 401, "code": 20003 } }]));
    world
        .run(&["plan", "--report", "json=report.json"])
        .exits(1);
    let json: Value = serde_json::from_str(&world.read("report.json")).unwrap();
    assert_eq!(
        (&json["complete"], &json["errored"]),
        (&Value::Bool(false), &Value::Bool(true))
    );
    let ended = world
        .run(&["apply", "--auto-approve", "--report", "json=applied.json"])
        .exits(1);
    assert!(world.path("applied.json").exists(), "{}", ended.stderr);
}

fn events(stdout: &str) -> Vec<Value> {
    stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn an_apply_prints_one_event_per_line() {
    const TYPES: [&str; 7] = [
        "version",
        "planned_change",
        "apply_start",
        "apply_complete",
        "apply_errored",
        "diagnostic",
        "change_summary",
    ];
    let (world, sandbox) = NUMBERS.fresh();
    let refused = serde_json::json!([{ "method": "POST", "path": "+15017122662", "then": { "status": 400, "code": 21402 } }]);
    sandbox.add_faults(&sandbox.with_sids(&refused));
    let ended = world
        .run(&["apply", "--auto-approve", "--format", "json"])
        .exits(3);
    let events = events(&ended.stdout);
    for event in &events {
        let kind = event["type"].as_str().unwrap();
        assert!(TYPES.contains(&kind), "{event}");
        assert!(
            event["@timestamp"].as_str().unwrap().ends_with('Z'),
            "{event}"
        );
        // A diagnostic may be about one thing or about none.
        let about_one = !["version", "change_summary"].contains(&kind);
        if kind != "diagnostic" {
            assert_eq!(about_one, event["address"].is_string(), "{event}");
        }
    }
    let of = |kind: &str| -> BTreeSet<String> {
        let events = events.iter().filter(|event| event["type"] == kind);
        events
            .map(|event| event["address"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(events[0]["type"], "version");
    assert_eq!(of("planned_change").len(), 5);
    assert_eq!(of("apply_start").len(), 3);
    assert_eq!(
        of("apply_errored"),
        BTreeSet::from(["providers.us.numbers.second".to_owned()])
    );
    assert_eq!(of("apply_complete").len(), 4);
    let last = events.last().unwrap();
    assert_eq!(last["changes"]["failed"], 1);
    assert_eq!(
        (&last["changes"]["create"], &last["changes"]["update"]),
        (&2.into(), &2.into())
    );
}

#[test]
fn the_registry_lists_every_change() {
    let (world, _sandbox) = NUMBERS.applied();
    let show = world
        .run(&["registry", "show", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(show["project"], "contoso");
    assert_eq!(show["numbers"][0]["phone_number"], "+15017122661");
    assert_eq!(
        show["numbers"][0]["applied"]["sms_url"],
        "https://hooks.contoso.example/sms"
    );
    NUMBERS.edit(&world);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let runs = world
        .run(&["registry", "history", "--format", "json"])
        .exits(0)
        .json();
    let runs = runs["runs"].as_array().unwrap().clone();
    assert_eq!(runs.len(), 2);
    assert!(
        runs.iter()
            .all(|run| run["status"] == "succeeded" && run["user"] == "tester")
    );
    let id = runs[0]["id"].as_str().unwrap();
    let run = world
        .run(&["registry", "history", id, "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(run["changes"].as_array().unwrap().len(), 4);
    let unlock = world.run(&["registry", "unlock"]).exits(0);
    assert_eq!(unlock.stdout, "No apply holds the lock.\n");
}

#[test]
fn the_quickstart_runs_without_an_account() {
    let world = World::empty();
    copy_folder(&crate_folder().join("examples/quickstart"), &world.folder());
    let first = world
        .run(&["apply", "--sandbox", "--auto-approve"])
        .exits(0);
    assert!(first.stdout.contains("Applied: "), "{}", first.stdout);
    let second = world
        .run(&["apply", "--sandbox", "--auto-approve"])
        .exits(0);
    assert!(second.stdout.contains("No changes."), "{}", second.stdout);
    world
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .exits(0);
}

#[test]
fn a_starter_is_written_once_and_is_valid() {
    let world = World::empty();
    world.run(&["init"]).exits(0);
    let starter = world.read("switchboard.yaml");
    world.run(&["validate"]).exits(0);
    world
        .run(&["apply", "--sandbox", "--auto-approve"])
        .exits(0);
    world.write("switchboard.yaml", "# mine\n");
    let again = world.run(&["init"]).exits(1);
    assert!(
        again.stderr.contains("never overwrites"),
        "{}",
        again.stderr
    );
    assert_eq!(world.read("switchboard.yaml"), "# mine\n");
    world.run(&["-f", "other.yaml", "init"]).exits(0);
    assert_eq!(world.read("other.yaml"), starter);
}
