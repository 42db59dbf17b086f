//! Several shards at once, in processes of their own.
#![cfg(unix)]

use std::process::{Child, Stdio};

use serde_json::{Value, json};

use super::{Home, PROVIDERS, edit, edited, fleet, runs};
use crate::support::postgres::server;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

fn start(world: &World, arguments: &[&str]) -> Child {
    let arguments = [&["apply", "--auto-approve"], arguments].concat();
    let mut command = world.command(&arguments);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn finish(child: Child) -> Ended {
    Ended::of(child.wait_with_output().unwrap())
}

/// What the registry records, with what differs between two registries or two accounts left out.
fn recorded(world: &World) -> Value {
    let shown = world
        .run(&["registry", "show", "--format", "json"])
        .exits(0);
    let mut shown = shown.json();
    for key in ["lineage", "serial"] {
        shown.as_object_mut().unwrap().remove(key);
    }
    for service in shown["messaging_services"].as_array_mut().unwrap() {
        service.as_object_mut().unwrap().remove("sid");
    }
    shown
}

/// What is called for each number.
fn answers(sandbox: &Sandbox) -> Vec<(String, String)> {
    let numbers =
        (1..=PROVIDERS).flat_map(|at| [6, 7].map(|line| format!("+15017122{line}{at:02}")));
    numbers
        .map(|number| (sandbox.setting(&number, "sms_url"), number))
        .collect()
}

/// How often each object was written.
fn writes(sandbox: &Sandbox) -> usize {
    let calls = sandbox.calls();
    calls.iter().filter(|call| call.method != "GET").count()
}

fn eight_shards_do_what_one_run_does(home: Home) {
    let ((world, sandbox), (alone, its_account)) = (fleet(home), fleet(home));
    for turn in 0..2 {
        for sandbox in [&sandbox, &its_account] {
            sandbox.clear_calls();
        }
        let shards = (1..=8).map(|index| format!("{index}/8"));
        let children: Vec<Child> = shards
            .map(|shard| start(&world, &["--shard", &shard]))
            .collect();
        for child in children {
            finish(child).exits(0);
        }
        alone
            .run(&["apply", "--auto-approve", "--allow-mass-change"])
            .exits(0);
        assert_eq!(recorded(&world), recorded(&alone));
        assert_eq!(answers(&sandbox), answers(&its_account));
        assert_eq!(writes(&sandbox), writes(&its_account));
        // Two of the shards are empty, so they are no runs.
        assert_eq!(runs(&world).len(), 6 * (turn + 1));
        for world in [&world, &alone] {
            world.run(&["plan", "--detailed-exitcode"]).exits(0);
            world.run(&["drift"]).exits(0);
            edit(world);
        }
    }
}

#[test]
fn eight_shards_do_what_one_run_does_on_sqlite() {
    eight_shards_do_what_one_run_does(Home::Sqlite);
}

#[test]
fn eight_shards_do_what_one_run_does_on_postgres() {
    let Some(server) = server() else { return };
    eight_shards_do_what_one_run_does(Home::Postgres(server));
}

/// A shard that hangs in a write to this provider's account.
fn hanging(world: &World, sandbox: &Sandbox, shard: &str, provider: usize) -> Child {
    let account = format!("/Accounts/AC{provider:032}/");
    sandbox.add_faults(&json!([{ "method": "POST", "path": account, "then": { "hold": true } }]));
    let child = start(world, &["--shard", shard]);
    sandbox.wait_until_held(1);
    child
}

/// A killed shard does not concern the others, and its next run finishes what it began.
fn a_killed_shard_is_finished_by_its_next_run(home: Home) {
    let (world, sandbox) = fleet(home);
    let mut killed = hanging(&world, &sandbox, "8/8", 1);
    for index in 1..=7 {
        let shard = format!("{index}/8");
        finish(start(&world, &["--shard", &shard, "--lock-timeout", "0"])).exits(0);
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    sandbox.clear_faults();
    sandbox.release();
    let of_it = |runs: &[Value]| -> Vec<String> {
        let own = runs.iter().filter(|run| run["shard"]["index"] == 8);
        own.map(|run| run["status"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(of_it(&runs(&world)), ["interrupted"]);
    world
        .run(&["plan", "--detailed-exitcode", "--shard", "1/8"])
        .exits(0);
    world
        .run(&[
            "apply",
            "--auto-approve",
            "--shard",
            "8/8",
            "--lock-timeout",
            "5",
        ])
        .exits(0);
    assert_eq!(of_it(&runs(&world)), ["succeeded", "interrupted"]);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_killed_shard_is_finished_by_its_next_run_on_sqlite() {
    a_killed_shard_is_finished_by_its_next_run(Home::Sqlite);
}

#[test]
fn a_killed_shard_is_finished_by_its_next_run_on_postgres() {
    let Some(server) = server() else { return };
    a_killed_shard_is_finished_by_its_next_run(Home::Postgres(server));
}

/// The eighth of eight shards has p01, as the second of two does; the fifth of eight does not
/// overlap with that one.
fn shards_exclude_each_other_where_they_overlap(home: Home) {
    let (world, sandbox) = fleet(home);
    let first = hanging(&world, &sandbox, "8/8", 1);
    let run = runs(&world).remove(0);
    let holder = format!(
        "process {}, run {}",
        run["pid"],
        run["id"].as_str().unwrap()
    );
    for overlapping in [&["--shard", "2/2"][..], &[]] {
        let arguments = [overlapping, &["--lock-timeout", "0"]].concat();
        let ended = finish(start(&world, &arguments)).exits(1);
        assert!(ended.stderr.contains(&holder), "{}", ended.stderr);
    }
    finish(start(&world, &["--shard", "1/2", "--lock-timeout", "0"])).exits(0);
    // It is shown as what is running, and protected.
    let ended = world.run(&["registry", "unlock"]).exits(1);
    assert!(ended.stderr.contains(&holder), "{}", ended.stderr);
    // A run of everything waits until the last shard ends.
    let whole = start(&world, &[]);
    sandbox.clear_faults();
    sandbox.release();
    finish(first).exits(0);
    finish(whole).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn shards_exclude_each_other_where_they_overlap_on_sqlite() {
    shards_exclude_each_other_where_they_overlap(Home::Sqlite);
}

#[test]
fn shards_exclude_each_other_where_they_overlap_on_postgres() {
    let Some(server) = server() else { return };
    shards_exclude_each_other_where_they_overlap(Home::Postgres(server));
}

/// Another shard's run is no reason to plan again: the accounts are read once.
#[test]
fn a_shard_beside_others_reads_its_accounts_once() {
    let (world, sandbox) = edited();
    let first = hanging(&world, &sandbox, "8/8", 1);
    let plan = ["plan", "--shard", "5/8", "--format", "json"];
    let plan = world.run(&plan).exits(0).json();
    sandbox.clear_calls();
    let second = world
        .run(&["apply", "--auto-approve", "--shard", "5/8"])
        .exits(0);
    let calls = sandbox.calls();
    let reads = calls.iter().filter(|call| call.method == "GET").count();
    assert_eq!(
        Some(reads as u64),
        plan["calls"]["reads"].as_u64(),
        "{second:?}"
    );
    sandbox.clear_faults();
    sandbox.release();
    finish(first).exits(0);
}
