//! A cap on requests per second: one process keeps it, and so do several that share a registry.
//!
//! No request may come sooner than one interval after the one before. So many of them take so many
//! intervals at least, however slow the machine is: this is what the tests measure.
#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Home;
use crate::support::postgres::server;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

/// The cap, and the shortest time between two requests.
const CAP: u64 = 20;
const INTERVAL: Duration = Duration::from_millis(50);
/// The number of providers, which have one account, with one number each.
const PROVIDERS: usize = 24;

/// Providers of one account, each with a number. The last one has the smallest cap.
fn configuration(cap: Option<u64>) -> String {
    let mut text = "version: 1\nproviders:\n".to_owned();
    for at in 1..=PROVIDERS {
        let _ = write!(
            text,
            "  p{at:02}:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    auth_token: {{ env: TOKEN_1 }}
    callback_url: https://hooks.contoso.example/{at}
    numbers:
      line: {{ phone_number: \"+150171226{at:02}\" }}
"
        );
        if let Some(cap) = cap {
            let cap = if at == PROVIDERS { cap } else { 100 };
            let _ = writeln!(text, "    requests_per_second: {cap}");
        }
    }
    text
}

fn account(home: Home) -> (World, Sandbox) {
    let (mut world, sandbox) = World::and_sandbox(&configuration(Some(CAP)), "");
    if let Home::Postgres(server) = home {
        let registry = ("SWITCHBOARD_REGISTRY".to_owned(), server.database());
        world.variables.extend([registry]);
    }
    (world, sandbox)
}

fn shard(world: &World, index: usize) -> Child {
    let shard = format!("{index}/4");
    let arguments = ["apply", "--auto-approve", "--shard", &shard];
    let mut command = world.command(&arguments);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Asserts that the sandbox had no more requests than the cap allows since `begun`.
#[track_caller]
fn keeps_the_cap(sandbox: &Sandbox, begun: Instant, at_least: usize) {
    let took = begun.elapsed();
    let requests = sandbox.journal().len();
    assert!(requests >= at_least, "only {requests} requests");
    let least = INTERVAL * u32::try_from(requests - 1).unwrap();
    assert!(took >= least, "{requests} requests in {took:?}");
}

/// The files of slots beside the registry.
fn slots(world: &World) -> Vec<PathBuf> {
    let entries = fs::read_dir(world.path(".switchboard")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_slot = |path: &PathBuf| path.to_string_lossy().contains(".rate-");
    paths.filter(is_slot).collect()
}

/// One process, of whose providers the smallest cap counts.
#[test]
fn one_process_keeps_the_cap() {
    let (world, sandbox) = account(Home::Sqlite);
    let begun = Instant::now();
    world.run(&["apply", "--auto-approve"]).exits(0);
    keeps_the_cap(&sandbox, begun, PROVIDERS + 2);
    assert_eq!(slots(&world).len(), 1);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// Four processes, from the first run of a new registry on. One more is killed in a write, and
/// nobody waits for it.
fn shards_keep_the_cap_together(home: Home) {
    let (world, sandbox) = account(home);
    let hold = json!([{ "method": "POST", "times": 1, "then": { "hold": true } }]);
    sandbox.add_faults(&hold);
    let begun = Instant::now();
    let mut killed = shard(&world, 1);
    sandbox.wait_until_held(1);
    killed.kill().unwrap();
    killed.wait().unwrap();
    sandbox.clear_faults();
    sandbox.release();
    let shards: Vec<Child> = (1..=4).map(|index| shard(&world, index)).collect();
    for shard in shards {
        Ended::of(shard.wait_with_output().unwrap()).exits(0);
    }
    keeps_the_cap(&sandbox, begun, PROVIDERS + 2 * 4);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn shards_keep_the_cap_together_on_sqlite() {
    shards_keep_the_cap_together(Home::Sqlite);
}

#[test]
fn shards_keep_the_cap_together_on_postgres() {
    let Some(server) = server() else { return };
    shards_keep_the_cap_together(Home::Postgres(server));
}

/// Commands that read create no folder, and a file that cannot be used is no error.
#[test]
fn what_cannot_be_shared_is_kept_alone() {
    let (world, sandbox) = account(Home::Sqlite);
    let before = world.contents();
    let reads = ["plan", "test", "drift", "explain"];
    for command in reads {
        let address = (command == "explain").then_some("providers.p01.numbers.line");
        world.run(&[&[command][..], address.as_slice()].concat());
        assert_eq!(world.contents(), before, "{command}");
    }
    world.run(&["apply", "--auto-approve"]).exits(0);
    let slot = slots(&world).remove(0);
    for spoilt in ["a clock in the year 9999", "999999999999999999\n", ""] {
        fs::write(&slot, spoilt).unwrap();
        world.run(&["plan", "--detailed-exitcode"]).exits(0);
    }
    // A folder in its place cannot be opened as a file.
    fs::remove_file(&slot).unwrap();
    fs::create_dir(&slot).unwrap();
    let text = configuration(Some(CAP)).replace("contoso.example", "contoso.example/v2");
    world.write("switchboard.yaml", &text);
    sandbox.clear_calls();
    let begun = Instant::now();
    let apply = ["apply", "--auto-approve", "--allow-mass-change"];
    world.run(&apply).exits(0);
    keeps_the_cap(&sandbox, begun, PROVIDERS + 1);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// A plan says how long its writes take; without a cap it cannot know.
#[test]
fn a_plan_says_how_long_its_writes_take() {
    let (world, _sandbox) = account(Home::Sqlite);
    let calls = |world: &World| -> Value {
        let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
        assert_eq!(plan["calls"]["writes"], PROVIDERS);
        plan["calls"].clone()
    };
    // Two writes a second.
    world.write("switchboard.yaml", &configuration(Some(2)));
    assert_eq!(calls(&world)["minutes"], json!(0.2));
    let ended = world.run(&["plan"]).exits(0);
    let said = "24 writes to apply, in about 12 seconds.";
    assert!(ended.stdout.contains(said), "{}", ended.stdout);
    for (at, shard) in ["1/2", "2/2"].into_iter().enumerate() {
        let out = format!("{at}.json");
        let plan = ["plan", "--shard", shard, "--format", "json"];
        let plan = world.run(&plan).exits(0);
        world.write(&out, &plan.stdout);
    }
    let merged = world.run(&["report", "merge", "0.json", "1.json", "--format", "json"]);
    let parts = ["0.json", "1.json"].map(|name| {
        let part: Value = serde_json::from_str(&world.read(name)).unwrap();
        part["calls"]["minutes"].as_f64().unwrap()
    });
    let longest = parts[0].max(parts[1]);
    assert_eq!(merged.exits(0).json()["calls"]["minutes"], json!(longest));
    world.write("switchboard.yaml", &configuration(None));
    assert_eq!(calls(&world).get("minutes"), None);
}
