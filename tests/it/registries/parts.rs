//! Stories about the locks and serials of parts: providers, and the keywords.

use std::time::Duration;

use switchboard::model::{
    Action, Address, Covered, LeftRoute, Part, RunStatus, Serials, Shard, UNCLEAR,
};
use switchboard::registry::{Intent, NewRun, Registry, RegistryError, Session};

use super::sample::{address, begin, forget, intend, keep, phone, run, scope, sqlite_in, texts};

fn part(text: &str) -> Part {
    Part::parse(text).unwrap()
}

/// A run that covers these parts. Which shard they are does not matter to a registry.
fn covering(shard: &str, parts: &[&str]) -> NewRun {
    let shard: Shard = shard.parse().unwrap();
    NewRun {
        covered: Covered::Shard {
            shard,
            parts: parts.iter().map(|text| part(text)).collect(),
        },
        ..run()
    }
}

async fn take(registry: &dyn Registry, run: &NewRun) -> Result<Box<dyn Session>, RegistryError> {
    registry.begin(&scope("prod"), run, Duration::ZERO).await
}

fn line(provider: &str) -> Address {
    address(&format!("providers.{provider}.numbers.line"))
}

pub async fn runs_of_other_parts_do_not_wait(registry: &dyn Registry) {
    let runs = [
        covering("1/3", &["keywords", "providers.a"]),
        covering("2/3", &["providers.b", "providers.c"]),
        covering("3/3", &[]),
    ];
    let mut sessions = Vec::new();
    for run in &runs {
        sessions.push(take(registry, run).await.unwrap());
    }
    let numbers = [("a", "+15017122661"), ("b", "+15017122662")];
    for ((provider, number), session) in numbers.into_iter().zip(&mut sessions) {
        let settled = [keep(&line(provider), &phone(number, ""))];
        session.record(&settled, &[]).await.unwrap();
    }
    for session in &mut sessions {
        session.finish(RunStatus::Succeeded).await.unwrap();
    }
    let recorded = registry.runs(&scope("prod")).await.unwrap();
    let shards: Vec<_> = recorded
        .iter()
        .map(|run| run.shard.unwrap().to_string())
        .collect();
    assert_eq!(shards, ["3/3", "2/3", "1/3"]);
    let snapshot = registry.snapshot(&scope("prod")).await.unwrap();
    assert_eq!(snapshot.state.resources.len(), 2);
}

pub async fn a_run_that_shares_a_part_waits(registry: &dyn Registry) {
    let first = take(registry, &covering("1/2", &["providers.a", "providers.b"]))
        .await
        .unwrap();
    let second = take(registry, &covering("2/2", &["providers.c"]))
        .await
        .unwrap();
    let error = take(registry, &covering("1/3", &["providers.b", "providers.d"])).await;
    match error.err().unwrap() {
        RegistryError::HeldBy { holder, .. } => assert_eq!(holder.run_id, first.run_id()),
        other => panic!("{other}"),
    }
    // It took none of its parts, and waits for no other run than the one in its way.
    drop(
        take(registry, &covering("2/3", &["providers.d"]))
            .await
            .unwrap(),
    );
    drop(first);
    drop(
        take(registry, &covering("1/3", &["providers.b", "providers.d"]))
            .await
            .unwrap(),
    );
    drop(second);
}

pub async fn a_run_of_everything_and_one_of_a_part_exclude_each_other(registry: &dyn Registry) {
    let some = covering("2/2", &["providers.a"]);
    let holder_of = async |run: &NewRun| match take(registry, run).await.err().unwrap() {
        RegistryError::HeldBy { holder, .. } => holder.run_id,
        other => panic!("{other}"),
    };
    let all = take(registry, &run()).await.unwrap();
    assert_eq!(holder_of(&some).await, all.run_id());
    drop(all);
    let held = take(registry, &some).await.unwrap();
    assert_eq!(holder_of(&run()).await, held.run_id());
    drop(held);
    // The run of everything may wait, too, until the last of them ends.
    let mut held = take(registry, &some).await.unwrap();
    let (scope, run) = (scope("prod"), run());
    let all = registry.begin(&scope, &run, Duration::from_mins(1));
    let (all, ended) = tokio::join!(all, held.finish(RunStatus::Succeeded));
    ended.unwrap();
    all.unwrap();
}

