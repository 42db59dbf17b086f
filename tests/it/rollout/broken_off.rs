//! Rollouts that are killed or interrupted: the next apply finishes them.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::json;

use super::{BAD, CONFIGURATION, NEW, OLD, answered_by, applied, rollout, runs};
use crate::support::killing::{At, kill};

/// Each place at which a rollout in two waves can die: a request, and when.
fn places() -> Vec<(serde_json::Value, At)> {
    let write = |nth: u32| json!({ "method": "POST", "skip": nth });
    let watch = |nth: u32| json!({ "method": "GET", "path": "/v1/Alerts", "skip": nth });
    vec![
        (write(0), At::Before),
        (write(0), At::Done),
        (watch(1), At::Before),
        (write(3), At::Done),
        (watch(2), At::Before),
    ]
}

#[test]
fn a_killed_rollout_is_finished_by_the_next_apply() {
    for (place, at) in places() {
        for next in [true, false] {
            let when = format!("{place} {at:?} {next}");
            let (world, sandbox) = applied(CONFIGURATION);
            let more = ["--rollout-pause", "0s", "--parallelism", "1"];
            let waves = rollout("host=new.contoso.example", "2", &more);
            assert!(
                kill(&world, &sandbox.control(), &place, at, &waves),
                "{when}"
            );
            assert_eq!(runs(&world)[0]["status"], "interrupted", "{when}");
            sandbox.clear_calls();
            let plain = rollout("host=new.contoso.example", "2", &more);
            let kept = if next { plain.len() } else { 5 };
            let plain: Vec<&str> = plain.into_iter().take(kept).collect();
            let ended = world.run(&plain);
            assert_eq!(ended.code, 0, "{when}: {ended:?}");
            assert_eq!(answered_by(&sandbox, NEW), [1, 2, 3, 4, 5], "{when}");
            let watched = sandbox
                .calls()
                .iter()
                .any(|call| call.path.contains("Alerts"));
            assert_eq!(
                watched, next,
                "{when}: what was not watched to its end is watched"
            );
        }
    }
}

#[test]
fn a_revert_that_was_killed_is_finished() {
    let (world, sandbox) = applied(CONFIGURATION);
    let refused = json!([
        { "method": "GET", "path": "/v1/Alerts", "skip": 1, "times": 1000, "then": { "status": 403, "code": 20403 } },
    ]);
    sandbox.add_faults(&refused);
    let more = [
        "--rollout-pause",
        "0s",
        "--parallelism",
        "1",
        "--rollout-revert",
    ];
    let waves = rollout("host=bad.contoso.example", "3", &more);
    // Three writes go forward, and the second that goes back is the fifth.
    let hold = json!([{ "method": "POST", "skip": 4, "then": { "hold": true } }]);
    sandbox.add_faults(&hold);
    let mut child = world
        .command(&waves)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    sandbox.wait_until_held(1);
    let _ = child.kill();
    child.wait().unwrap();
    sandbox.wait_until_held(0);
    sandbox.clear_faults();
    assert_eq!(answered_by(&sandbox, BAD).len(), 2);
    let ended = world.run(&waves);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{ended:?}");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_signal_in_a_pause_ends_the_run_and_reverts_nothing() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let (world, sandbox) = applied(CONFIGURATION);
        let more = ["--rollout-pause", "1h", "--rollout-revert"];
        let waves = rollout("host=new.contoso.example", "1", &more);
        let mut command = world.command(&waves);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Its first reading of the alerts in the pause is the second of all.
        let watched = || {
            let calls = sandbox.calls();
            calls
                .iter()
                .filter(|call| call.path.contains("Alerts"))
                .count()
                > 1
        };
        while !watched() {
            std::thread::yield_now();
        }
        let sent = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let (mut line, mut rest) = (String::new(), String::new());
        stderr.read_line(&mut line).unwrap();
        stderr.read_to_string(&mut rest).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code), "{line}{rest}");
        assert_eq!(answered_by(&sandbox, NEW), [1], "{line}{rest}");
        let ended = world.run(&rollout(
            "host=new.contoso.example",
            "2",
            &["--rollout-pause", "0s"],
        ));
        assert_eq!(ended.code, 0, "{ended:?}");
        assert_eq!(answered_by(&sandbox, NEW), [1, 2, 3, 4, 5]);
    }
}
