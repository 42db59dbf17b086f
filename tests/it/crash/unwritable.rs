//! Output that cannot be written any more: a stdout without a reader, a registry on a full disk.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::json;

use super::declared::{
    APPLY, CHANGES, DECLARED, is_as_declared, is_finished_by_the_next, outcomes, reported, runs,
    shown, summary, written,
};
use super::{start, thorough};
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World, binary_path};

/// Applies, and stops reading stdout after one line.
fn read_one_line_of(world: &World, arguments: &[&str]) -> Ended {
    let mut child = start(&mut world.command(&[&APPLY[..], arguments].concat()));
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    assert!(!line.is_empty());
    drop(stdout);
    let mut stderr = String::new();
    let mut rest = child.stderr.take().unwrap();
    rest.read_to_string(&mut stderr).unwrap();
    let code = child.wait().unwrap().code();
    Ended {
        code: code.unwrap_or(-1),
        stdout: line,
        stderr,
    }
}

#[test]
fn an_apply_whose_reader_goes_away_completes() {
    for format in ["human", "json"] {
        let (world, sandbox) = DECLARED.fresh();
        // Its first line is read while nothing was written yet.
        sandbox.add_faults(&json!([{ "method": "POST", "then": { "delay_ms": 200 } }]));
        let ended = read_one_line_of(&world, &["-q", "--format", format]);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
        is_as_declared(&world, &sandbox, format);
        assert_eq!(runs(&world)[0]["status"], "succeeded");
    }
}

#[test]
fn an_apply_whose_reader_goes_away_fails_all_the_same() {
    for format in ["human", "json"] {
        let (world, sandbox) = DECLARED.fresh();
        let refused = json!({ "status": 400, "code": 21402 });
        sandbox.add_faults(&json!([{ "method": "POST", "skip": 5, "then": refused }]));
        let ended = read_one_line_of(&world, &["--format", format]);
        assert_eq!(ended.code, 3, "{ended:?}");
        assert_eq!(runs(&world)[0]["status"], "partial");
        is_finished_by_the_next(&world, &sandbox, format);
    }
}

#[test]
fn without_any_streams_it_completes() {
    let (world, sandbox) = DECLARED.fresh();
    let line = format!("exec \"$0\" {} >&- 2>&- <&-", APPLY.join(" "));
    let mut shell = in_a_shell(&world, &line);
    assert!(shell.status().unwrap().success());
    is_as_declared(&world, &sandbox, "closed streams");
}

/// What a shell does in the world's folder; `$0` is the binary.
fn in_a_shell(world: &World, line: &str) -> std::process::Command {
    let mut shell = std::process::Command::new("sh");
    shell
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("USER", "tester")
        .envs(&world.variables)
        .current_dir(world.folder())
        .args(["-c", line])
        .arg(binary_path())
        .stdin(Stdio::null());
    shell
}

/// After the registry refused: every request that was sent is accounted for, the report is true,
/// and with the obstacle gone the next apply finishes.
fn stopped_and_can_go_on(world: &World, sandbox: &Sandbox, ended: &Ended, when: &str) {
    assert_eq!(ended.code, 1, "{when}\n{ended:?}");
    let reported: BTreeSet<String> = reported(ended).into_keys().collect();
    assert_eq!(shown(world), reported, "{when}\n{ended:?}");
    let counts = summary(ended);
    let count = |kind: &str| usize::try_from(counts[kind].as_u64().unwrap()).unwrap();
    let rest = count("failed") + count("unsettled") + count("not_tried");
    assert_eq!(reported.len() + rest, CHANGES, "{when}\n{ended:?}");
    assert_eq!(count("failed"), 0, "{when}\n{ended:?}");
    // A change that was written and not recorded was under way, and was noted before.
    let run = &runs(world)[0];
    // Where not even the end of the run could be noted, it reads as interrupted.
    let status = run["status"].as_str().unwrap();
    let noted_end = if reported.is_empty() {
        "failed"
    } else {
        "partial"
    };
    assert!(
        ["interrupted", noted_end].contains(&status),
        "{when}: {run}"
    );
    let outcomes = outcomes(world, run);
    let intended = outcomes.get("intended").cloned().unwrap_or_default();
    assert!(intended.len() <= 4, "{when}: {outcomes:#?}");
    let noted: BTreeSet<String> = outcomes.values().flatten().cloned().collect();
    assert!(written(sandbox).is_subset(&noted), "{when}: {outcomes:#?}");
    assert!(count("unsettled") <= intended.len(), "{when}\n{ended:?}");
    is_finished_by_the_next(world, sandbox, when);
}

