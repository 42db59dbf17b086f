//! Progress of long work: a line now and then in a log, a bar on a terminal.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::fixture::NUMBERS;
use crate::support::world::{Ended, World, binary_path};

/// A world whose progress is printed often.
fn often(world: &mut World) {
    let variable = "SWITCHBOARD_PROGRESS_SECONDS".to_owned();
    world.variables.insert(variable, "0.05".to_owned());
}

/// A slow list: the first page comes at once, and then a list that takes its time.
fn slow(method: &str, path: &str) -> Value {
    json!([{ "method": method, "path": path, "times": 1, "then": { "delay_ms": 700 } }])
}

/// Without a terminal a line says now and then how far reading has come.
#[test]
fn reading_is_logged_where_there_is_no_terminal() {
    let (mut world, sandbox) = NUMBERS.fresh();
    often(&mut world);
    for arguments in [
        &["plan"][..],
        &["plan", "--format", "json"],
        &["drift"],
        &["test"],
        &["explain", "first"],
        &["graph"],
    ] {
        sandbox.add_faults(&slow("GET", "/v1/Services"));
        let ended = world.run(arguments);
        assert!(
            ended.stderr.contains("reading: 4 numbers so far\n"),
            "{arguments:?}: {ended:?}"
        );
        assert!(!ended.stdout.contains("reading:"), "{}", ended.stdout);
        if arguments.contains(&"json") {
            ended.json();
        }
        sandbox.add_faults(&slow("GET", "/v1/Services"));
        let quiet = world.run(&[&["-q"], arguments].concat());
        assert!(!quiet.stderr.contains("reading:"), "{}", quiet.stderr);
    }
}

/// So is writing, and the events on stdout stay what they are.
#[test]
fn writing_is_logged_where_there_is_no_terminal() {
    let (mut world, sandbox) = NUMBERS.applied();
    often(&mut world);
    NUMBERS.edit(&world);
    sandbox.add_faults(&slow("POST", ""));
    let apply = [
        "apply",
        "--auto-approve",
        "--parallelism",
        "1",
        "--format",
        "json",
    ];
    let ended = world.run(&apply).exits(0);
    assert!(
        ended.stderr.contains("writing: 0 of 3 done\n"),
        "{}",
        ended.stderr
    );
    for line in ended.stdout.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
    world.write("switchboard.yaml", NUMBERS.configuration);
    sandbox.add_faults(&slow("POST", ""));
    let quiet = world.run(&["-q", "apply", "--auto-approve"]).exits(0);
    assert!(!quiet.stderr.contains("writing:"), "{}", quiet.stderr);
}

/// On a terminal it is a line that changes, and that is gone in the end.
#[test]
fn reading_is_shown_on_a_terminal() {
    let (world, sandbox) = NUMBERS.fresh();
    sandbox.add_faults(&slow("GET", "/v1/Services"));
    let line = format!("{} plan", binary_path().display());
    let mut script = Command::new("script");
    script
        .args(["-qec", &line, "/dev/null"])
        .current_dir(world.folder())
        .envs(&world.variables)
        .env("TERM", "xterm")
        .stdin(std::process::Stdio::null());
    let Ok(output) = script.output() else {
        // Without the program the test has no terminal.
        return;
    };
    let ended = Ended::of(output).exits(0);
    assert!(
        ended.stdout.contains("reading … 4 numbers"),
        "{:?}",
        ended.stdout
    );
    assert!(
        !ended.stdout.contains("numbers so far"),
        "{:?}",
        ended.stdout
    );
}
