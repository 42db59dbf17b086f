//! Stories about records: what is written and read back.

use switchboard::model::{Outcome, Resource, RunStatus, Snapshot, Value};
use switchboard::registry::{Registry, RegistryError};

use super::sample::{
    address, begin, fail, fail_in_part, forget, intend, keep, number, phone, scope, texts,
};

pub async fn what_does_not_exist_is_empty(registry: &dyn Registry) {
    let scope = scope("prod");
    assert_eq!(
        registry.snapshot(&scope).await.unwrap(),
        Snapshot::default()
    );
    assert!(registry.contents(None).await.unwrap().is_empty());
    assert!(registry.runs(&scope).await.unwrap().is_empty());
    assert!(registry.changes("0").await.unwrap().is_none());
    assert!(registry.holders(&scope).await.unwrap().is_empty());
    assert!(registry.unlock(&scope, true).await.unwrap().is_empty());
}

pub async fn every_kind_comes_back(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut fields = texts(&[("type", "x"), ("empty", "")]);
    fields.insert("on", Value::Flag(true));
    fields.insert("list", Value::List(vec!["b".into(), "a".into()]));
    fields.insert(
        "set",
        Value::Set {
            members: ["m".to_owned()].into(),
        },
    );
    let whole = Resource {
        id: Some("XX1".into()),
        ..Resource::keyed("key", fields)
    };
    let bare = Resource::default();
    let kept = [
        (address("providers.us"), whole.clone()),
        (
            number("store-line"),
            phone("+15017122661", "https://example.com/"),
        ),
        (number("spare"), bare.clone()),
        (address("providers.us.messaging_services.news"), whole),
        (address("keywords.JOIN"), bare),
    ];
    let mut session = begin(registry, &scope).await;
    let settled: Vec<_> = kept
        .iter()
        .map(|(address, resource)| keep(address, resource))
        .collect();
    session.record(&settled, &[]).await.unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();

    let snapshot = registry.snapshot(&scope).await.unwrap();
    assert_eq!(snapshot.state, kept.into_iter().collect());
    assert_eq!(snapshot.lineage.as_deref(), Some(session.lineage()));
    assert_eq!(snapshot.serials.of(None), session.serials().of(None));
    let contents = registry.contents(Some(&scope)).await.unwrap();
    assert_eq!(contents.len(), 1);
    assert_eq!(contents[0].state, snapshot.state);
    assert_eq!(Some(&contents[0].lineage), snapshot.lineage.as_ref());
}

pub async fn the_serial_grows_with_every_record_that_changes_something(registry: &dyn Registry) {
    let (scope, line) = (scope("prod"), number("line"));
    let thing = phone("+15017122661", "https://example.com/");
    let mut session = begin(registry, &scope).await;
    assert_eq!(session.serials().of(None), 0);
    session
        .record(&[], &[intend(&line, &thing.fields)])
        .await
        .unwrap();
    session
        .record(&[fail(&line, "refused")], &[])
        .await
        .unwrap();
    session.record(&[forget(&line)], &[]).await.unwrap();
    assert_eq!(session.serials().of(None), 0);
    session
        .record(
            &[keep(&line, &thing), keep(&address("keywords.JOIN"), &thing)],
            &[],
        )
        .await
        .unwrap();
    assert_eq!(session.serials().of(None), 2);
    session.record(&[forget(&line)], &[]).await.unwrap();
    assert_eq!(session.serials().of(None), 3);
    session.finish(RunStatus::Succeeded).await.unwrap();
    assert_eq!(registry.snapshot(&scope).await.unwrap().serials.of(None), 3);
    assert_eq!(begin(registry, &scope).await.serials().of(None), 3);
}

/// What is known of a change that failed is recorded, and the change stays a failed one.
pub async fn what_is_known_of_a_failed_change_is_kept(registry: &dyn Registry) {
    let (scope, line) = (scope("prod"), number("line"));
    let (before, after) = (
        phone("+15017122661", "https://before.example.com/"),
        phone("+15017122661", "https://after.example.com/"),
    );
    let mut session = begin(registry, &scope).await;
    session.record(&[keep(&line, &before)], &[]).await.unwrap();
    let intents = [intend(&line, &after.fields)];
    session.record(&[], &intents).await.unwrap();
    let failed = [fail_in_part(&line, &after, "refused")];
    session.record(&failed, &[]).await.unwrap();
    assert_eq!(session.serials().of(None), 2);
    let run = session.run_id().to_owned();
    session.finish(RunStatus::Partial).await.unwrap();
    let snapshot = registry.snapshot(&scope).await.unwrap();
    assert_eq!(snapshot.state, [(line, after)].into_iter().collect());
    let (_, changes) = registry.changes(&run).await.unwrap().unwrap();
    let outcomes: Vec<Outcome> = changes.iter().map(|change| change.outcome).collect();
    assert_eq!(outcomes, [Outcome::Done, Outcome::Failed]);
    assert_eq!(changes[1].error.as_deref(), Some("refused"));
}

