//! Stories about the waves of rollouts.

use std::collections::BTreeMap;

use rusqlite::Connection;
use switchboard::model::{RunStatus, Wave, WaveKind, WaveState};
use switchboard::registry::{Keep, Registry, RegistryError};

use super::sample::{begin, keep, number, phone, scope, sqlite_in};

/// The first of three waves, just begun.
fn first() -> Wave {
    Wave {
        kind: WaveKind::Forward,
        number: 1,
        of: 3,
        addresses: [number("a"), number("b")].into(),
        numbers: 2,
        reached: 2,
        started_at: "2026-01-02T03:04:05.006Z".to_owned(),
        ended_at: None,
        alerts: None,
        state: WaveState::Running,
        why: None,
    }
}

fn passed(wave: Wave) -> Wave {
    Wave {
        ended_at: Some("2026-01-02T03:09:05.006Z".to_owned()),
        alerts: Some(0),
        state: WaveState::Passed,
        ..wave
    }
}

fn stopped() -> Wave {
    Wave {
        number: 2,
        addresses: [number("c")].into(),
        numbers: 1,
        reached: 3,
        ended_at: Some("2026-01-02T03:10:05.006Z".to_owned()),
        alerts: Some(u64::from(u32::MAX) + 1),
        state: WaveState::Stopped,
        why: Some("2 alerts, 0 are allowed".to_owned()),
        ..first()
    }
}

fn revert() -> Wave {
    Wave {
        kind: WaveKind::Revert,
        number: 3,
        addresses: [number("a"), number("b"), number("c")].into(),
        numbers: 3,
        reached: 0,
        alerts: None,
        why: None,
        ..passed(first())
    }
}

async fn waves(registry: &dyn Registry, run: &str) -> Vec<Wave> {
    let mut waves = registry.waves(&[run]).await.unwrap();
    waves.remove(run).unwrap_or_default()
}

pub async fn every_wave_comes_back_in_its_order(registry: &dyn Registry) {
    assert_eq!(registry.waves(&["0"]).await.unwrap(), BTreeMap::new());
    let mut session = begin(registry, &scope("prod")).await;
    let run = session.run_id().to_owned();
    assert!(waves(registry, &run).await.is_empty());
    // The revert is the last, whatever was recorded when.
    for wave in [revert(), stopped(), passed(first())] {
        session.note_wave(&wave).await.unwrap();
    }
    let all = [passed(first()), stopped(), revert()];
    assert_eq!(waves(registry, &run).await, all, "while it runs");
    session.finish(RunStatus::Partial).await.unwrap();
    assert_eq!(waves(registry, &run).await, all);
}

pub async fn a_wave_is_recorded_in_place_of_itself(registry: &dyn Registry) {
    let mut session = begin(registry, &scope("prod")).await;
    let run = session.run_id().to_owned();
    session.note_wave(&first()).await.unwrap();
    assert_eq!(waves(registry, &run).await, [first()]);
    session.note_wave(&passed(first())).await.unwrap();
    assert_eq!(waves(registry, &run).await, [passed(first())]);
    // A revert with the same number is another wave.
    let back = Wave {
        number: 1,
        ..revert()
    };
    session.note_wave(&back).await.unwrap();
    assert_eq!(waves(registry, &run).await, [passed(first()), back]);
}

pub async fn waves_belong_to_their_run(registry: &dyn Registry) {
    let mut runs = Vec::new();
    for (environment, wave) in [("prod", first()), ("test", stopped())] {
        let mut session = begin(registry, &scope(environment)).await;
        session.note_wave(&wave).await.unwrap();
        runs.push((session.run_id().to_owned(), vec![wave]));
        session.finish(RunStatus::Partial).await.unwrap();
    }
    let mut without = begin(registry, &scope("prod")).await;
    let id = without.run_id().to_owned();
    without.finish(RunStatus::Succeeded).await.unwrap();
    let ids = [runs[1].0.as_str(), &id, &runs[0].0];
    let all = BTreeMap::from_iter(runs.clone());
    assert_eq!(registry.waves(&ids).await.unwrap(), all);
    assert_eq!(registry.waves(&[]).await.unwrap(), BTreeMap::new());
}

pub async fn a_run_without_its_lock_records_no_wave(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut session = begin(registry, &prod).await;
    let run = session.run_id().to_owned();
    session.note_wave(&first()).await.unwrap();
    registry.unlock(&prod, true).await.unwrap();
    let error = session.note_wave(&passed(first())).await.unwrap_err();
    assert!(matches!(error, RegistryError::LostLock { .. }), "{error:?}");
    assert_eq!(waves(registry, &run).await, [first()]);
    // Nor does one that has ended.
    let mut ended = begin(registry, &prod).await;
    ended.finish(RunStatus::Succeeded).await.unwrap();
    let error = ended.note_wave(&first()).await.unwrap_err();
    assert!(matches!(error, RegistryError::LostLock { .. }), "{error:?}");
}

