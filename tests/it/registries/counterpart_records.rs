//! Stories about the rows of counterparts that agreed when an apply last looked.

use std::collections::BTreeMap;

use rusqlite::Connection;
use switchboard::model::{Action, Address, Fields, Outcome, Part, Resource, RunStatus, Snapshot};
use switchboard::registry::{Intent, Keep, Registry, RegistryError, Settlement};

use super::sample::{
    address, begin, fail, forget, intend, keep, number, phone, scope, sqlite_in, texts,
};

const JOIN: &str = "dynamics.keywords.JOIN";
const STOP: &str = "dynamics.keywords.STOP";
const LINE: &str = "dynamics.providers.us.numbers.line";

type Rows = BTreeMap<Address, Resource>;

fn row(id: &str, key: &str) -> Resource {
    Resource {
        id: Some(id.into()),
        ..Resource::keyed(key, texts(&[("statecode", "0"), ("name", key)]))
    }
}

fn rows(of: &[(&str, &str)]) -> Rows {
    let each = of.iter().map(|(at, id)| (address(at), row(id, at)));
    each.collect()
}

/// What is noted comes back in its scope, also while a run holds it, and is no recorded resource.
pub async fn what_agreed_comes_back(registry: &dyn Registry) {
    let (prod, test) = (scope("prod"), scope("test"));
    let mut session = begin(registry, &prod).await;
    let line = keep(&number("line"), &phone("+15017122661", ""));
    session.record(&[line], &[]).await.unwrap();
    let before = registry.snapshot(&prod).await.unwrap();
    let both = rows(&[(JOIN, "1"), (LINE, "2")]);
    registry.note_counterpart(&prod, &both, &[]).await.unwrap();
    assert_eq!(registry.counterpart_records(&prod).await.unwrap(), both);
    assert_eq!(registry.snapshot(&prod).await.unwrap(), before);
    let contents = registry.contents(Some(&prod)).await.unwrap();
    assert_eq!(contents[0].counterpart_records, both);
    assert_eq!(contents[0].state, before.state);
    // Another environment has its own, before any run of it is recorded, too.
    assert_eq!(
        registry.counterpart_records(&test).await.unwrap(),
        Rows::new()
    );
    let own = rows(&[(JOIN, "3")]);
    registry.note_counterpart(&test, &own, &[]).await.unwrap();
    assert_eq!(registry.counterpart_records(&test).await.unwrap(), own);
    assert_eq!(registry.counterpart_records(&prod).await.unwrap(), both);
    session.finish(RunStatus::Succeeded).await.unwrap();
}

/// A later look replaces what it saw, drops what is gone and leaves the rest.
pub async fn a_later_look_replaces_what_it_saw(registry: &dyn Registry) {
    let prod = scope("prod");
    drop(begin(registry, &prod).await);
    let first = rows(&[(JOIN, "1"), (STOP, "2"), (LINE, "3")]);
    registry.note_counterpart(&prod, &first, &[]).await.unwrap();
    let second = rows(&[("dynamics.keywords.Join", "4")]);
    let gone = [address("dynamics.keywords.stop"), address(LINE)];
    registry
        .note_counterpart(&prod, &second, &gone[..1])
        .await
        .unwrap();
    let noted = registry.counterpart_records(&prod).await.unwrap();
    let spelt: Vec<(String, Option<&str>)> = noted
        .iter()
        .map(|(address, row)| (address.to_string(), row.id.as_deref()))
        .collect();
    let left = [
        ("dynamics.keywords.Join".to_owned(), Some("4")),
        (LINE.to_owned(), Some("3")),
    ];
    for one in &left {
        assert!(spelt.contains(one), "{spelt:?}");
    }
    assert_eq!(spelt.len(), 2, "{spelt:?}");
    // What agrees and is gone agrees.
    registry
        .note_counterpart(&prod, &second, &[gone[1].clone(), address(JOIN)])
        .await
        .unwrap();
    assert_eq!(registry.counterpart_records(&prod).await.unwrap(), second);
}

