//! Stories about the write-ahead log that a `SQLite` registry has while a run writes to it, where
//! its file system allows one.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use switchboard::model::RunStatus;
use switchboard::registry::RegistryError;

use super::file::{bytes_in, filled};
use super::sample::{begin, keep, number, phone, run, scope, sqlite_in};

fn names(folder: &Path) -> Vec<String> {
    bytes_in(folder).into_keys().collect()
}

/// The numbers that a plan reads.
async fn numbers(folder: &Path) -> usize {
    let snapshot = sqlite_in(folder).snapshot(&scope("prod")).await;
    snapshot.unwrap().state.resources.len()
}

/// What a process that was killed in a run leaves of a registry: a log with what it committed.
async fn killed(folder: &Path) {
    let registry = filled(folder).await;
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    let settled = [keep(&number("b"), &phone("+15017122662", ""))];
    session.record(&settled, &[]).await.unwrap();
    let copy = tempfile::tempdir().unwrap();
    for name in names(folder) {
        fs::copy(folder.join(&name), copy.path().join(&name)).unwrap();
    }
    session.finish(RunStatus::Failed).await.unwrap();
    drop(session);
    for name in names(folder) {
        fs::remove_file(folder.join(name)).unwrap();
    }
    for name in names(copy.path()) {
        // The index of the log is shared memory, which a copy has no use for.
        if !name.ends_with("-shm") {
            fs::copy(copy.path().join(&name), folder.join(&name)).unwrap();
        }
    }
    assert!(names(folder).contains(&"registry.db-wal".to_owned()));
}

#[tokio::test]
async fn plans_read_what_a_run_has_committed_so_far() {
    let folder = tempfile::tempdir().unwrap();
    let registry = filled(folder.path()).await;
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    for (at, name) in ["b", "c", "d"].into_iter().enumerate() {
        let settled = [keep(&number(name), &phone(&format!("+1501712267{at}"), ""))];
        session.record(&settled, &[]).await.unwrap();
        assert_eq!(numbers(folder.path()).await, 2 + at);
    }
    session.finish(RunStatus::Succeeded).await.unwrap();
    drop(session);
    assert_eq!(names(folder.path()), ["registry.db"]);
}

#[tokio::test]
async fn a_killed_run_loses_nothing_and_the_next_one_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path()).await;
    assert_eq!(numbers(folder.path()).await, 2);
    let registry = sqlite_in(folder.path());
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    assert_eq!(numbers(folder.path()).await, 2);
    session.finish(RunStatus::Succeeded).await.unwrap();
    drop(session);
    assert_eq!(names(folder.path()), ["registry.db"]);
    assert_eq!(numbers(folder.path()).await, 2);
}

/// The folder is not writable, even for users without permission checks: the index of the log would
/// have to be made in a folder that does not exist.
#[tokio::test]
async fn what_a_killed_run_left_is_read_in_a_folder_that_is_not_writable() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path()).await;
    std::os::unix::fs::symlink("nowhere/shm", folder.path().join("registry.db-shm")).unwrap();
    let before = fs::read(folder.path().join("registry.db")).unwrap();
    assert_eq!(numbers(folder.path()).await, 2);
    let after = fs::read(folder.path().join("registry.db")).unwrap();
    assert_eq!(after, before);
}

/// So is a copy that was made of the file alone, while a run wrote to it.
#[tokio::test]
async fn a_copy_of_the_file_alone_is_read_in_a_folder_that_is_not_writable() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let db = folder.path().join("registry.db");
    let file = Connection::open(&db).unwrap();
    file.pragma_update(None, "journal_mode", "WAL").unwrap();
    file.close().unwrap();
    for ending in ["wal", "shm"] {
        let path = folder.path().join(format!("registry.db-{ending}"));
        std::os::unix::fs::symlink(format!("nowhere/{ending}"), path).unwrap();
    }
    assert_eq!(numbers(folder.path()).await, 1);
}

/// A log that was left by a registry that somebody removed belongs to no other registry.
#[tokio::test]
async fn a_new_registry_takes_nothing_from_the_log_of_a_removed_one() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path()).await;
    fs::remove_file(folder.path().join("registry.db")).unwrap();
    drop(begin(sqlite_in(folder.path()).as_ref(), &scope("test")).await);
    assert_eq!(numbers(folder.path()).await, 0);
    let registry = sqlite_in(folder.path());
    assert_eq!(registry.contents(None).await.unwrap().len(), 1);
}

/// A reader that has the registry open when the last run ends does not keep the log for good.
#[tokio::test]
async fn the_next_writer_puts_back_what_a_reader_held_open() {
    let folder = tempfile::tempdir().unwrap();
    let registry = filled(folder.path()).await;
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    let db = folder.path().join("registry.db");
    let reader = Connection::open(&db).unwrap();
    reader.execute_batch("BEGIN; SELECT * FROM runs").unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();
    drop(session);
    drop(reader);
    assert_eq!(numbers(folder.path()).await, 1);
    drop(begin(registry.as_ref(), &scope("prod")).await);
    assert_eq!(names(folder.path()), ["registry.db"]);
}

/// Under its other name the file has no log beside it, so nothing of the run would be seen.
#[tokio::test]
async fn a_name_that_the_file_gets_during_a_run_is_refused() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let registry = filled(folder.path()).await;
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    let linked = elsewhere.path().join("registry.db");
    fs::hard_link(folder.path().join("registry.db"), &linked).unwrap();
    let other = sqlite_in(elsewhere.path());
    let error = other.snapshot(&scope("prod")).await.unwrap_err();
    assert!(matches!(error, RegistryError::OtherName { .. }), "{error}");
    let error = other.begin(&scope("test"), &run(), Duration::ZERO).await;
    assert!(matches!(error, Err(RegistryError::OtherName { .. })));
    fs::remove_file(&linked).unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();
}

/// With a log, `SQLite` itself would not notice that the file at the path is another one.
#[tokio::test]
async fn a_run_does_not_write_to_a_file_that_was_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let registry = filled(folder.path()).await;
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    let db = folder.path().join("registry.db");
    let copy = folder.path().join("copy.db");
    fs::copy(&db, &copy).unwrap();
    fs::rename(&copy, &db).unwrap();
    let settled = [keep(&number("b"), &phone("+15017122662", ""))];
    let error = session.record(&settled, &[]).await.unwrap_err();
    assert!(matches!(error, RegistryError::Gone { .. }), "{error}");
}
