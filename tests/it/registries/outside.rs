//! Stories about a `SQLite` registry's file outside of the program: how other programs read it,
//! under which names it is known, and which files a killed first run leaves beside it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use switchboard::model::RunStatus;
use switchboard::registry::RegistryError;

use super::file::filled;
use super::sample::{begin, intend, keep, number, phone, run, scope, sqlite_in};
use crate::support::programs::present;

/// A registry as version 0.1 made it: two runs, and a change without a value before it.
fn of_version_two(path: &Path) {
    let file = Connection::open(path).unwrap();
    for step in [
        include_str!("../../../src/registry/sqlite/migrations/0001_first.sql"),
        include_str!("../../../src/registry/sqlite/migrations/0002_differences.sql"),
    ] {
        file.execute_batch(step).unwrap();
    }
    file.execute_batch(
        "PRAGMA application_id = 0x53574244; PRAGMA user_version = 2;
         INSERT INTO meta VALUES (1, 'L', '2026-01-01T00:00:00.000Z');
         INSERT INTO scopes VALUES ('contoso', 'prod', 2), ('contoso', 'test', 0);
         INSERT INTO runs VALUES
           ('b', 'contoso', 'prod', 'ada', 'h', 1, '2026-01-01T00:00:00.000Z', NULL, NULL, 'p', 'succeeded'),
           ('a', 'contoso', 'prod', 'ada', 'h', 1, '2026-01-02T00:00:00.000Z', NULL, NULL, 'p', 'succeeded'),
           ('c', 'contoso', 'test', 'ada', 'h', 1, '2026-01-03T00:00:00.000Z', NULL, NULL, 'p', 'failed');
         INSERT INTO changes VALUES
           ('b', 1, 'keywords.JOIN', 'create', NULL, '{}', 'done', NULL, '2026-01-01T00:00:00.000Z', NULL),
           ('b', 2, 'keywords.STOP', 'forget', '{}', NULL, 'done', NULL, '2026-01-01T00:00:00.000Z', NULL);
         INSERT INTO resources VALUES
           ('contoso', 'prod', 'keywords.JOIN', 'keyword', NULL, 'JOIN', NULL, 'JOIN', '{}', 'b', '2026-01-01T00:00:00.000Z');",
    )
    .unwrap();
}

/// The answer of the system's `sqlite3` to these lines.
#[track_caller]
fn sqlite3(db: &Path, lines: &str) -> String {
    let mut child = Command::new("sqlite3")
        .arg("-batch")
        .arg(db)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let ended = child.wait_with_output().unwrap();
    let reported = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success() && reported.is_empty(), "{reported}");
    String::from_utf8(ended.stdout).unwrap()
}

/// Asserts that `sqlite3` finds nothing wrong with a registry and that its dump makes the same.
#[track_caller]
fn is_sound_elsewhere(folder: &Path) {
    let db = folder.join("registry.db");
    assert_eq!(sqlite3(&db, "PRAGMA integrity_check;"), "ok\n");
    assert_eq!(sqlite3(&db, "PRAGMA foreign_key_check;"), "");
    let dump = sqlite3(&db, ".dump");
    let again = folder.join("again.db");
    sqlite3(&again, &dump);
    for table in [
        "meta",
        "scopes",
        "runs",
        "changes",
        "resources",
        "locks",
        "differences",
        "counterpart_records",
        "waves",
    ] {
        let all = format!("SELECT * FROM {table};");
        assert_eq!(sqlite3(&again, &all), sqlite3(&db, &all), "{table}");
    }
    fs::remove_file(again).unwrap();
}

