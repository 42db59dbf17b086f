//! Stories about runs and their changes.

use std::time::Duration;

use switchboard::model::{Action, Outcome, Resource, RunStatus, UNCLEAR};
use switchboard::registry::{Intent, NewRun, Registry, RegistryError, Settlement};

use super::sample::{address, begin, fail, intend, keep, number, phone, run, scope, texts};

pub async fn runs_are_listed_newest_first(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut ids = Vec::new();
    for status in [RunStatus::Succeeded, RunStatus::Partial, RunStatus::Failed] {
        let mut session = begin(registry, &scope).await;
        ids.insert(0, session.run_id().to_owned());
        session.finish(status).await.unwrap();
    }
    let open = begin(registry, &scope).await;
    ids.insert(0, open.run_id().to_owned());
    let runs = registry.runs(&scope).await.unwrap();
    assert_eq!(
        runs.iter().map(|run| run.id.clone()).collect::<Vec<_>>(),
        ids
    );
    let statuses: Vec<_> = runs.iter().map(|run| run.status.as_str()).collect();
    assert_eq!(statuses, ["running", "failed", "partial", "succeeded"]);
    assert!(runs[0].ended_at.is_none() && runs[1].ended_at.is_some());
    let reported = (
        runs[0].user.as_str(),
        runs[0].host.as_str(),
        runs[0].pid,
        runs[0].git_commit.as_deref(),
    );
    assert_eq!(reported, ("ada", "build-7", 4711, Some("c0ffee")));
    assert!(runs[0].started_at.ends_with('Z'), "{}", runs[0].started_at);
}

pub async fn changes_show_how_each_ended(registry: &dyn Registry) {
    let scope = scope("prod");
    let thing = phone("+15017122661", "https://example.com/");
    let (done, failed, open, adopted) = (number("a"), number("b"), number("c"), number("d"));
    let mut session = begin(registry, &scope).await;
    let intents = [&done, &failed, &open].map(|address| intend(address, &thing.fields));
    session.record(&[], &intents).await.unwrap();
    let refusal =
        "HTTP 400 (code 21402): Url is not valid: https://u:hunter2@h.example/ (request RQ1)";
    let adoption = keep(&adopted, &phone("+15017122664", ""));
    session
        .record(
            &[fail(&failed, refusal), keep(&done, &thing), adoption],
            &[],
        )
        .await
        .unwrap();
    let (run, changes) = registry.changes(session.run_id()).await.unwrap().unwrap();
    assert_eq!(run.status, RunStatus::Running);
    let ends: Vec<_> = changes
        .iter()
        .map(|change| (change.address.clone(), change.outcome))
        .collect();
    assert_eq!(
        ends,
        [
            (done, Outcome::Done),
            (failed, Outcome::Failed),
            (open, Outcome::Intended),
            (adopted, Outcome::Done),
        ]
    );
    assert_eq!(
        changes[1].error.as_deref(),
        Some(refusal.replace("hunter2", "***").as_str())
    );
    assert_eq!(changes[0].after, Some(thing.fields));
}

pub async fn a_run_names_the_run_that_it_undoes(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut session = begin(registry, &scope).await;
    let first = session.run_id().to_owned();
    session.finish(RunStatus::Succeeded).await.unwrap();
    let undoing = NewRun {
        undoes: Some(first.clone()),
        ..run()
    };
    let undo = registry.begin(&scope, &undoing, Duration::ZERO);
    let mut session = undo.await.unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();
    let runs = registry.runs(&scope).await.unwrap();
    let undone: Vec<_> = runs.iter().map(|run| run.undoes.as_deref()).collect();
    assert_eq!(undone, [Some(first.as_str()), None]);
    let (run, _) = registry.changes(session.run_id()).await.unwrap().unwrap();
    assert_eq!(run, runs[0]);
}

pub async fn the_beginning_of_a_run_is_enough(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut session = begin(registry, &scope).await;
        ids.push(session.run_id().to_owned());
        session.finish(RunStatus::Succeeded).await.unwrap();
    }
    let whole = &ids[1];
    let (run, _) = registry.changes(whole).await.unwrap().unwrap();
    assert_eq!(run.id, *whole);
    let shared = whole
        .chars()
        .zip(ids[0].chars())
        .take_while(|(a, b)| a == b)
        .count();
    let (run, _) = registry
        .changes(&whole[..=shared].to_uppercase())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(run.id, *whole);
    let error = registry.changes(&whole[..shared]).await.unwrap_err();
    assert!(
        matches!(error, RegistryError::AmbiguousRun { count: 2, .. }),
        "{error}"
    );
    for nothing in ["", "%", "_", "zz", "0' OR 1=1"] {
        assert!(
            registry.changes(nothing).await.unwrap().is_none(),
            "{nothing}"
        );
    }
}

/// Creations without a known end, of runs that died and of failures.
pub async fn attempts_without_an_end_are_known(registry: &dyn Registry) {
    let (elsewhere, scope) = (scope("dev"), scope("prod"));
    let group = |name: &str| address(&format!("providers.us.messaging_services.{name}"));
    let fields = texts(&[("friendly_name", "Camp")]);
    let create = |name: &str| Intent {
        action: Action::Create,
        ..intend(&group(name), &fields)
    };
    let ends = |name: &str, why: &str| Settlement {
        action: Action::Create,
        after: Some(fields.clone()),
        ..fail(&group(name), why)
    };
    let unclear = format!("no answer; {UNCLEAR}: the next plan will look");
    let names = ["died", "unclear", "refused", "done"];
    let mut session = begin(registry, &scope).await;
    assert_eq!(
        session.unclear("2020-01-01T00:00:00.000Z").await.unwrap(),
        []
    );
    session.record(&[], &names.map(create)).await.unwrap();
    let settled = [
        ends("unclear", &unclear),
        ends("refused", "refused"),
        keep(&group("done"), &Resource::default()),
    ];
    session
        .record(&settled, &[intend(&number("line"), &fields)])
        .await
        .unwrap();
    // A run does not list its own attempts.
    assert_eq!(
        session.unclear("2020-01-01T00:00:00.000Z").await.unwrap(),
        []
    );
    drop(session);

    let mut session = begin(registry, &scope).await;
    let open = session.unclear("2020-01-01T00:00:00.000Z").await.unwrap();
    let found: Vec<_> = open
        .iter()
        .map(|one| (&one.address, one.action, &one.fields))
        .collect();
    let expected = [group("died"), group("unclear")];
    let expected: Vec<_> = expected
        .iter()
        .map(|at| (at, Action::Create, &fields))
        .collect();
    assert_eq!(found, expected);
    assert!(
        open.iter()
            .all(|one| one.at.ends_with('Z') && one.at.len() == 24),
        "{open:?}"
    );
    assert_eq!(
        session.unclear("2100-01-01T00:00:00.000Z").await.unwrap(),
        []
    );
    // Nothing of another scope is returned, and an attempt that is done in the end is no longer
    // open.
    let mut other = begin(registry, &elsewhere).await;
    assert_eq!(other.unclear("2020-01-01T00:00:00.000Z").await.unwrap(), []);
    session
        .record(&[keep(&group("died"), &Resource::default())], &[])
        .await
        .unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();
    let mut session = begin(registry, &scope).await;
    let open = session.unclear("2020-01-01T00:00:00.000Z").await.unwrap();
    let left: Vec<_> = open.iter().map(|one| &one.address).collect();
    assert_eq!(left, [&group("unclear")]);
}
