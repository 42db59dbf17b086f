//! Receivers that fail, and options that cannot be used.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{SECRET, run, with_variables};
use crate::support::fixture::NUMBERS;
use crate::support::receiver::{HOLD, Receiver};
use crate::support::world::Ended;

const HOOK: &str = "in-its-path";

#[test]
fn a_receiver_that_refuses_changes_nothing_but_a_warning() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let receiver = Receiver::start();
    receiver.answer(403);
    with_variables(&mut world, &receiver);
    let both = ["apply", "--auto-approve", "--notify-slack-env", "CHAT_URL"];
    let ended = run(&world, &receiver.url, &both).exits(0);
    assert!(ended.stdout.contains("Applied: "), "{}", ended.stdout);
    for sink in ["webhook", "slack"] {
        let warning =
            format!("warning: {sink} could not be notified: the receiver answered 403 Forbidden\n");
        assert!(ended.stderr.contains(&warning), "{}", ended.stderr);
    }
    assert!(!ended.stderr.contains(HOOK) && !ended.stderr.contains(SECRET));
    // A refusal is final: each receiver was asked once.
    assert_eq!(receiver.all().len(), 2);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_receiver_that_is_unwell_is_tried_three_times() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let receiver = Receiver::start();
    receiver.answer(503);
    with_variables(&mut world, &receiver);
    let ended = run(&world, &receiver.url, &["plan", "--detailed-exitcode"]).exits(2);
    assert!(
        ended.stderr.contains("webhook could not be notified"),
        "{}",
        ended.stderr
    );
    let all = receiver.all();
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|one| one.body == all[0].body));
    for one in &all {
        one.is_signed_with(SECRET);
    }
}

#[test]
fn options_that_cannot_be_used_end_the_command_before_anything_is_read() {
    let (mut world, sandbox) = NUMBERS.fresh();
    let receiver = Receiver::start();
    with_variables(&mut world, &receiver);
    let far = "http://hooks.contoso.example/in-its-path";
    for (arguments, said) in [
        (&["--notify-url", far][..], "https://"),
        (&["--notify-slack-env", "NOT_SET"], "NOT_SET is not set"),
        (&["--notify-secret-env", "HOOK_SECRET"], "--notify-url"),
    ] {
        for command in [&["plan"][..], &["apply", "--auto-approve"]] {
            let ended = world.run(&[command, arguments].concat()).exits(1);
            assert!(ended.stderr.contains(said), "{}", ended.stderr);
            assert!(!ended.stderr.contains(HOOK), "{}", ended.stderr);
        }
    }
    assert!(sandbox.calls().is_empty());
}

#[test]
fn a_receiver_that_fails_hides_no_error() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let receiver = Receiver::start();
    receiver.answer(403);
    with_variables(&mut world, &receiver);
    let ninth = ["--target", "providers.us.numbers.ninth"];
    for command in [
        &["plan"][..],
        &["apply", "--auto-approve"],
        &["apply", "--auto-approve", "--format", "json"],
    ] {
        let arguments = [command, &ninth].concat();
        let ended = run(&world, &receiver.url, &arguments).exits(1);
        let place = |text: &str| {
            let found: Vec<_> = ended.stderr.match_indices(text).collect();
            assert_eq!(found.len(), 1, "{text}: {}", ended.stderr);
            found[0].0
        };
        // The delivery may take long: what ended the command is printed before it.
        assert!(
            place("error: ") < place("webhook could not be notified"),
            "{}",
            ended.stderr
        );
        assert_eq!(ended.stdout.contains("ninth"), command.contains(&"json"));
        let quiet = run(&world, &receiver.url, &[&arguments[..], &["-q"]].concat()).exits(1);
        assert!(quiet.stderr.contains("error: "), "{}", quiet.stderr);
        assert!(!quiet.stderr.contains("warning: "), "{}", quiet.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_delivery_and_the_exit_code_is_the_result() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let receiver = Receiver::start();
    receiver.answer(HOLD);
    with_variables(&mut world, &receiver);
    let child = world
        .command(&["apply", "--auto-approve", "--notify-url", &receiver.url])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while receiver.all().is_empty() {
        assert!(begun.elapsed() < Duration::from_mins(1), "nothing came");
        std::thread::sleep(Duration::from_millis(20));
    }
    let begun = Instant::now();
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let ended = Ended::of(child.wait_with_output().unwrap()).exits(0);
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(
        ended
            .stderr
            .contains("interrupted: a notification was not delivered"),
        "{}",
        ended.stderr
    );
    assert_eq!(receiver.all().len(), 1);
}
