//! Stories about the removal of old runs.

use switchboard::model::{RunStatus, Scope};
use switchboard::registry::{Keep, Prunable, Registry};

use super::sample::{begin, fail, intend, keep, number, phone, scope};

/// Runs that each write the same number again.
async fn wrote(registry: &dyn Registry, scope: &Scope, runs: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for at in 0..runs {
        let mut session = begin(registry, scope).await;
        let thing = phone("+15017122661", &format!("https://example.com/{at}"));
        let settled = [keep(&number("a"), &thing), fail(&number("b"), "refused")];
        session.record(&settled, &[]).await.unwrap();
        ids.insert(0, session.run_id().to_owned());
        session.finish(RunStatus::Partial).await.unwrap();
    }
    ids
}

async fn prunable(registry: &dyn Registry, scope: &Scope, keep: Keep) -> Vec<String> {
    let runs = registry.prunable(scope, keep).await.unwrap();
    runs.into_iter().map(|run| run.run_id).collect()
}

async fn left(registry: &dyn Registry, scope: &Scope) -> Vec<String> {
    let runs = registry.runs(scope).await.unwrap();
    runs.into_iter().map(|run| run.id).collect()
}

pub async fn old_runs_are_removed_and_what_they_recorded_stays(registry: &dyn Registry) {
    let (prod, test) = (scope("prod"), scope("test"));
    let ids = wrote(registry, &prod, 5).await;
    let mut other = begin(registry, &test).await;
    other.finish(RunStatus::Succeeded).await.unwrap();
    let state = registry.snapshot(&prod).await.unwrap();
    let runs = registry.prunable(&prod, Keep::Latest(2)).await.unwrap();
    let listed: Vec<(&str, u64)> = runs.iter().map(|run| (&*run.run_id, run.changes)).collect();
    assert_eq!(listed, [(&*ids[2], 2), (&*ids[3], 2), (&*ids[4], 2)]);
    // Looking removes nothing.
    assert_eq!(left(registry, &prod).await, ids);
    registry.prune(&runs).await.unwrap();
    assert_eq!(left(registry, &prod).await, ids[..2]);
    assert_eq!(left(registry, &test).await.len(), 1);
    assert_eq!(registry.snapshot(&prod).await.unwrap(), state);
    assert_eq!(registry.changes(&ids[3]).await.unwrap(), None);
    let (_, kept) = registry.changes(&ids[1]).await.unwrap().unwrap();
    assert_eq!(kept.len(), 2);
    assert!(prunable(registry, &prod, Keep::Latest(2)).await.is_empty());
}

/// What is recorded names the run that wrote it.
pub async fn a_run_that_wrote_last_loses_only_its_changes(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut first = begin(registry, &prod).await;
    let first_id = first.run_id().to_owned();
    let settled = [keep(&number("z"), &phone("+15017122669", ""))];
    first.record(&settled, &[]).await.unwrap();
    first.finish(RunStatus::Succeeded).await.unwrap();
    wrote(registry, &prod, 2).await;
    let runs = registry.prunable(&prod, Keep::Latest(1)).await.unwrap();
    assert_eq!(runs.len(), 2);
    registry.prune(&runs).await.unwrap();
    assert_eq!(left(registry, &prod).await.len(), 2);
    let (_, changes) = registry.changes(&first_id).await.unwrap().unwrap();
    assert!(changes.is_empty());
    assert!(prunable(registry, &prod, Keep::Latest(1)).await.is_empty());
    assert!(
        registry
            .snapshot(&prod)
            .await
            .unwrap()
            .state
            .get(&number("z"))
            .is_some()
    );
}

pub async fn what_has_no_end_is_not_removed(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut open = begin(registry, &prod).await;
    let thing = phone("+15017122661", "");
    open.record(&[], &[intend(&number("a"), &thing.fields)])
        .await
        .unwrap();
    let open_id = open.run_id().to_owned();
    open.finish(RunStatus::Failed).await.unwrap();
    let ended = wrote(registry, &prod, 2).await;
    let running = begin(registry, &prod).await;
    assert_eq!(prunable(registry, &prod, Keep::Latest(0)).await, ended[1..]);
    let runs = registry.prunable(&prod, Keep::Latest(0)).await.unwrap();
    registry.prune(&runs).await.unwrap();
    assert_eq!(
        left(registry, &prod).await,
        [running.run_id(), &ended[0], &open_id]
    );
}

pub async fn a_time_decides_what_stays(registry: &dyn Registry) {
    let prod = scope("prod");
    let ids = wrote(registry, &prod, 3).await;
    let since = |text: &str| Keep::Since(text.parse().unwrap());
    let past = since("2020-01-01T00:00:00Z");
    assert!(prunable(registry, &prod, past).await.is_empty());
    let future = since("2999-01-01T00:00:00Z");
    assert_eq!(prunable(registry, &prod, future).await, ids[1..]);
}

pub async fn where_nothing_is_recorded_nothing_is_removed(registry: &dyn Registry) {
    let prod = scope("prod");
    assert!(prunable(registry, &prod, Keep::Latest(0)).await.is_empty());
    let gone = Prunable {
        run_id: "0".to_owned(),
        started_at: String::new(),
        changes: 0,
    };
    registry.prune(&[gone]).await.unwrap();
}