/// Readers see from the status of the run that the wave no longer runs.
pub async fn an_interrupted_wave_stays_as_it_was(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut session = begin(registry, &prod).await;
    let run = session.run_id().to_owned();
    session.note_wave(&first()).await.unwrap();
    drop(session);
    let runs = registry.runs(&prod).await.unwrap();
    assert_eq!(runs[0].status, RunStatus::Interrupted);
    assert_eq!(waves(registry, &run).await, [first()]);
    drop(begin(registry, &prod).await);
    assert_eq!(waves(registry, &run).await, [first()]);
}

/// Also the waves of a run that stays because it was the last to write something.
pub async fn waves_go_with_their_run(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut ids = Vec::new();
    for name in ["a", "b", "b", "b"] {
        let mut session = begin(registry, &prod).await;
        let line = keep(&number(name), &phone(&format!("+1501712266{name}"), ""));
        session.record(&[line], &[]).await.unwrap();
        session.note_wave(&first()).await.unwrap();
        session.note_wave(&revert()).await.unwrap();
        ids.push(session.run_id().to_owned());
        session.finish(RunStatus::Succeeded).await.unwrap();
    }
    let runs = registry.prunable(&prod, Keep::Latest(2)).await.unwrap();
    assert_eq!(runs.len(), 2);
    registry.prune(&runs).await.unwrap();
    assert_eq!(registry.runs(&prod).await.unwrap().len(), 3);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let left = registry.waves(&ids).await.unwrap();
    let left: Vec<&str> = left.keys().map(String::as_str).collect();
    let mut kept = ids[2..].to_vec();
    kept.sort_unstable();
    assert_eq!(left, kept);
}

/// Nothing of it is stored. Times of any precision are stored to the millisecond.
pub async fn a_wave_with_a_wrong_time_is_refused(registry: &dyn Registry) {
    let mut session = begin(registry, &scope("prod")).await;
    let run = session.run_id().to_owned();
    let wrong = Wave {
        started_at: "yesterday".to_owned(),
        ..first()
    };
    let error = session.note_wave(&wrong).await.unwrap_err();
    assert!(matches!(error, RegistryError::Damaged { .. }), "{error:?}");
    assert!(waves(registry, &run).await.is_empty());
    let precise = Wave {
        started_at: "2026-01-02T03:04:05.0061234Z".to_owned(),
        ended_at: Some("2026-01-02T03:04:05Z".to_owned()),
        why: Some("the URL https://u:hunter2@example.com/sms\0 answers".to_owned()),
        ..first()
    };
    session.note_wave(&precise).await.unwrap();
    let stored = Wave {
        ended_at: Some("2026-01-02T03:04:05.000Z".to_owned()),
        why: Some("the URL https://u:***@example.com/sms\u{fffd} answers".to_owned()),
        ..first()
    };
    assert_eq!(waves(registry, &run).await, [stored]);
}

/// A registry without the table has no waves. Reading does not migrate it; the next run does.
#[tokio::test]
async fn an_older_registry_has_no_waves() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    drop(begin(registry.as_ref(), &scope("prod")).await);
    let file = Connection::open(folder.path().join("registry.db")).unwrap();
    file.execute_batch("DROP TABLE waves; PRAGMA user_version = 11")
        .unwrap();
    let version = || -> i64 {
        file.pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    };
    is_read_and_migrated(registry.as_ref(), 11, version).await;
}

#[cfg(unix)]
#[tokio::test]
async fn an_older_database_has_no_waves() {
    use crate::support::postgres::name_in;
    let Some((server, url, registry)) = super::postgres::empty() else {
        return;
    };
    drop(begin(registry.as_ref(), &scope("prod")).await);
    let older = "DROP TABLE switchboard.waves;
                 DELETE FROM switchboard.migrations WHERE version = 11";
    server.run(name_in(&url), older);
    let version = || -> i64 {
        let newest = "SELECT max(version) FROM switchboard.migrations";
        server.run(name_in(&url), newest)[0].parse().unwrap()
    };
    is_read_and_migrated(registry.as_ref(), 10, version).await;
}

async fn is_read_and_migrated(registry: &dyn Registry, older: i64, version: impl Fn() -> i64) {
    let runs = registry.runs(&scope("prod")).await.unwrap();
    assert_eq!(waves(registry, &runs[0].id).await, []);
    assert_eq!(version(), older);
    let mut session = begin(registry, &scope("prod")).await;
    assert_eq!(version(), older + 1);
    session.note_wave(&first()).await.unwrap();
    assert_eq!(waves(registry, session.run_id()).await, [first()]);
}
