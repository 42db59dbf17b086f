//! Stories about the operations that providers run for accepted writes.

use rusqlite::Connection;
use switchboard::model::{RunStatus, UNCLEAR};
use switchboard::registry::{Accepted, Keep, OpenOperation, Registry, RegistryError};

use super::sample::{begin, fail, intend, keep, number, phone, scope, sqlite_in};

fn accepted(name: &str, operation: &str) -> Accepted {
    Accepted {
        address: number(name),
        operation: operation.to_owned(),
    }
}

async fn open(registry: &dyn Registry) -> Vec<(String, String)> {
    let open = registry.operations(&scope("prod")).await.unwrap();
    let named = open.into_iter().map(|one| {
        let name = one.address.name().to_owned();
        (name, one.operation)
    });
    named.collect()
}

fn pair(name: &str, operation: &str) -> (String, String) {
    (name.to_owned(), operation.to_owned())
}

pub async fn an_operation_is_known_until_it_has_ended(registry: &dyn Registry) {
    assert_eq!(open(registry).await, [], "there is no registry yet");
    let prod = scope("prod");
    let thing = phone("+15017122661", "");
    let mut session = begin(registry, &prod).await;
    let intents = ["done", "failed", "unclear"].map(|at| intend(&number(at), &thing.fields));
    session.record(&[], &intents).await.unwrap();
    let all = ["done", "failed", "unclear"].map(|at| accepted(at, "topic"));
    session.accept(&all).await.unwrap();
    // A further operation of the same write takes its place.
    let second = accepted("unclear", "subscription");
    session.accept(&[second]).await.unwrap();
    let expected = [
        pair("unclear", "subscription"),
        pair("failed", "topic"),
        pair("done", "topic"),
    ];
    assert_eq!(open(registry).await, expected);
    assert!(
        registry
            .operations(&scope("test"))
            .await
            .unwrap()
            .is_empty()
    );
    let unclear = format!("no answer; {UNCLEAR}");
    let ends = [
        keep(&number("done"), &thing),
        fail(&number("failed"), "HTTP 400"),
        fail(&number("unclear"), &unclear),
    ];
    session.record(&ends, &[]).await.unwrap();
    assert_eq!(open(registry).await, [pair("unclear", "subscription")]);
    session.finish(RunStatus::Partial).await.unwrap();
    let found = registry.operations(&prod).await.unwrap();
    // Only the very operation is closed.
    let other = OpenOperation {
        operation: "topic".to_owned(),
        ..found[0].clone()
    };
    registry.close_operations(&[other]).await.unwrap();
    assert_eq!(registry.operations(&prod).await.unwrap(), found);
    registry.close_operations(&found).await.unwrap();
    assert_eq!(open(registry).await, []);
    let (_, changes) = registry.changes(&found[0].run_id).await.unwrap().unwrap();
    let failure = changes.iter().find_map(|change| {
        let unclear = change.address == number("unclear");
        change.error.clone().filter(|_| unclear)
    });
    assert_eq!(failure, Some(unclear), "the history stays as it is");
}

pub async fn the_latest_operation_comes_first(registry: &dyn Registry) {
    let prod = scope("prod");
    let intent = || intend(&number("a"), &phone("+15017122661", "").fields);
    for operation in ["first", "second"] {
        let mut session = begin(registry, &prod).await;
        session.record(&[], &[intent()]).await.unwrap();
        session.accept(&[accepted("a", operation)]).await.unwrap();
        // It dies: the intent stays open.
        drop(session);
    }
    assert_eq!(
        open(registry).await,
        [pair("a", "second"), pair("a", "first")]
    );
    let both = registry.operations(&prod).await.unwrap();
    registry.close_operations(&both).await.unwrap();
    assert_eq!(open(registry).await, []);
}

