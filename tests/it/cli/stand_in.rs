//! `--sandbox` and `sandbox`: one process at a time on one state, and seeded by a `sandbox.yaml`
//! alone.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::fixture::NUMBERS;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

#[test]
fn a_sandbox_yaml_is_enough() {
    let world = World::empty();
    world.write(
        "sandbox.yaml",
        "accounts:\n  AC00000000000000000000000000000077:\n    numbers: [{ phone_number: \"+15017122699\" }]\n",
    );
    let sandbox = Sandbox::start_binary(&world.folder(), &world.beside("state.json"));
    assert_eq!(sandbox.accounts[0].0, "AC00000000000000000000000000000077");
    sandbox.number("+15017122699");
}

#[test]
fn two_applies_at_once_lose_no_change() {
    let world = World::with(NUMBERS.configuration);
    let applies: Vec<_> = ["first", "second", "third"]
        .map(|target| {
            let arguments = ["apply", "--sandbox", "--auto-approve", "--target", target];
            let mut command = world.command(&arguments);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .into();
    for apply in applies {
        Ended::of(apply.wait_with_output().unwrap()).exits(0);
    }
    let plan = world
        .run(&["plan", "--sandbox", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(plan["summary"]["update"], 0, "{plan:#}");
}

#[test]
fn the_state_is_free_again_once_its_holder_is_killed() {
    let world = World::with(NUMBERS.configuration);
    world
        .run(&["apply", "--sandbox", "--auto-approve"])
        .exits(0);
    let state = world.path(".switchboard/sandbox.json");
    let mut holder = Sandbox::start_binary(&world.folder(), &state);
    let begun = Instant::now();
    let mut second = world
        .command(&["apply", "--sandbox"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reported = String::new();
    let mut stderr = BufReader::new(second.stderr.take().unwrap());
    stderr.read_line(&mut reported).unwrap();
    assert!(
        reported.contains("waiting for another switchboard"),
        "{reported}"
    );
    assert!(begun.elapsed() >= Duration::from_secs(1));
    // Looking needs no lock.
    world.run(&["plan", "--sandbox"]).exits(0);
    holder.end();
    Ended::of(second.wait_with_output().unwrap()).exits(0);
}

#[test]
fn waiting_for_it_can_be_interrupted() {
    let world = World::with(NUMBERS.configuration);
    let state = world.path(".switchboard/sandbox.json");
    let _holder = Sandbox::start_binary(&world.folder(), &state);
    let mut second = world
        .command(&["apply", "--sandbox"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reported = String::new();
    let mut stderr = BufReader::new(second.stderr.take().unwrap());
    stderr.read_line(&mut reported).unwrap();
    let sent = Command::new("kill")
        .args(["-TERM", &second.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    assert_eq!(second.wait().unwrap().code(), Some(143));
}
