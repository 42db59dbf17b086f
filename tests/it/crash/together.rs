//! Several processes at one registry: each ends well, or is refused with the truth about the run in
//! the way, and together they write no more than one alone.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::Child;

use serde_json::{Value, json};

use super::declared::{APPLY, CHANGES, DECLARED, WRITES, is_as_declared, runs, shown, text};
use super::{end, signal, start};
use crate::support::postgres::{Server, server};
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

/// The number of processes at once.
const MANY: usize = 8;

/// The place of a story's registry.
#[derive(Clone, Copy)]
enum Home {
    /// The folder's own file.
    Sqlite,
    /// An empty database of this server.
    Postgres(&'static Server),
}

/// A world whose registry is empty and at that place.
fn world(home: Home) -> (World, Sandbox) {
    let (mut world, sandbox) = DECLARED.fresh();
    if let Home::Postgres(server) = home {
        let registry = ("SWITCHBOARD_REGISTRY".to_owned(), server.database());
        world.variables.extend([registry]);
    }
    (world, sandbox)
}

fn finish(mut child: Child) -> Ended {
    let stderr = BufReader::new(child.stderr.take().unwrap());
    end(child, stderr)
}

/// The count of each request that changes something.
fn writes(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut writes = BTreeMap::new();
    for call in sandbox.journal() {
        if call["method"] != "GET" {
            let key = format!("{} {} {}", call["method"], call["path"], call["form"]);
            *writes.entry(key).or_default() += 1;
        }
    }
    writes
}

#[track_caller]
fn each_once(sandbox: &Sandbox, count: usize) {
    let writes = writes(sandbox);
    assert!(writes.values().all(|times| *times == 1), "{writes:#?}");
    assert_eq!(writes.len(), count, "{writes:#?}");
}

/// All of them make the same plan before any has the lock. One carries it out, and the others see
/// that nothing is left to do.
fn many_applies_of_one_configuration_write_once(home: Home) {
    let (world, sandbox) = world(home);
    let apply = || start(&mut world.command(&APPLY));
    let children: Vec<Child> = (0..MANY).map(|_| apply()).collect();
    for child in children {
        let ended = finish(child).exits(0);
        let nothing = ["No changes", "no changes were needed"];
        let idle = nothing.iter().any(|words| ended.stdout.contains(words));
        assert!(idle || ended.stdout.contains("\nApplied: "), "{ended:?}");
    }
    each_once(&sandbox, WRITES);
    is_as_declared(&world, &sandbox, "many at once");
    let runs = runs(&world);
    assert!(
        runs.iter().all(|run| run["status"] == "succeeded"),
        "{runs:#?}"
    );
}

/// Configurations that agree on most, each with a keyword and a name of its own for a number.
fn overlapping_configurations_take_turns(home: Home) {
    let (world, sandbox) = world(home);
    let children: Vec<(usize, Child)> = (0..MANY)
        .map(|at| {
            let name = format!("{at}.yaml");
            let text = DECLARED
                .configuration
                .replace("Second line", &format!("Line {at}"));
            world.write(&name, &text.replace("SPRING", &format!("SPRING{at}")));
            let arguments = [&["-f", &name][..], &APPLY].concat();
            (at, start(&mut world.command(&arguments)))
        })
        .collect();
    for (_, child) in children {
        finish(child).exits(0);
    }
    let writes = writes(&sandbox);
    let renamed = |name: &str| name.contains("FriendlyName") && name.contains("Line ");
    let (names, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        writes.into_iter().partition(|(write, _)| renamed(write));
    assert!(others.values().all(|times| *times == 1), "{others:#?}");
    assert_eq!(others.len(), WRITES - 1, "{others:#?}");
    // Each run wrote its own name at most once; the last one's stayed.
    assert!(names.values().all(|times| *times == 1), "{names:#?}");
    let last = &sandbox.number("+15017122602").2["friendly_name"];
    let at = text(last).replace("Line ", "");
    let plan = ["-f", &format!("{at}.yaml"), "plan", "--detailed-exitcode"];
    world.run(&plan).exits(0);
    assert_eq!(shown(&world).len(), CHANGES);
}

/// The refusal names the run in the way: user, host, process, run, and for how long.
fn an_apply_that_does_not_wait_names_the_holder(home: Home) {
    let (world, sandbox) = world(home);
    sandbox.add_faults(&json!([{ "method": "POST", "then": { "hold": true } }]));
    let first = start(&mut world.command(&APPLY));
    sandbox.wait_until_held(1);
    let run = runs(&world).remove(0);
    assert_eq!(
        (&run["status"], &run["pid"]),
        (&json!("running"), &json!(first.id()))
    );
    let impatient = [&APPLY[..], &["--lock-timeout", "0"]].concat();
    let children: Vec<Child> = (1..MANY)
        .map(|_| start(&mut world.command(&impatient)))
        .collect();
    for child in children {
        let ended = finish(child).exits(1);
        let who = format!(
            "is held by tester@{}, process {}, run {}, for ",
            text(&run["host"]),
            first.id(),
            text(&run["id"])
        );
        assert!(ended.stderr.contains(&who), "{who}\n{}", ended.stderr);
    }
    assert_eq!(runs(&world).len(), 1);
    sandbox.release();
    finish(first).exits(0);
    each_once(&sandbox, WRITES);
    is_as_declared(&world, &sandbox, "after refusals");
}

/// A run that is interrupted while it waits stops waiting, and leaves no record.
fn who_waits_can_be_interrupted(home: Home) {
    let (world, sandbox) = world(home);
    sandbox.add_faults(&json!([{ "method": "POST", "then": { "hold": true } }]));
    let first = start(&mut world.command(&APPLY));
    sandbox.wait_until_held(1);
    for (name, code) in [("-TERM", 143), ("-INT", 130)] {
        sandbox.clear_calls();
        let second = start(&mut world.command(&APPLY));
        planned(&sandbox, 1);
        signal(&second, name);
        let ended = finish(second).exits(code);
        let reported = "interrupted: nothing was applied";
        assert!(ended.stderr.contains(reported), "{ended:?}");
    }
    assert_eq!(runs(&world).len(), 1);
    sandbox.release();
    finish(first).exits(0);
    is_as_declared(&world, &sandbox, "after others gave up");
}

/// A plan that is made again under the lock and must not be carried out is a failed run, and the
/// lock is released.
fn who_may_not_go_on_gives_the_lock_back(home: Home) {
    let (world, sandbox) = world(home);
    sandbox.add_faults(&json!([{ "method": "POST", "then": { "hold": true } }]));
    let arguments = [&APPLY[..], &["--parallelism", "1"]].concat();
    let mut first = start(&mut world.command(&arguments));
    sandbox.wait_until_held(1);
    let strict = [&APPLY[..], &["--expect-plan"]].concat();
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    let hash = text(&plan["sha256"]);
    sandbox.clear_calls();
    let second = start(&mut world.command(&[&strict[..], &[&hash]].concat()));
    planned(&sandbox, 1);
    // A change from outside makes it another plan.
    sandbox.change(
        "POST",
        "+15017122610",
        &[("SmsUrl".into(), "https://x.example/".into())],
    );
    first.kill().unwrap();
    first.wait().unwrap();
    let ended = finish(second).exits(1);
    assert!(ended.stderr.contains("Something changed"), "{ended:?}");
    let statuses: Vec<Value> = runs(&world)
        .iter()
        .map(|run| run["status"].clone())
        .collect();
    assert_eq!(statuses, ["failed", "interrupted"]);
    world
        .run(&[&APPLY[..], &["--lock-timeout", "0"]].concat())
        .exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// The files of a world without the memory that processes share while they read a registry.
fn kept(world: &World) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut contents = world.contents();
    contents.retain(|path, _| !path.to_string_lossy().ends_with("-shm"));
    contents
}

/// A command that only reads runs beside an apply, takes no lock and leaves no trace.
fn readers_do_not_wait_and_write_nothing(home: Home) {
    let (world, sandbox) = world(home);
    sandbox.add_faults(&json!([{ "method": "POST", "skip": 4, "then": { "hold": true } }]));
    let arguments = [&APPLY[..], &["--parallelism", "1"]].concat();
    let apply = start(&mut world.command(&arguments));
    sandbox.wait_until_held(1);
    let before = (kept(&world), writes(&sandbox));
    let readers: Vec<Child> = [
        &["plan"][..],
        &["plan", "--format", "json"],
        &["explain", "providers.us.numbers.n01"],
        &["test"],
        &["registry", "show"],
        &["registry", "history"],
    ]
    .into_iter()
    .map(|arguments| start(&mut world.command(arguments)))
    .collect();
    for reader in readers {
        let ended = finish(reader);
        // `test` finds that the numbers are not set up yet.
        assert!([0, 2].contains(&ended.code), "{ended:?}");
    }
    assert_eq!((kept(&world), writes(&sandbox)), before);
    sandbox.release();
    finish(apply).exits(0);
    is_as_declared(&world, &sandbox, "beside readers");
}

/// Another project, and another environment, do not wait for each other.
fn other_scopes_do_not_wait(home: Home) {
    let (world, sandbox) = world(home);
    world.write("envs/test.yaml", "providers: null\n");
    world.write(
        "other.yaml",
        "version: 1\nproject: other\nkeywords: [JOIN]\n",
    );
    sandbox.add_faults(&json!([{ "method": "POST", "then": { "hold": true } }]));
    let first = start(&mut world.command(&APPLY));
    sandbox.wait_until_held(1);
    let now = ["apply", "--auto-approve", "--lock-timeout", "0"];
    for scope in [["--env", "test"], ["-f", "other.yaml"]] {
        let ended = world.run(&[&scope[..], &now].concat()).exits(0);
        assert!(ended.stdout.contains("\nApplied: "), "{ended:?}");
    }
    sandbox.release();
    finish(first).exits(0);
    is_as_declared(&world, &sandbox, "beside other scopes");
}

/// The holder dies while others wait for it: one takes its lock over and does what is left, and the
/// others then find nothing to do. A request that the dead one sent without reporting it is not
/// sent again, though all of them had planned to.
fn one_of_those_who_wait_takes_over(home: Home) {
    for (nth, harm) in [(13, "hold"), (15, "hold"), (15, "hold_answer")] {
        let when = format!("the holder dies in write {nth}, {harm}");
        let (world, sandbox) = world(home);
        // It gets as far as this write, and does not touch the registry after that.
        let then = json!({ harm: true });
        sandbox.add_faults(&json!([{ "method": "POST", "skip": nth - 1, "then": then }]));
        let arguments = [&APPLY[..], &["--parallelism", "1"]].concat();
        let mut first = start(&mut world.command(&arguments));
        sandbox.wait_until_held(1);
        sandbox.clear_calls();
        let waiting: Vec<Child> = (1..MANY)
            .map(|_| start(&mut world.command(&APPLY)))
            .collect();
        // All have read the account: two lists and one for each service.
        planned(&sandbox, MANY - 1);
        first.kill().unwrap();
        first.wait().unwrap();
        let ended: Vec<Ended> = waiting
            .into_iter()
            .map(|child| finish(child).exits(0))
            .collect();
        let took: Vec<&Ended> = ended
            .iter()
            .filter(|ended| {
                ended.stdout.contains("\nApplied: ")
                    && !ended.stdout.contains("no changes were needed")
            })
            .collect();
        assert_eq!(took.len(), 1, "{when}: {ended:#?}");
        let writes = writes(&sandbox);
        assert!(
            writes.values().all(|times| *times == 1),
            "{when}: {writes:#?}"
        );
        is_as_declared(&world, &sandbox, &when);
        let statuses: Vec<Value> = runs(&world)
            .iter()
            .map(|run| run["status"].clone())
            .collect();
        let interrupted = statuses.iter().filter(|status| **status == "interrupted");
        assert_eq!(interrupted.count(), 1, "{when}: {statuses:?}");
        assert_eq!(statuses.last(), Some(&json!("interrupted")), "{when}");
    }
}

/// Waits until this many processes have read the account to its end.
fn planned(sandbox: &Sandbox, count: usize) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    let services = sandbox.state()["accounts"]["AC00000000000000000000000000000001"]["services"]
        .as_object()
        .unwrap()
        .len();
    loop {
        let journal = sandbox.journal();
        let lists = journal.iter().filter(|call| {
            let path = call["path"].as_str().unwrap();
            // Price lists have the word in their paths, too.
            let lists_members = path.contains("/Services/") && path.contains("/PhoneNumbers");
            lists_members && call["status"] == 200 && call["method"] == "GET"
        });
        if lists.count() == services * count {
            return;
        }
        assert!(std::time::Instant::now() < deadline, "no apply plans");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// A plan that was made while another apply was under way is not carried out after that one's
/// death, though nothing in the registry says that anything was done since.
fn what_the_dead_sent_is_not_sent_again(home: Home) {
    let (world, sandbox) = world(home);
    let next = json!([{ "method": "POST", "then": { "hold": true } }]);
    // The first is about to make the service, and the others plan to make it, too.
    sandbox.add_faults(&json!([
        { "method": "POST", "skip": 14, "then": { "hold": true } },
    ]));
    let arguments = [&APPLY[..], &["--parallelism", "1"]].concat();
    let mut first = start(&mut world.command(&arguments));
    sandbox.wait_until_held(1);
    sandbox.clear_calls();
    let waiting: Vec<Child> = (0..3).map(|_| start(&mut world.command(&APPLY))).collect();
    planned(&sandbox, 3);
    // It makes the service, and dies before a number joins it.
    sandbox.add_faults(&next);
    sandbox.release();
    sandbox.wait_until_held(1);
    first.kill().unwrap();
    first.wait().unwrap();
    for child in waiting {
        finish(child).exits(0);
    }
    is_as_declared(&world, &sandbox, "the service was made by the dead one");
}

/// Each story with both kinds of registry.
macro_rules! at_both_kinds {
    ($($story:ident,)*) => {$(
        mod $story {
            #[test]
            fn on_sqlite() {
                super::$story(super::Home::Sqlite);
            }

            #[test]
            fn on_postgres() {
                if let Some(server) = super::server() {
                    super::$story(super::Home::Postgres(server));
                }
            }
        }
    )*};
}

at_both_kinds! {
    many_applies_of_one_configuration_write_once,
    overlapping_configurations_take_turns,
    an_apply_that_does_not_wait_names_the_holder,
    who_waits_can_be_interrupted,
    who_may_not_go_on_gives_the_lock_back,
    readers_do_not_wait_and_write_nothing,
    other_scopes_do_not_wait,
    one_of_those_who_wait_takes_over,
    what_the_dead_sent_is_not_sent_again,
}