pub async fn a_record_raises_the_serials_of_what_it_changes(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut first = take(registry, &covering("1/2", &["keywords", "providers.a"]))
        .await
        .unwrap();
    let mut second = take(registry, &covering("2/2", &["providers.b"]))
        .await
        .unwrap();
    let word = switchboard::model::Resource::keyed("JOIN", texts(&[]));
    let settled = [
        keep(&line("a"), &phone("+15017122661", "")),
        keep(&address("keywords.JOIN"), &word),
    ];
    first.record(&settled, &[]).await.unwrap();
    first.record(&settled[1..], &[]).await.unwrap();
    // Nothing changes with an intent, or when something is forgotten that is not there.
    let settled = [forget(&line("b"))];
    second
        .record(&settled, &[intend(&line("b"), &texts(&[]))])
        .await
        .unwrap();
    let serials = registry.snapshot(&scope).await.unwrap().serials;
    let expected = Serials {
        base: 0,
        parts: [(part("keywords"), 2), (part("providers.a"), 1)].into(),
    };
    assert_eq!(serials, expected);
    assert_eq!(*first.serials(), expected);
    assert_eq!(second.serials().part(&part("providers.b")), 0);
    // A part that is forgotten keeps its serial.
    first.record(&[forget(&line("a"))], &[]).await.unwrap();
    first.finish(RunStatus::Succeeded).await.unwrap();
    second.finish(RunStatus::Succeeded).await.unwrap();
    let serials = begin(registry, &scope).await.serials().clone();
    assert_eq!(serials.part(&part("providers.a")), 2);
    assert_eq!(serials.of(None), 4);
}

pub async fn a_number_that_changes_its_provider_changes_both(registry: &dyn Registry) {
    let number = phone("+15017122661", "");
    let mut first = take(registry, &covering("1/2", &["providers.a"]))
        .await
        .unwrap();
    let mut second = take(registry, &covering("2/2", &["providers.b"]))
        .await
        .unwrap();
    first
        .record(&[keep(&line("a"), &number)], &[])
        .await
        .unwrap();
    second
        .record(&[keep(&line("b"), &number)], &[])
        .await
        .unwrap();
    // The other run finds nothing left to forget.
    first.record(&[forget(&line("a"))], &[]).await.unwrap();
    let snapshot = registry.snapshot(&scope("prod")).await.unwrap();
    let recorded: Vec<_> = snapshot.state.resources.keys().collect();
    assert_eq!(recorded, [&line("b")]);
    let serial = |text| snapshot.serials.part(&part(text));
    assert_eq!((serial("providers.a"), serial("providers.b")), (2, 1));
}

pub async fn all_locks_of_a_scope_are_shown_and_released(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut sessions = Vec::new();
    for run in [
        covering("1/2", &["providers.a"]),
        covering("2/2", &["providers.b"]),
    ] {
        sessions.push(take(registry, &run).await.unwrap());
    }
    let other = begin(registry, &scope("test")).await;
    let holders = registry.holders(&prod).await.unwrap();
    let mut held: Vec<_> = holders
        .iter()
        .map(|holder| holder.run_id.as_str())
        .collect();
    let mut expected: Vec<_> = sessions.iter().map(|session| session.run_id()).collect();
    held.sort_unstable();
    expected.sort_unstable();
    assert_eq!(held, expected);
    assert!(matches!(
        registry.unlock(&prod, false).await,
        Err(RegistryError::HeldBy { .. })
    ));
    assert_eq!(registry.unlock(&prod, true).await.unwrap().len(), 2);
    assert!(registry.holders(&prod).await.unwrap().is_empty());
    for session in &mut sessions {
        assert!(session.record(&[], &[]).await.is_err());
    }
    assert_eq!(
        registry.holders(&scope("test")).await.unwrap()[0].run_id,
        other.run_id()
    );
}