pub async fn scopes_are_apart(registry: &dyn Registry) {
    let (prod, test) = (scope("prod"), scope(""));
    for (scope, e164) in [(&prod, "+15017122661"), (&test, "+15017122662")] {
        let mut session = begin(registry, scope).await;
        session
            .record(&[keep(&number("line"), &phone(e164, ""))], &[])
            .await
            .unwrap();
        session.finish(RunStatus::Succeeded).await.unwrap();
    }
    let snapshot = registry.snapshot(&prod).await.unwrap();
    assert_eq!(snapshot.state.resources.len(), 1);
    assert_eq!(
        snapshot.owned_elsewhere,
        [("+15017122662".to_owned(), test.clone())].into()
    );
    let all = registry.contents(None).await.unwrap();
    let scopes: Vec<_> = all.iter().map(|contents| &contents.scope).collect();
    assert_eq!(scopes, [&test, &prod]);
    assert!(
        registry
            .contents(Some(&scope("none")))
            .await
            .unwrap()
            .is_empty()
    );
}

pub async fn a_renamed_number_moves(registry: &dyn Registry) {
    let scope = scope("prod");
    let thing = phone("+15017122661", "");
    let mut session = begin(registry, &scope).await;
    session
        .record(&[keep(&number("old"), &thing)], &[])
        .await
        .unwrap();
    session
        .record(&[keep(&number("new"), &thing)], &[])
        .await
        .unwrap();
    session
        .record(&[forget(&number("old"))], &[])
        .await
        .unwrap();
    let state = registry.snapshot(&scope).await.unwrap().state;
    assert_eq!(state, [(number("new"), thing)].into_iter().collect());
}

pub async fn two_numbers_swap_their_names(registry: &dyn Registry) {
    let scope = scope("prod");
    let (one, two) = (phone("+15017122661", "one"), phone("+15017122662", "two"));
    let (a, b) = (number("a"), number("b"));
    let mut session = begin(registry, &scope).await;
    session
        .record(&[keep(&a, &one), keep(&b, &two)], &[])
        .await
        .unwrap();
    session
        .record(&[keep(&a, &two), keep(&b, &one)], &[])
        .await
        .unwrap();
    let state = registry.snapshot(&scope).await.unwrap().state;
    assert_eq!(state, [(a, two), (b, one)].into_iter().collect());
}

pub async fn a_number_owned_elsewhere_is_refused_whole(registry: &dyn Registry) {
    let (owner, other) = (scope("prod"), scope("test"));
    let thing = phone("+15017122661", "");
    let mut first = begin(registry, &owner).await;
    first
        .record(&[keep(&number("line"), &thing)], &[])
        .await
        .unwrap();
    let mut second = begin(registry, &other).await;
    let settled = [
        keep(&address("keywords.JOIN"), &thing),
        keep(&number("mine"), &thing),
    ];
    let error = second.record(&settled, &[]).await.unwrap_err();
    match &error {
        RegistryError::OwnedElsewhere { key, scope, .. } => {
            assert_eq!((key.as_str(), scope), ("+15017122661", &owner));
        }
        other => panic!("{other}"),
    }
    assert_eq!(second.serials().of(None), 0);
    let snapshot = registry.snapshot(&other).await.unwrap();
    assert_eq!(
        (snapshot.serials.of(None), snapshot.state.resources.len()),
        (0, 0)
    );
    assert!(
        registry
            .changes(second.run_id())
            .await
            .unwrap()
            .unwrap()
            .1
            .is_empty()
    );
    // The same session continues; and a number that the owner drops is free.
    first.record(&[forget(&number("line"))], &[]).await.unwrap();
    second.record(&settled, &[]).await.unwrap();
}

pub async fn a_keyword_is_one_whatever_its_case(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut session = begin(registry, &scope).await;
    for word in ["keywords.join", "keywords.JOIN"] {
        session
            .record(&[keep(&address(word), &Resource::default())], &[])
            .await
            .unwrap();
    }
    let state = registry.snapshot(&scope).await.unwrap().state;
    let words: Vec<_> = state.resources.keys().map(ToString::to_string).collect();
    assert_eq!(words, ["keywords.JOIN"]);
    session
        .record(&[forget(&address("keywords.Join"))], &[])
        .await
        .unwrap();
    assert!(
        registry
            .snapshot(&scope)
            .await
            .unwrap()
            .state
            .resources
            .is_empty()
    );
}

pub async fn a_password_comes_back_concealed(registry: &dyn Registry) {
    let (scope, line) = (scope("prod"), number("line"));
    let url = "https://u:hunter2@example.com/sms";
    let thing = phone("+15017122661", url);
    let mut session = begin(registry, &scope).await;
    session
        .record(&[], &[intend(&line, &thing.fields)])
        .await
        .unwrap();
    session.record(&[keep(&line, &thing)], &[]).await.unwrap();
    let kept = registry
        .snapshot(&scope)
        .await
        .unwrap()
        .state
        .get(&line)
        .unwrap()
        .clone();
    assert!(matches!(kept.fields.get("url"), Value::Concealed { .. }));
    assert!(kept.fields.get("url").is_satisfied_by(&Value::text(url)));
    let (_, changes) = registry.changes(session.run_id()).await.unwrap().unwrap();
    assert_eq!(changes[0].after.as_ref(), Some(&thing.fields.concealed()));
}