/// With a `SQLite` before 3.45 a change without a value before or after it broke the
/// check of its column.
#[tokio::test]
async fn sqlite3_checks_it_and_reloads_its_dump() {
    if !present("a check by sqlite3", &["sqlite3"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let registry = filled(folder.path()).await;
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    let thing = phone("+15017122662", "https://example.com/");
    // An open change, with nothing before it.
    let intents = [intend(&number("b"), &thing.fields)];
    session
        .record(&[keep(&number("c"), &thing)], &intents)
        .await
        .unwrap();
    is_sound_elsewhere(folder.path());
    session.finish(RunStatus::Succeeded).await.unwrap();
    is_sound_elsewhere(folder.path());
}

/// An older registry is put right by the next run, and keeps all that it had.
#[tokio::test]
async fn a_migrated_registry_is_sound_and_keeps_its_content() {
    if !present("a check of a migrated registry by sqlite3", &["sqlite3"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    of_version_two(&folder.path().join("registry.db"));
    let registry = sqlite_in(folder.path());
    let before = registry.changes("b").await.unwrap().unwrap();
    drop(begin(registry.as_ref(), &scope("prod")).await);
    assert_eq!(registry.changes("b").await.unwrap().unwrap(), before);
    assert_eq!((before.1.len(), &before.1[0].before), (2, &None));
    assert_eq!(before.0.undoes, None);
    let state = registry.snapshot(&scope("prod")).await.unwrap().state;
    assert_eq!(state.resources.len(), 1);
    is_sound_elsewhere(folder.path());
}

/// Runs are listed as they began, whatever the clock said.
#[tokio::test]
async fn a_clock_that_jumps_does_not_turn_the_history_around() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let mut ids = Vec::new();
    for year in ["2027", "2024", "2030", "1999"] {
        let mut session = begin(registry.as_ref(), &scope("prod")).await;
        ids.insert(0, session.run_id().to_owned());
        session.finish(RunStatus::Succeeded).await.unwrap();
        let file = Connection::open(folder.path().join("registry.db")).unwrap();
        let at = format!("{year}-01-01T00:00:00.000Z");
        let jump = "UPDATE runs SET started_at = ?1, ended_at = ?1 WHERE id = ?2";
        file.execute(jump, [&at, &ids[0]]).unwrap();
    }
    let runs = registry.runs(&scope("prod")).await.unwrap();
    let reported: Vec<&String> = runs.iter().map(|run| &run.id).collect();
    assert_eq!(reported, ids.iter().collect::<Vec<_>>());
}

/// The runs of an older registry keep the order of their times, and later runs
/// come before them in the list.
#[tokio::test]
async fn runs_of_an_older_registry_are_listed_after_later_ones() {
    let folder = tempfile::tempdir().unwrap();
    of_version_two(&folder.path().join("registry.db"));
    let registry = sqlite_in(folder.path());
    let ids = |runs: Vec<switchboard::model::Run>| -> Vec<String> {
        runs.into_iter().map(|run| run.id).collect()
    };
    assert_eq!(
        ids(registry.runs(&scope("prod")).await.unwrap()),
        ["a", "b"]
    );
    assert_eq!(ids(registry.runs(&scope("test")).await.unwrap()), ["c"]);
    let session = begin(registry.as_ref(), &scope("prod")).await;
    let now = ids(registry.runs(&scope("prod")).await.unwrap());
    assert_eq!(now, [session.run_id(), "a", "b"]);
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The files that a killed first run left of its unfinished registry are removed by the
/// next run.
#[tokio::test]
async fn the_drafts_of_a_killed_first_run_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let left = [
        ".registry-Ab3dEf.tmp",
        ".registry-Ab3dEf.tmp-journal",
        ".registry-registry.db-Ab3dEf.tmp",
        ".registry-registry.db-Ab3dEf.tmp-journal",
        "registry.db.new.lock",
    ];
    // Files of another registry in the same folder, and files that are not drafts of a registry.
    let others = [
        ".registry-other.db-Ab3dEf.tmp",
        ".registry-mine.tmp",
        ".registry-Ab3dEf.txt",
    ];
    for name in left.iter().chain(&others) {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    drop(begin(sqlite_in(folder.path()).as_ref(), &scope("prod")).await);
    let mut expected: Vec<&str> = others.to_vec();
    expected.push("registry.db");
    expected.sort_unstable();
    assert_eq!(names(folder.path()), expected);
}

/// So do those that lie beside a registry that another run made.
#[tokio::test]
async fn drafts_beside_a_registry_are_removed_by_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let registry = filled(folder.path()).await;
    fs::write(folder.path().join(".registry-Zz9zZz.tmp"), "x").unwrap();
    registry.runs(&scope("prod")).await.unwrap();
    assert_eq!(names(folder.path()).len(), 2, "reading removes nothing");
    drop(begin(registry.as_ref(), &scope("prod")).await);
    assert_eq!(names(folder.path()), ["registry.db"]);
}

/// Many first runs at once make one registry and leave nothing else.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn first_runs_at_once_leave_one_registry() {
    let folder = tempfile::tempdir().unwrap();
    let runs: Vec<_> = (0..8)
        .map(|n| {
            let registry = sqlite_in(folder.path());
            tokio::spawn(async move {
                let scope = scope(&format!("e{n}"));
                let begun = registry.begin(&scope, &run(), Duration::from_mins(1)).await;
                let mut session = begun.unwrap();
                session.finish(RunStatus::Succeeded).await.unwrap();
                session.lineage().to_owned()
            })
        })
        .collect();
    let mut lineages = Vec::new();
    for run in runs {
        lineages.push(run.await.unwrap());
    }
    lineages.dedup();
    assert_eq!(lineages.len(), 1, "{lineages:?}");
    assert_eq!(names(folder.path()), ["registry.db"]);
}

/// Under another name in another folder, a living holder is not taken for dead.
#[cfg(unix)]
#[tokio::test]
async fn a_hard_link_does_not_hide_a_living_holder() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let registry = filled(folder.path()).await;
    let linked = elsewhere.path().join("registry.db");
    fs::hard_link(folder.path().join("registry.db"), &linked).unwrap();
    let other = sqlite_in(elsewhere.path());
    let mut first = begin(registry.as_ref(), &scope("prod")).await;
    let error = other.begin(&scope("prod"), &run(), Duration::ZERO).await;
    assert!(matches!(error, Err(RegistryError::HeldBy { .. })));
    assert!(other.holders(&scope("prod")).await.unwrap().remove(0).alive);
    first.record(&[], &[]).await.unwrap();
    first.finish(RunStatus::Succeeded).await.unwrap();
    drop(begin(other.as_ref(), &scope("prod")).await);
}

/// No process can know that the holder of a registry with several names is
/// dead, so a person has to unlock it; with one name it is taken over.
#[cfg(unix)]
#[tokio::test]
async fn a_dead_holder_of_a_linked_registry_is_unlocked_by_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let registry = filled(folder.path()).await;
    let session = begin(registry.as_ref(), &scope("prod")).await;
    let lock = folder
        .path()
        .join(format!("registry.db.{}.lock", session.run_id()));
    // As if its process were gone without releasing anything.
    std::mem::forget(session);
    fs::remove_file(lock).unwrap();
    let link = folder.path().join("link.db");
    fs::hard_link(folder.path().join("registry.db"), &link).unwrap();
    let error = registry.unlock(&scope("prod"), false).await;
    assert!(matches!(error, Err(RegistryError::HeldBy { .. })));
    fs::remove_file(&link).unwrap();
    let holder = registry
        .unlock(&scope("prod"), false)
        .await
        .unwrap()
        .remove(0);
    assert!(!holder.alive);
}
