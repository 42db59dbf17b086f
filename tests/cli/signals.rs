//! A signal in the middle of an apply: what is under way ends, the rest is left, and told.

use std::process::{Child, Command};

use super::fresh;
use super::locks::hanging;

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

fn interrupted_by(name: &str, code: i32) {
    let (world, sandbox) = fresh();
    let child = hanging(&world, &sandbox, 700);
    signal(&child, name);
    let ended = crate::support::world::Ended::of(child.wait_with_output().unwrap()).exits(code);
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
    // The write under way was let to its end, and the lock given back.
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
    let (world, sandbox) = fresh();
    let mut child = hanging(&world, &sandbox, 60_000);
    signal(&child, "-INT");
    // The first is answered on stderr before the second is listened for.
    let mut stderr = child.stderr.take().unwrap();
    let mut told = [0; 12];
    std::io::Read::read_exact(&mut stderr, &mut told).unwrap();
    let code = loop {
        signal(&child, "-TERM");
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        std::thread::yield_now();
    };
    assert_eq!(code, Some(143));
    sandbox.clear_faults();
    world
        .run(&["apply", "--auto-approve", "--lock-timeout", "0"])
        .exits(0);
}