/// A registry that refuses from the nth noted change on, as a full disk would.
#[test]
fn a_registry_that_cannot_be_written_any_more_stops_the_writes() {
    let few = [1, 7, 12, 19];
    let all: Vec<usize> = (1..=CHANGES).collect();
    for nth in if thorough() { &all[..] } else { &few[..] } {
        let when = format!("no room for change {nth}");
        let (world, sandbox) = DECLARED.fresh();
        // Another project's apply makes the registry.
        world.write(
            "other.yaml",
            "version: 1\nproject: other\nkeywords: [JOIN]\n",
        );
        world
            .run(&["-f", "other.yaml", "apply", "--auto-approve"])
            .exits(0);
        let registry = rusqlite::Connection::open(world.path(".switchboard/registry.db")).unwrap();
        let refuse = format!(
            "CREATE TRIGGER full BEFORE INSERT ON changes WHEN (SELECT count(*) FROM changes) > {nth} - 1
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        );
        registry.execute_batch(&refuse).unwrap();
        let ended = world.run(&[&APPLY[..], &["--format", "json"]].concat());
        assert!(ended.stderr.contains("disk is full"), "{when}\n{ended:?}");
        registry.execute_batch("DROP TRIGGER full").unwrap();
        drop(registry);
        stopped_and_can_go_on(&world, &sandbox, &ended, &when);
    }
}

/// A change to the registry while an apply waits for its first answer.
fn taken_away(take: impl Fn(&World)) {
    let (world, sandbox) = DECLARED.fresh();
    sandbox.add_faults(&serde_json::json!([{ "method": "POST", "then": { "hold": true } }]));
    let arguments = [&APPLY[..], &["--parallelism", "1"]].concat();
    let child = super::start(&mut world.command(&arguments));
    sandbox.wait_until_held(1);
    take(&world);
    sandbox.release();
    let ended = Ended::of(child.wait_with_output().unwrap()).exits(1);
    assert!(
        ended
            .stderr
            .contains("was removed or replaced while this run was writing to it"),
        "{}",
        ended.stderr
    );
    assert!(
        !ended.stdout.contains("Recorded as run"),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stdout.contains("the registry is gone"),
        "{}",
        ended.stdout
    );
}

/// An apply reports it when the registry is removed while the apply writes it, and no
/// output claims that the run is recorded anywhere.
#[test]
fn a_removed_registry_is_reported_as_removed() {
    taken_away(|world| fs::remove_file(world.path(".switchboard/registry.db")).unwrap());
}

/// So is one that is moved away with its folder.
#[test]
fn a_moved_registry_folder_is_reported_as_moved() {
    taken_away(|world| fs::rename(world.path(".switchboard"), world.path("aside")).unwrap());
}

/// So is one in whose place another file lies.
#[test]
fn a_replaced_registry_is_reported_as_replaced() {
    taken_away(|world| {
        let (db, copy) = (
            world.path(".switchboard/registry.db"),
            world.path("copy.db"),
        );
        fs::copy(&db, &copy).unwrap();
        fs::rename(&copy, &db).unwrap();
    });
}

/// The same with a real limit of the system on how large a file may become.
#[test]
fn a_file_that_may_not_grow_stops_the_writes() {
    let few = [1, 3];
    let all: Vec<u64> = (0..8).collect();
    let mut stopped = 0;
    for room in if thorough() { &all[..] } else { &few[..] } {
        let when = format!("room for {room} pages");
        let (world, sandbox) = DECLARED.fresh();
        world.write(
            "other.yaml",
            "version: 1\nproject: other\nkeywords: [JOIN]\n",
        );
        world
            .run(&["-f", "other.yaml", "apply", "--auto-approve"])
            .exits(0);
        let size = fs::metadata(world.path(".switchboard/registry.db"))
            .unwrap()
            .len();
        // In blocks of 512 bytes. Ignored, the signal becomes an error of the write.
        let blocks = (size + room * 4096) / 512;
        let line = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {} --format json",
            APPLY.join(" ")
        );
        let ended = Ended::of(in_a_shell(&world, &line).output().unwrap());
        if ended.code == 0 {
            is_as_declared(&world, &sandbox, &when);
        } else {
            stopped += 1;
            stopped_and_can_go_on(&world, &sandbox, &ended, &when);
        }
    }
    assert!(stopped > 0, "the limit did not limit");
}
