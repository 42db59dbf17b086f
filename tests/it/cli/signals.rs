//! A signal in the middle of an apply: what is under way ends, the rest is left, and both are
//! reported.

use std::io::BufReader;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::locks::hanging;
use crate::crash::wait_until_interrupted;
use crate::support::fixture::NUMBERS;
use crate::support::world::Ended;

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

fn interrupted_by(name: &str, code: i32) {
    let (world, sandbox) = NUMBERS.fresh();
    let child = hanging(&world, &sandbox, 700);
    signal(&child, name);
    let ended = Ended::of(child.wait_with_output().unwrap()).exits(code);
    assert!(
        ended.stdout.contains("not tried: interrupted"),
        "{}",
        ended.stdout
    );
    assert!(
        ended
            .stdout
            .contains("Partly applied: 2 created, 1 updated; 2 not tried."),
        "{}",
        ended.stdout
    );
    // The write under way came to its end, and the lock was released.
    let next = world
        .run(&["apply", "--auto-approve", "--lock-timeout", "0"])
        .exits(0);
    assert!(
        next.stdout.contains("Applied: 2 updated."),
        "{}",
        next.stdout
    );
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn terminate_is_143() {
    interrupted_by("-TERM", 143);
}

#[test]
fn interrupt_is_130() {
    interrupted_by("-INT", 130);
}

#[test]
fn a_second_signal_stops_at_once() {
    let (world, sandbox) = NUMBERS.fresh();
    sandbox.add_faults(&serde_json::json!([{ "method": "POST", "then": { "hold": true } }]));
    let mut child = world
        .command(&["apply", "--auto-approve", "--parallelism", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // As long as a write is held, only a signal ends the apply.
    sandbox.wait_until_held(1);
    signal(&child, "-INT");
    // The first is answered on stderr before the second is sent: of two that arrive together, either
    // can be the first.
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    wait_until_interrupted(&mut stderr);
    let code = loop {
        signal(&child, "-TERM");
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        std::thread::yield_now();
    };
    assert_eq!(code, Some(143));
    sandbox.clear_faults();
    sandbox.release();
    world
        .run(&["apply", "--auto-approve", "--lock-timeout", "0"])
        .exits(0);
}

/// A command whose stderr is piped, and a signal once the sandbox was called.
fn interrupted_while(arguments: &[&str], faults: &serde_json::Value, code: i32) -> Ended {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    sandbox.add_faults(faults);
    let child = world
        .command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let method = faults[0]["method"].as_str().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !sandbox.calls().iter().any(|call| call.method == method) {
        assert!(Instant::now() < deadline, "no request arrives");
        std::thread::yield_now();
    }
    // The answer is on its way; what follows it is what is interrupted.
    std::thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    signal(&child, if code == 130 { "-INT" } else { "-TERM" });
    let ended = Ended::of(child.wait_with_output().unwrap()).exits(code);
    assert!(begun.elapsed() < Duration::from_secs(5), "{ended:?}");
    sandbox.clear_faults();
    world
        .run(&["apply", "--auto-approve", "--lock-timeout", "0"])
        .exits(0);
    ended
}

#[test]
fn a_signal_ends_a_wait_before_a_retry() {
    let busy = serde_json::json!([
        { "method": "POST", "times": 99, "then": { "status": 429, "code": 20429, "retry_after": 25 } }
    ]);
    for code in [130, 143] {
        let ended = interrupted_while(&["apply", "--auto-approve"], &busy, code);
        assert!(ended.stdout.contains("3 failed"), "{}", ended.stdout);
        assert!(
            ended.stderr.contains("trying again in 25 s"),
            "{}",
            ended.stderr
        );
    }
    // So is waiting for the rate that an account bears.
    let crowded = serde_json::json!([
        { "method": "POST", "times": 100_000, "then": { "status": 429, "code": 20429 } }
    ]);
    let ended = interrupted_while(&["apply", "--auto-approve"], &crowded, 130);
    assert!(ended.stdout.contains("3 failed"), "{}", ended.stdout);
    let quiet = interrupted_while(&["-q", "apply", "--auto-approve"], &busy, 130);
    assert!(!quiet.stderr.contains("trying again"), "{}", quiet.stderr);
}

#[test]
fn a_plan_is_left_at_once() {
    let slow = serde_json::json!([{ "method": "GET", "then": { "delay_ms": 20_000 } }]);
    let json = ["apply", "--auto-approve", "--format", "json"];
    for (arguments, word) in [
        (&["plan"][..], "nothing was written"),
        (&["apply", "--auto-approve"], "nothing was applied"),
        (&json, "nothing was applied"),
    ] {
        let ended = interrupted_while(arguments, &slow, 130);
        assert!(ended.stderr.contains(word), "{}", ended.stderr);
        if arguments.len() == 4 {
            let last = ended.stdout.lines().last().unwrap();
            assert!(last.contains("\"change_summary\"") && last.contains("\"apply\""));
        } else {
            assert_eq!(ended.stdout, "");
        }
    }
}
