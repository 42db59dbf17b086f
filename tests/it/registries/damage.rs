//! Stories about a registry file that is not as it should be: another program's, of another
//! version, emptied, cut off, overwritten, or left in the middle of a transaction.

use std::fs;
use std::time::Duration;

use rusqlite::Connection;
use switchboard::registry::{Registry, RegistryError};

use super::file::{bytes_in, filled};
use super::sample::{begin, number, phone, run, scope, sqlite_in};

async fn refusal(registry: &dyn Registry) -> [RegistryError; 2] {
    let scope = scope("prod");
    let read = registry.snapshot(&scope).await.unwrap_err();
    let written = registry
        .begin(&scope, &run(), Duration::ZERO)
        .await
        .err()
        .unwrap();
    [read, written]
}

#[tokio::test]
async fn what_is_no_registry_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let registry = sqlite_in(folder.path());
    let another = || {
        let file = Connection::open(&path).unwrap();
        file.execute_batch("CREATE TABLE t (x)").unwrap();
    };
    let makers: [&dyn Fn(); 4] = [
        &|| fs::write(&path, "").unwrap(),
        &|| fs::write(&path, "not a database").unwrap(),
        &|| {
            fs::write(
                &path,
                "no database, and longer than a page's header ".repeat(100),
            )
            .unwrap();
        },
        &another,
    ];
    for make in makers {
        let _ = fs::remove_file(&path);
        make();
        let before = bytes_in(folder.path());
        for error in refusal(registry.as_ref()).await {
            assert!(
                matches!(error, RegistryError::NotARegistry { .. }),
                "{error:?}"
            );
        }
        assert!(registry.unlock(&scope("prod"), true).await.is_err());
        assert_eq!(bytes_in(folder.path()), before);
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    for error in refusal(registry.as_ref()).await {
        assert!(
            matches!(error, RegistryError::NotARegistry { .. }),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_damaged_file_is_an_error_and_never_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let registry = filled(folder.path()).await;
    let path = folder.path().join("registry.db");
    let whole = fs::read(&path).unwrap();
    let scope = scope("prod");
    for length in (1..whole.len()).step_by(1021) {
        fs::write(&path, &whole[..length]).unwrap();
        let error = registry.snapshot(&scope).await.unwrap_err();
        assert!(
            matches!(
                error,
                RegistryError::Damaged { .. } | RegistryError::NotARegistry { .. }
            ),
            "{length}: {error:?}"
        );
    }
    for at in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at..]
            .iter_mut()
            .take(64)
            .for_each(|byte| *byte = 0xa5);
        fs::write(&path, &bytes).unwrap();
        // Some spots do not matter and some only to one question: what counts is an answer.
        let _ = registry.snapshot(&scope).await;
        let _ = registry.contents(None).await;
        let _ = registry.runs(&scope).await;
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let registry = filled(folder.path()).await;
    let file = Connection::open(folder.path().join("registry.db")).unwrap();
    file.pragma_update(None, "user_version", 999).unwrap();
    drop(file);
    let before = bytes_in(folder.path());
    for error in refusal(registry.as_ref()).await {
        assert!(
            matches!(error, RegistryError::Newer { found: 999, .. }),
            "{error:?}"
        );
    }
    assert_eq!(bytes_in(folder.path()), before);
}

/// Before the first schema there is none: a marked file without tables is the oldest registry.
#[tokio::test]
async fn an_older_schema_is_read_as_it_is_and_migrated_on_begin() {
    let folder = tempfile::tempdir().unwrap();
    let model = filled(folder.path()).await;
    let path = folder.path().join("registry.db");
    let id: i64 = Connection::open(&path)
        .unwrap()
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .unwrap();
    fs::remove_file(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "application_id", id)
        .unwrap();
    let before = bytes_in(folder.path());
    assert_eq!(
        model
            .snapshot(&scope("prod"))
            .await
            .unwrap()
            .serials
            .of(None),
        0
    );
    assert_eq!(bytes_in(folder.path()), before);
    let session = begin(model.as_ref(), &scope("prod")).await;
    assert_eq!(
        model
            .snapshot(&scope("prod"))
            .await
            .unwrap()
            .lineage
            .as_deref(),
        Some(session.lineage())
    );
}

/// A copy made in the middle of a transaction is what a killed writer leaves: pages half-written
/// and a journal to undo them.
#[tokio::test]
async fn a_transaction_of_a_killed_writer_is_rolled_back() {
    let (folder, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filled(folder.path()).await;
    let writer = Connection::open(folder.path().join("registry.db")).unwrap();
    writer.pragma_update(None, "cache_size", 1).unwrap();
    writer.execute_batch("BEGIN; UPDATE resources SET fields = json_object('x', hex(zeroblob(100000))); DELETE FROM changes;").unwrap();
    for name in ["registry.db", "registry.db-journal"] {
        fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    assert_ne!(bytes_in(copy.path())["registry.db"].len(), 0);
    let snapshot = sqlite_in(copy.path())
        .snapshot(&scope("prod"))
        .await
        .unwrap();
    assert_eq!(
        snapshot.state.get(&number("a")),
        Some(&phone("+15017122661", ""))
    );
    assert_eq!(
        bytes_in(copy.path()).into_keys().collect::<Vec<_>>(),
        ["registry.db"]
    );
    drop(writer);
}
