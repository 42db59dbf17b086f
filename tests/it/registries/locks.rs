//! Stories about which run holds a scope.

use std::time::Duration;

use switchboard::model::RunStatus;
use switchboard::registry::{Registry, RegistryError};

use super::sample::{begin, keep, number, phone, run, scope};

const LONG: Duration = Duration::from_mins(1);

pub async fn a_second_run_waits_then_names_the_holder(registry: &dyn Registry) {
    let scope = scope("prod");
    let first = begin(registry, &scope).await;
    let wait = Duration::from_millis(150);
    let error = registry.begin(&scope, &run(), wait).await.err().unwrap();
    match &error {
        RegistryError::HeldBy { holder, waited, .. } => {
            assert_eq!(
                (holder.run_id.as_str(), holder.alive),
                (first.run_id(), true)
            );
            assert!(*waited >= wait);
        }
        other => panic!("{other}"),
    }
    let text = error.to_string();
    assert!(
        text.contains("ada@build-7, process 4711") && text.contains(first.run_id()),
        "{text}"
    );
    assert_eq!(registry.runs(&scope).await.unwrap().len(), 1);
    let holder = registry.holders(&scope).await.unwrap().remove(0);
    assert_eq!(
        (holder.run_id.as_str(), holder.alive),
        (first.run_id(), true)
    );
}

pub async fn a_second_run_goes_on_when_the_first_ends(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut first = begin(registry, &scope).await;
    let run = run();
    let second = registry.begin(&scope, &run, LONG);
    // The first ends within the wait of the second: `join` polls the second first.
    let (second, ended) = tokio::join!(second, async {
        first
            .record(&[keep(&number("a"), &phone("+15017122661", ""))], &[])
            .await?;
        first.finish(RunStatus::Succeeded).await
    });
    ended.unwrap();
    let second = second.unwrap();
    assert_eq!(second.serials().of(None), 1);
    assert_eq!(
        registry.holders(&scope).await.unwrap().remove(0).run_id,
        second.run_id()
    );
}

pub async fn other_scopes_do_not_wait(registry: &dyn Registry) {
    let mut sessions = [
        begin(registry, &scope("a")).await,
        begin(registry, &scope("b")).await,
    ];
    for session in &mut sessions {
        session.finish(RunStatus::Succeeded).await.unwrap();
    }
}

pub async fn a_dropped_session_gives_back_and_reads_as_interrupted(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut session = begin(registry, &scope).await;
    session
        .record(&[keep(&number("a"), &phone("+15017122661", ""))], &[])
        .await
        .unwrap();
    drop(session);
    assert!(registry.holders(&scope).await.unwrap().is_empty());
    assert_eq!(
        registry.runs(&scope).await.unwrap()[0].status,
        RunStatus::Interrupted
    );
    assert_eq!(begin(registry, &scope).await.serials().of(None), 1);
}

pub async fn a_finished_session_can_do_nothing_more(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut session = begin(registry, &scope).await;
    session.finish(RunStatus::Succeeded).await.unwrap();
    let error = session
        .record(&[keep(&number("a"), &phone("+15017122661", ""))], &[])
        .await
        .unwrap_err();
    assert!(matches!(error, RegistryError::LostLock { .. }), "{error}");
    assert!(session.finish(RunStatus::Failed).await.is_err());
    drop(session);
    assert_eq!(
        registry.runs(&scope).await.unwrap()[0].status,
        RunStatus::Succeeded
    );
}

pub async fn a_living_holder_is_unlocked_by_force_only(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut first = begin(registry, &scope).await;
    let error = registry.unlock(&scope, false).await.unwrap_err();
    assert!(matches!(error, RegistryError::HeldBy { .. }), "{error}");
    let taken = registry.unlock(&scope, true).await.unwrap().remove(0);
    assert_eq!(taken.run_id, first.run_id());
    let mut second = begin(registry, &scope).await;
    let record = [keep(&number("a"), &phone("+15017122661", ""))];
    let error = first.record(&record, &[]).await.unwrap_err();
    assert!(
        matches!(&error, RegistryError::LostLock { run_id, .. } if run_id == first.run_id()),
        "{error}"
    );
    assert!(first.finish(RunStatus::Succeeded).await.is_err());
    drop(first);
    // The second is not disturbed by any of it.
    second.record(&record, &[]).await.unwrap();
    second.finish(RunStatus::Succeeded).await.unwrap();
    let statuses = registry
        .runs(&scope)
        .await
        .unwrap()
        .into_iter()
        .map(|run| run.status);
    assert_eq!(
        statuses.collect::<Vec<_>>(),
        [RunStatus::Succeeded, RunStatus::Interrupted]
    );
}

pub async fn eight_at_once_take_turns(registry: &dyn Registry) {
    let scope = scope("prod");
    let one_run = |thread: usize| {
        let scope = &scope;
        move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .unwrap();
            runtime.block_on(async {
                for turn in 0..3 {
                    let mut session = registry.begin(scope, &run(), LONG).await.unwrap();
                    let before = session.serials().of(None);
                    for step in 0..4 {
                        let line = number(&format!("line-{thread}"));
                        let thing = phone(&format!("+1501712{thread:02}{turn}{step}"), "");
                        session.record(&[keep(&line, &thing)], &[]).await.unwrap();
                    }
                    // No other run wrote in between.
                    assert_eq!(session.serials().of(None), before + 4);
                    session.finish(RunStatus::Succeeded).await.unwrap();
                }
            });
        }
    };
    std::thread::scope(|threads| {
        for thread in 0..8 {
            threads.spawn(one_run(thread));
        }
    });
    let snapshot = registry.snapshot(&scope).await.unwrap();
    assert_eq!(
        (snapshot.serials.of(None), snapshot.state.resources.len()),
        (8 * 3 * 4, 8)
    );
    assert_eq!(registry.runs(&scope).await.unwrap().len(), 24);
}
