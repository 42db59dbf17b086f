//! `apply --format json`: one event a line in every case, and a last one that says how it ended.

use std::collections::BTreeSet;
use std::process::Stdio;

use serde_json::Value;

use super::locks::wait_for_a_write;
use crate::support::fixture::NUMBERS;
use crate::support::world::{Ended, World};

/// Asserts that stdout is lines of JSON, the last a summary of an apply; returns the events.
#[track_caller]
fn events(stdout: &str) -> Vec<Value> {
    let parsed = stdout.lines().map(serde_json::from_str);
    let events: Vec<Value> = parsed.collect::<Result<_, _>>().expect(stdout);
    assert_eq!(events[0]["type"], "version", "{stdout}");
    let versions = events.iter().filter(|event| event["type"] == "version");
    assert_eq!(versions.count(), 1, "{stdout}");
    let last = events.last().unwrap();
    assert_eq!(
        (&last["type"], &last["operation"]),
        (&"change_summary".into(), &"apply".into()),
        "{stdout}"
    );
    events
}

/// Asserts that nothing was applied, and that some error says why.
#[track_caller]
fn refused(ended: &Ended, why: &str) {
    let events = events(&ended.stdout);
    let last = events.last().unwrap();
    let counts = last["changes"].as_object().unwrap();
    assert!(counts.values().all(|count| count == 0), "{last}");
    let errors = events.iter().filter(|event| {
        event["type"] == "diagnostic" && event["diagnostic"]["severity"] == "error"
    });
    let reported: Vec<String> = errors.map(ToString::to_string).collect();
    assert!(
        reported.iter().any(|text| text.contains(why)),
        "{reported:#?}"
    );
}

#[test]
fn the_reason_for_refusing_an_apply_is_an_event() {
    const APPLY: [&str; 4] = ["apply", "--auto-approve", "--format", "json"];
    let world = World::with("version: 1\nprojct: contoso\n");
    refused(&world.run(&APPLY).exits(1), "projct");
    world.write("switchboard.yaml", NUMBERS.configuration);
    refused(&world.run(&APPLY).exits(1), "TWILIO_AUTH_TOKEN");
    refused(&World::empty().run(&APPLY).exits(1), "no configuration");

    let (world, _sandbox) = NUMBERS.fresh();
    let plain = ["apply", "--format", "json"];
    refused(&world.run(&plain).exits(1), "--auto-approve");
    let other = [&APPLY[..], &["--expect-plan", "00"]].concat();
    refused(&world.run(&other).exits(1), "not the expected plan");
    let nobody = [&APPLY[..], &["--target", "nobody"]].concat();
    refused(&world.run(&nobody).exits(1), "nobody");
    refused(
        &world.run(&["apply", "none", "--format", "json"]).exits(1),
        "none",
    );
    let done = world.run(&APPLY).exits(0);
    assert_eq!(events(&done.stdout).last().unwrap()["changes"]["update"], 3);
    let again = world.run(&APPLY).exits(0);
    assert_eq!(
        events(&again.stdout).last().unwrap()["changes"]["update"],
        0
    );
}

#[test]
fn every_change_that_begins_also_ends_when_the_lock_is_lost() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    sandbox.add_faults(&serde_json::json!([
        { "method": "POST", "then": { "delay_ms": 1_000 } }
    ]));
    let arguments = [
        "apply",
        "--auto-approve",
        "--parallelism",
        "1",
        "--format",
        "json",
    ];
    let mut apply = world.command(&arguments);
    apply.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = apply.spawn().unwrap();
    wait_for_a_write(&sandbox);
    world.run(&["registry", "unlock", "--force"]).exits(0);
    let ended = Ended::of(child.wait_with_output().unwrap()).exits(1);
    let events = events(&ended.stdout);
    let of = |kinds: &[&str]| -> BTreeSet<String> {
        let chosen = events
            .iter()
            .filter(|event| kinds.contains(&event["type"].as_str().unwrap()));
        chosen
            .filter_map(|event| Some(event["address"].as_str()?.to_owned()))
            .collect()
    };
    let started = of(&["apply_start"]);
    assert_eq!(started.len(), 1);
    assert!(started.is_subset(&of(&["apply_complete", "apply_errored"])));
    let changes = &events.last().unwrap()["changes"];
    assert_eq!(
        (&changes["unsettled"], &changes["not_tried"]),
        (&1.into(), &2.into())
    );
    assert!(
        ended.stdout.contains("lock was taken away"),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stderr.contains("lock was taken away"),
        "{}",
        ended.stderr
    );
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn changes_made_before_the_lock_was_lost_are_reported() {
    let (world, sandbox) = NUMBERS.fresh();
    let child = super::locks::hanging(&world, &sandbox, 1_000);
    world.run(&["registry", "unlock", "--force"]).exits(0);
    let ended = Ended::of(child.wait_with_output().unwrap()).exits(1);
    for reported in [
        "no result recorded: update providers.us.numbers.first",
        "not tried: the lock was lost",
        "Partly applied: 2 created; 1 with no result recorded, 2 not tried.",
    ] {
        assert!(
            ended.stdout.contains(reported),
            "{reported}\n{}",
            ended.stdout
        );
    }
}
