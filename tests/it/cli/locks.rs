//! Two applies at once, and the lock that a dead one left.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::support::fixture::NUMBERS;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// Waits until a write was sent.
pub fn wait_for_a_write(sandbox: &Sandbox) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !sandbox.calls().iter().any(|call| call.method == "POST") {
        assert!(Instant::now() < deadline, "no write arrives");
        std::thread::yield_now();
    }
}

/// An apply that hangs in its first write for this many milliseconds, one write at a time.
pub fn hanging(world: &World, sandbox: &Sandbox, milliseconds: u64) -> Child {
    sandbox.add_faults(&serde_json::json!([
        { "method": "POST", "then": { "delay_ms": milliseconds } }
    ]));
    let child = world
        .command(&["apply", "--auto-approve", "--parallelism", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for_a_write(sandbox);
    child
}

#[test]
fn a_second_apply_waits_and_then_names_the_holder() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    let mut first = hanging(&world, &sandbox, 4_000);
    let begun = Instant::now();
    let second = world
        .run(&["apply", "--auto-approve", "--lock-timeout", "1"])
        .exits(1);
    assert!(begun.elapsed() >= Duration::from_secs(1));
    for named in ["tester", &first.id().to_string()] {
        assert!(second.stderr.contains(named), "{named}\n{}", second.stderr);
    }
    let unlock = world.run(&["registry", "unlock"]).exits(1);
    assert!(unlock.stderr.contains("--force"), "{}", unlock.stderr);
    assert!(first.wait().unwrap().success());
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_second_apply_that_waited_plans_again() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    let mut first = hanging(&world, &sandbox, 1_500);
    let second = world.run(&["apply", "--auto-approve"]).exits(0);
    assert!(first.wait().unwrap().success());
    assert!(second.stdout.contains("No changes"), "{}", second.stdout);
    let hash = "0".repeat(64);
    world
        .run(&["apply", "--auto-approve", "--expect-plan", &hash])
        .exits(1);
}

#[test]
fn another_environment_does_not_wait() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    let mut first = hanging(&world, &sandbox, 3_000);
    world.write(
        "other.yaml",
        "version: 1\nproject: other\nkeywords: [JOIN]\n",
    );
    let other = [
        "-f",
        "other.yaml",
        "apply",
        "--auto-approve",
        "--lock-timeout",
        "0",
    ];
    world.run(&other).exits(0);
    assert!(first.wait().unwrap().success());
}

#[test]
fn a_lock_that_was_taken_away_is_noticed() {
    let (world, sandbox) = NUMBERS.fresh();
    let first = hanging(&world, &sandbox, 1_500);
    let unlock = world.run(&["registry", "unlock", "--force"]).exits(0);
    assert!(unlock.stdout.contains("tester"), "{}", unlock.stdout);
    let first = first.wait_with_output().unwrap();
    let stderr = String::from_utf8(first.stderr).unwrap();
    assert_eq!(first.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("lock"), "{stderr}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn what_a_killed_apply_left_is_finished_by_the_next() {
    let (world, sandbox) = NUMBERS.fresh();
    let mut first = hanging(&world, &sandbox, 60_000);
    first.kill().unwrap();
    first.wait().unwrap();
    let history = world
        .run(&["registry", "history", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(history["runs"][0]["status"], "interrupted");
    sandbox.clear_faults();
    world
        .run(&["apply", "--auto-approve", "--lock-timeout", "0"])
        .exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    for number in ["+15017122661", "+15017122662", "+15017122663"] {
        assert!(
            sandbox.setting(number, "sms_url").contains("contoso"),
            "{number}"
        );
    }
}

#[test]
fn a_write_whose_answer_was_lost_is_found_by_the_next_plan() {
    let (world, sandbox) = NUMBERS.fresh();
    let lost = serde_json::json!([{ "method": "POST", "path": "+15017122662", "times": 9, "then": { "lose_response": true } }]);
    sandbox.add_faults(&sandbox.with_sids(&lost));
    let first = world.run(&["apply", "--auto-approve"]);
    assert!(
        [0, 3].contains(&first.code),
        "{}{}",
        first.stdout,
        first.stderr
    );
    sandbox.clear_faults();
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}