pub async fn an_operation_belongs_to_an_open_intent(registry: &dyn Registry) {
    let prod = scope("prod");
    let thing = phone("+15017122661", "");
    let mut session = begin(registry, &prod).await;
    let intents = [intend(&number("a"), &thing.fields)];
    session.record(&[], &intents).await.unwrap();
    // Nothing is noted if one of them cannot be.
    let notes = [accepted("a", "fine"), accepted("b", "nowhere")];
    let error = session.accept(&notes).await.unwrap_err();
    assert!(matches!(error, RegistryError::Damaged { .. }), "{error:?}");
    assert_eq!(open(registry).await, []);
    session.accept(&notes[..1]).await.unwrap();
    session
        .record(&[keep(&number("a"), &thing)], &[])
        .await
        .unwrap();
    let error = session.accept(&notes[..1]).await.unwrap_err();
    assert!(matches!(error, RegistryError::Damaged { .. }), "{error:?}");
    registry.unlock(&prod, true).await.unwrap();
    let error = session.accept(&notes[..1]).await.unwrap_err();
    assert!(matches!(error, RegistryError::LostLock { .. }), "{error:?}");
}

pub async fn a_run_with_an_open_operation_is_not_removed(registry: &dyn Registry) {
    let prod = scope("prod");
    let thing = phone("+15017122661", "");
    let mut session = begin(registry, &prod).await;
    let intents = [intend(&number("a"), &thing.fields)];
    session.record(&[], &intents).await.unwrap();
    session.accept(&[accepted("a", "running")]).await.unwrap();
    let unclear = fail(&number("a"), UNCLEAR);
    session.record(&[unclear], &[]).await.unwrap();
    let run_id = session.run_id().to_owned();
    session.finish(RunStatus::Failed).await.unwrap();
    let mut latest = begin(registry, &prod).await;
    latest.finish(RunStatus::Succeeded).await.unwrap();
    assert_eq!(registry.prunable(&prod, Keep::Latest(0)).await.unwrap(), []);
    assert_eq!(registry.operations(&prod).await.unwrap()[0].run_id, run_id);
}

/// A failure without a clear end counts for a day, an operation until it is known how it ended.
#[tokio::test]
async fn an_old_operation_keeps_its_run() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let prod = scope("prod");
    a_run_with_an_open_operation_is_not_removed(registry.as_ref()).await;
    let file = Connection::open(folder.path().join("registry.db")).unwrap();
    let long_ago = "UPDATE changes SET noted_at = '2020-01-01T00:00:00.000Z'";
    file.execute_batch(long_ago).unwrap();
    drop(file);
    assert_eq!(registry.prunable(&prod, Keep::Latest(0)).await.unwrap(), []);
    let open = registry.operations(&prod).await.unwrap();
    registry.close_operations(&open).await.unwrap();
    let removable = registry.prunable(&prod, Keep::Latest(0)).await.unwrap();
    assert_eq!(removable.len(), 1);
}

/// A registry that knew no operations has none, and asking for them does not migrate it.
#[tokio::test]
async fn an_older_registry_has_no_operations() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let prod = scope("prod");
    drop(begin(registry.as_ref(), &prod).await);
    let file = Connection::open(folder.path().join("registry.db")).unwrap();
    let version = || -> i64 {
        file.pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    };
    file.execute_batch(
        "DROP TABLE waves; DROP TABLE counterpart_records; DROP INDEX open_operations; ALTER TABLE changes DROP COLUMN operation; PRAGMA user_version = 9",
    )
    .unwrap();
    assert_eq!(open(registry.as_ref()).await, []);
    let ended = OpenOperation {
        run_id: "0".to_owned(),
        address: number("a"),
        operation: "running".to_owned(),
    };
    let error = registry.close_operations(&[ended]).await.unwrap_err();
    assert!(
        matches!(error, RegistryError::Older { found: 9, .. }),
        "{error:?}"
    );
    assert_eq!(version(), 9);
    let mut session = begin(registry.as_ref(), &prod).await;
    let thing = phone("+15017122661", "");
    session
        .record(&[], &[intend(&number("a"), &thing.fields)])
        .await
        .unwrap();
    session.accept(&[accepted("a", "running")]).await.unwrap();
    assert_eq!(open(registry.as_ref()).await, [pair("a", "running")]);
    assert_eq!(version(), 12);
}
