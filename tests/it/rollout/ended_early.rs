//! What a rollout says that ended early: by a signal within a revert, by the loss of its registry, or by a
//! kill after which another run goes on.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use rusqlite::Connection;
use serde_json::json;

use super::{
    BAD, CONFIGURATION, NEW, OLD, REVERT, answered_by, applied, rollout, runs, unreadable,
};
use crate::support::postgres::{name_in, server};

#[test]
fn a_signal_in_a_revert_says_what_is_changed_back() {
    let (world, sandbox) = applied(CONFIGURATION);
    unreadable(&sandbox, 1000);
    // Three writes go forward, and the second that goes back is the fifth.
    sandbox.add_faults(&json!([{ "method": "POST", "skip": 4, "then": { "hold": true } }]));
    let waves = rollout("host=bad.contoso.example", "3", &REVERT);
    let mut command = world.command(&waves);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    sandbox.wait_until_held(1);
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    // It says that it waits for the write before that write ends.
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("waiting for in-flight writes") {
        assert!(stderr.read_line(&mut said).unwrap() > 0, "{said}");
    }
    sandbox.release();
    stderr.read_to_string(&mut said).unwrap();
    let ended = child.wait_with_output().unwrap();
    let stdout = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(130), "{stdout}{said}");
    sandbox.clear_faults();
    assert_eq!(answered_by(&sandbox, BAD).len(), 1, "{stdout}{said}");
    for part in [
        "2 updated, then changed back",
        "The revert was interrupted: 2 resources were changed back and 1 was not tried.",
        "with --rollout and --rollout-revert to finish changing back",
        "not yet changed back:",
        "revert: interrupted; 3 numbers to change back",
    ] {
        assert!(stdout.contains(part), "{part}: {stdout}{said}");
    }
    assert!(!stdout.contains("could not be changed back"), "{stdout}");
    let next = world.run(&waves);
    assert_eq!(next.code, 3, "{next:?}");
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{next:?}");
    let preview = "The last rollout was interrupted while it was changed back (3 numbers). That is finished, and no wave begins.";
    assert!(next.stderr.contains(preview), "{next:?}");
    for part in [
        "No wave was begun: an interrupted rollout was being changed back, and that was finished first.",
        "3 numbers are on the old route again.",
    ] {
        assert!(next.stdout.contains(part), "{part}: {next:?}");
    }
}

/// No request comes between the last verification of a revert and the record of its end, so a kill there
/// is made by hand.
#[test]
fn a_revert_whose_end_was_not_recorded_is_recorded() {
    let (world, sandbox) = applied(CONFIGURATION);
    unreadable(&sandbox, 1000);
    let waves = rollout("host=bad.contoso.example", "3", &REVERT);
    world.run(&waves).exits(3);
    sandbox.clear_faults();
    let file = Connection::open(world.path(".switchboard/registry.db")).unwrap();
    let waves_of = "UPDATE waves SET state = 'running', ended_at = NULL WHERE kind = 'revert'";
    assert_eq!(file.execute(waves_of, []).unwrap(), 1);
    let run = "UPDATE runs SET status = 'interrupted', ended_at = NULL WHERE status = 'partial'";
    assert_eq!(file.execute(run, []).unwrap(), 1);
    drop(file);
    sandbox.clear_calls();
    let next = world.run(&waves);
    assert_eq!(next.code, 3, "{next:?}");
    for part in [
        "No wave was begun: an interrupted rollout had been changed back, and this is now recorded.",
        "3 numbers are on the old route again.",
        "revert: done; 3 numbers changed back",
    ] {
        assert!(next.stdout.contains(part), "{part}: {next:?}");
    }
    let written = sandbox.calls().iter().any(|call| call.method == "POST");
    assert!(!written, "{next:?}");
    // Nothing is left to finish: the next one begins again.
    world
        .run(&rollout("host=new.contoso.example", "3", &REVERT))
        .exits(0);
    assert_eq!(answered_by(&sandbox, NEW), [1, 2, 3, 4, 5]);
}

#[test]
fn a_last_wave_that_is_watched_again_is_announced() {
    let (world, sandbox) = applied(CONFIGURATION);
    unreadable(&sandbox, 1000);
    let waves = rollout("host=new.contoso.example", "5", &["--rollout-pause", "0s"]);
    world.run(&waves).exits(3);
    sandbox.clear_faults();
    let next = world.run(&waves).exits(0);
    let said = "No route changes are left. The last rollout stopped or was interrupted: its 5 numbers will be read again and watched.";
    assert!(next.stderr.contains(said), "{next:?}");
    assert!(!next.stderr.contains("there are no waves"), "{next:?}");
    assert!(next.stdout.contains("The one wave passed"), "{next:?}");
}

#[test]
fn advice_in_json_repeats_the_options() {
    let (world, sandbox) = applied(CONFIGURATION);
    unreadable(&sandbox, 1000);
    let more = ["--rollout-pause", "0s", "--format", "json"];
    let ended = world.run(&rollout("host=new.contoso.example", "3", &more));
    assert_eq!(ended.code, 3, "{ended:?}");
    let last = ended.stdout.lines().last().unwrap();
    let advice = "run `switchboard apply --var host=new.contoso.example` with --rollout";
    assert!(last.contains(advice), "{last}");
}

#[test]
fn a_registry_that_is_lost_in_a_pause_is_named() {
    let Some(server) = server() else { return };
    let (mut world, sandbox) =
        crate::support::world::World::and_sandbox(CONFIGURATION, super::HANDLERS);
    let url = server.database();
    let registry = ("SWITCHBOARD_REGISTRY".to_owned(), url.clone());
    world.variables.extend([registry]);
    world.run(&["apply", "--auto-approve"]).exits(0);
    sandbox.add_faults(&json!([
        { "method": "GET", "path": "/v1/Alerts", "skip": 1, "then": { "hold": true } },
    ]));
    let waves = rollout("host=new.contoso.example", "2", &["--rollout-pause", "0s"]);
    let ended = std::thread::scope(|scope| {
        let running = scope.spawn(|| world.run(&waves));
        sandbox.wait_until_held(1);
        let disconnect = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                           WHERE datname = current_database() AND pid <> pg_backend_pid()
                             AND backend_type = 'client backend'";
        assert!(!server.run(name_in(&url), disconnect).is_empty());
        sandbox.release();
        running.join().unwrap()
    });
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(answered_by(&sandbox, NEW), [1, 2], "{ended:?}");
    for part in [
        "Partly applied: 2 updated; 4 not tried.",
        "The registry was lost, which ended the rollout in wave 1 of 2. What is counted as done was done before, and nothing more was written.",
        "Once the registry can be used again, run `switchboard apply --var host=new.contoso.example` with --rollout to continue.",
        "not tried: the lock was lost",
    ] {
        assert!(ended.stdout.contains(part), "{part}: {ended:?}");
    }
    assert!(!ended.stdout.contains("passed"), "{ended:?}");
    let error = "the registry, or the lock in it, was lost, so nothing more was sent";
    assert!(ended.stderr.contains(error), "{ended:?}");
    let next = world.run(&waves).exits(0);
    assert_eq!(answered_by(&sandbox, NEW), [1, 2, 3, 4, 5], "{next:?}");
    assert_eq!(runs(&world)[0]["status"], "succeeded");
}