pub async fn what_a_living_run_is_making_is_its_own_concern(registry: &dyn Registry) {
    let making = |provider: &str| Intent {
        action: Action::Create,
        ..intend(
            &address(&format!(
                "providers.{provider}.messaging_services.campaigns"
            )),
            &texts(&[("friendly_name", "Campaigns")]),
        )
    };
    let mut first = take(registry, &covering("1/2", &["providers.a"]))
        .await
        .unwrap();
    let mut second = take(registry, &covering("2/2", &["providers.b"]))
        .await
        .unwrap();
    first.record(&[], &[making("a")]).await.unwrap();
    let since = "2000-01-01T00:00:00.000Z";
    assert!(second.unclear(since).await.unwrap().is_empty());
    // Once it died, nobody knows how it ended.
    drop(first);
    assert_eq!(second.unclear(since).await.unwrap().len(), 1);
    let failed = super::sample::fail(&making("b").address, UNCLEAR);
    second.record(&[failed], &[]).await.unwrap();
}

pub async fn who_answered_holds_as_long_as_its_part(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut first = take(registry, &covering("1/2", &["providers.a"]))
        .await
        .unwrap();
    let mut second = take(registry, &covering("2/2", &["providers.b"]))
        .await
        .unwrap();
    let numbers = [phone("+15017122661", ""), phone("+15017122662", "")];
    first
        .record(&[keep(&line("a"), &numbers[0])], &[])
        .await
        .unwrap();
    second
        .record(&[keep(&line("b"), &numbers[1])], &[])
        .await
        .unwrap();
    let route = LeftRoute {
        url: Some("https://a.example/".to_owned()),
        method: Some("POST".into()),
        decided_by: "number".to_owned(),
        decider: None,
        converged: true,
    };
    // The first run knows nothing of what the second recorded, and needs not.
    let routes = ["a", "b"]
        .map(|provider| (line(provider), route.clone()))
        .into();
    registry
        .note_routes(&scope, first.serials(), &routes)
        .await
        .unwrap();
    let left = registry.left_routes(&scope).await.unwrap();
    assert_eq!(left.keys().collect::<Vec<_>>(), [&line("a")]);
}

/// A registry in which a project and environment has one lock and one serial, while its run lives.
#[tokio::test]
async fn the_lock_and_the_serial_of_an_older_registry_count() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let held = begin(registry.as_ref(), &scope("prod")).await;
    let file = rusqlite::Connection::open(folder.path().join("registry.db")).unwrap();
    file.execute_batch(
        "DROP TABLE waves; DROP TABLE counterpart_records; DROP INDEX open_operations; ALTER TABLE changes DROP COLUMN operation; DROP TABLE held; DROP TABLE parts; ALTER TABLE runs DROP COLUMN shard;
         UPDATE scopes SET serial = 41; PRAGMA user_version = 8",
    )
    .unwrap();
    drop(file);
    let snapshot = registry.snapshot(&scope("prod")).await.unwrap();
    assert_eq!(snapshot.serials.of(None), 41);
    let run = covering("2/2", &["providers.a"]);
    match take(registry.as_ref(), &run).await.err().unwrap() {
        RegistryError::HeldBy { holder, .. } => assert_eq!(holder.run_id, held.run_id()),
        other => panic!("{other}"),
    }
    drop(held);
    let mut session = take(registry.as_ref(), &run).await.unwrap();
    let settled = [keep(&line("a"), &phone("+15017122661", ""))];
    session.record(&settled, &[]).await.unwrap();
    let serials = session.serials();
    let of = |shard: &str| serials.of(Some(shard.parse().unwrap()));
    assert_eq!((serials.of(None), of("1/2") + of("2/2")), (42, 41 + 42));
}