/// Only addresses of a counterpart are noted.
pub async fn what_is_ours_is_not_noted_as_theirs(registry: &dyn Registry) {
    let prod = scope("prod");
    drop(begin(registry, &prod).await);
    let ours = rows(&[("keywords.JOIN", "1"), (STOP, "2")]);
    registry.note_counterpart(&prod, &ours, &[]).await.unwrap();
    let noted = registry.counterpart_records(&prod).await.unwrap();
    assert_eq!(noted, rows(&[(STOP, "2")]));
}

pub async fn noting_what_agrees_creates_no_registry(registry: &dyn Registry) {
    let prod = scope("prod");
    let join = rows(&[(JOIN, "1")]);
    registry.note_counterpart(&prod, &join, &[]).await.unwrap();
    assert!(
        registry
            .counterpart_records(&prod)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(registry.snapshot(&prod).await.unwrap(), Snapshot::default());
}

fn create(at: &str, fields: &Fields) -> Intent {
    Intent {
        action: Action::Create,
        ..intend(&address(at), fields)
    }
}

fn created(at: &str, id: &str) -> Settlement {
    Settlement {
        action: Action::Create,
        ..keep(&address(at), &row(id, at))
    }
}

/// A keyword that a run creates at a counterpart is a change of the run and a row of the
/// counterpart. It is no resource.
pub async fn what_a_run_creates_there_is_no_resource(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut session = begin(registry, &prod).await;
    let own = keep(&address("keywords.JOIN"), &Resource::default());
    session.record(&[own], &[]).await.unwrap();
    let state = registry.snapshot(&prod).await.unwrap().state;
    let fields = row("1", JOIN).fields;
    session
        .record(&[], &[create(JOIN, &fields), create(STOP, &fields)])
        .await
        .unwrap();
    assert_eq!(
        session.serials().part(&Part::Keywords),
        1,
        "nothing is there yet"
    );
    let refused = Settlement {
        action: Action::Create,
        ..fail(&address(STOP), "refused")
    };
    let settled = [created(JOIN, "1"), refused];
    session.record(&settled, &[]).await.unwrap();
    assert_eq!(session.serials().part(&Part::Keywords), 2);
    let run = session.run_id().to_owned();
    assert_eq!(registry.snapshot(&prod).await.unwrap().state, state);
    let noted = registry.counterpart_records(&prod).await.unwrap();
    assert_eq!(noted, rows(&[(JOIN, "1")]));
    session
        .record(&[forget(&address(JOIN))], &[])
        .await
        .unwrap();
    assert!(
        registry
            .counterpart_records(&prod)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(session.serials().part(&Part::Keywords), 3);
    session
        .record(&[forget(&address(JOIN))], &[])
        .await
        .unwrap();
    assert_eq!(session.serials().part(&Part::Keywords), 3, "it was gone");
    session.finish(RunStatus::Partial).await.unwrap();
    assert_eq!(registry.snapshot(&prod).await.unwrap().state, state);
    let (_, changes) = registry.changes(&run).await.unwrap().unwrap();
    let changes: Vec<(String, Outcome)> = changes
        .iter()
        .skip(1)
        .take(2)
        .map(|change| (change.address.to_string(), change.outcome))
        .collect();
    let expected = [(JOIN, Outcome::Done), (STOP, Outcome::Failed)];
    assert_eq!(
        changes,
        expected.map(|(at, outcome)| (at.to_owned(), outcome))
    );
}

/// One record may keep and drop the same row; the last one counts, as for resources.
pub async fn the_last_word_about_a_row_counts(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut session = begin(registry, &prod).await;
    let twice = [created(JOIN, "1"), created(JOIN, "2")];
    session.record(&twice, &[]).await.unwrap();
    let noted = async || registry.counterpart_records(&prod).await.unwrap();
    assert_eq!(noted().await, rows(&[(JOIN, "2")]));
    let dropped = [created(JOIN, "3"), forget(&address(JOIN))];
    session.record(&dropped, &[]).await.unwrap();
    assert_eq!(noted().await, Rows::new());
    let kept = [forget(&address(JOIN)), created(JOIN, "4")];
    session.record(&kept, &[]).await.unwrap();
    assert_eq!(noted().await, rows(&[(JOIN, "4")]));
    session.finish(RunStatus::Succeeded).await.unwrap();
}

/// A run that died between the intent and the end leaves nothing that a later run must look for, and
/// the later run records the same keyword.
pub async fn a_run_that_died_there_leaves_nothing_to_look_for(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut died = begin(registry, &prod).await;
    let fields = row("1", JOIN).fields;
    let group = "providers.us.messaging_services.camp";
    let intents = [create(JOIN, &fields), create(group, &fields)];
    died.record(&[], &intents).await.unwrap();
    drop(died);
    let mut next = begin(registry, &prod).await;
    let attempts = next.unclear("2020-01-01T00:00:00.000Z").await.unwrap();
    let open: Vec<String> = attempts.iter().map(|one| one.address.to_string()).collect();
    assert_eq!(open, [group]);
    next.record(&[], &[create(JOIN, &fields)]).await.unwrap();
    next.record(&[created(JOIN, "1")], &[]).await.unwrap();
    next.finish(RunStatus::Succeeded).await.unwrap();
    let noted = registry.counterpart_records(&prod).await.unwrap();
    assert_eq!(noted, rows(&[(JOIN, "1")]));
}

/// Runs that created keywords at a counterpart are removed like others; the rows stay.
pub async fn rows_outlive_the_runs_that_made_them(registry: &dyn Registry) {
    let prod = scope("prod");
    for at in [JOIN, STOP, JOIN] {
        let mut session = begin(registry, &prod).await;
        session.record(&[created(at, at)], &[]).await.unwrap();
        session.finish(RunStatus::Succeeded).await.unwrap();
    }
    let noted = registry.counterpart_records(&prod).await.unwrap();
    let runs = registry.prunable(&prod, Keep::Latest(1)).await.unwrap();
    assert_eq!(runs.len(), 2);
    registry.prune(&runs).await.unwrap();
    assert_eq!(registry.runs(&prod).await.unwrap().len(), 1);
    assert_eq!(registry.counterpart_records(&prod).await.unwrap(), noted);
    assert_eq!(noted.len(), 2);
}

/// A registry without the table has no rows. Reading does not migrate it, and noting is refused.
#[tokio::test]
async fn an_older_registry_has_no_rows() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    drop(begin(registry.as_ref(), &scope("prod")).await);
    let file = Connection::open(folder.path().join("registry.db")).unwrap();
    file.execute_batch(
        "DROP TABLE waves; DROP TABLE counterpart_records; PRAGMA user_version = 10",
    )
    .unwrap();
    let version = || -> i64 {
        file.pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    };
    is_read_refused_and_migrated(registry.as_ref(), 10, 12, version).await;
}

#[cfg(unix)]
#[tokio::test]
async fn an_older_database_has_no_rows() {
    use crate::support::postgres::name_in;
    let Some((server, url, registry)) = super::postgres::empty() else {
        return;
    };
    drop(begin(registry.as_ref(), &scope("prod")).await);
    let older = "DROP TABLE switchboard.waves; DROP TABLE switchboard.counterpart_records;
                 DELETE FROM switchboard.migrations WHERE version >= 10";
    server.run(name_in(&url), older);
    let version = || -> i64 {
        let newest = "SELECT max(version) FROM switchboard.migrations";
        server.run(name_in(&url), newest)[0].parse().unwrap()
    };
    is_read_refused_and_migrated(registry.as_ref(), 9, 11, version).await;
}

async fn is_read_refused_and_migrated(
    registry: &dyn Registry,
    older: i64,
    newest: i64,
    version: impl Fn() -> i64,
) {
    let prod = scope("prod");
    let join = rows(&[(JOIN, "1")]);
    assert_eq!(
        registry.counterpart_records(&prod).await.unwrap(),
        Rows::new()
    );
    let contents = registry.contents(None).await.unwrap();
    assert_eq!(contents[0].counterpart_records, Rows::new());
    let error = registry.note_counterpart(&prod, &join, &[]).await;
    let refused = matches!(error, Err(RegistryError::Older { found, .. }) if found == older);
    assert!(refused, "{error:?}");
    assert_eq!(version(), older);
    drop(begin(registry, &prod).await);
    assert_eq!(version(), newest);
    registry.note_counterpart(&prod, &join, &[]).await.unwrap();
    assert_eq!(registry.counterpart_records(&prod).await.unwrap(), join);
}
