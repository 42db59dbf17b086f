//! A group has one owner in a registry, as a number does.

use rusqlite::Connection;
use switchboard::model::{Address, Fields, LeftRoute, Resource, RunStatus, Scope, Serials};
use switchboard::registry::{Claim, Intent, Registry, RegistryError};

use super::sample::{address, begin, forget, intend, keep, number, phone, scope, sqlite_in, texts};

fn service(name: &str) -> Address {
    address(&format!("providers.us.messaging_services.{name}"))
}

fn camp(id: &str) -> Resource {
    Resource {
        id: Some(id.into()),
        ..Resource::keyed("Camp", texts(&[("url", "https://a.example/")]))
    }
}

fn provider(account: &str) -> Resource {
    Resource {
        fields: texts(&[("account_sid", account)]),
        ..Resource::default()
    }
}

fn claiming(claim: Claim) -> Intent {
    Intent {
        claim: Some(claim),
        ..intend(&service("camp"), &Fields::new())
    }
}

fn new(account: &str) -> Claim {
    Claim::New {
        account: account.to_owned(),
        key: "Camp".to_owned(),
    }
}

#[track_caller]
fn owner(error: &RegistryError) -> &Scope {
    match error {
        RegistryError::OwnedElsewhere { scope, .. } => scope,
        other => panic!("{other:?}"),
    }
}

pub async fn a_service_owned_elsewhere_is_refused_whole(registry: &dyn Registry) {
    let (prod, test) = (scope("prod"), scope("test"));
    let mut first = begin(registry, &prod).await;
    let settled = [
        keep(&address("providers.us"), &provider("AC1")),
        keep(&service("camp"), &camp("MG1")),
    ];
    first.record(&settled, &[]).await.unwrap();
    let elsewhere = registry.snapshot(&test).await.unwrap().groups_elsewhere;
    let [known] = elsewhere.as_slice() else {
        panic!("{elsewhere:?}")
    };
    assert_eq!((&known.owner, &known.address), (&prod, &service("camp")));
    let known = [
        known.account.as_deref(),
        known.id.as_deref(),
        known.key.as_deref(),
    ]
    .map(Option::unwrap);
    assert_eq!(known, ["AC1", "MG1", "Camp"]);
    assert!(
        registry
            .snapshot(&prod)
            .await
            .unwrap()
            .groups_elsewhere
            .is_empty()
    );

    let mut second = begin(registry, &test).await;
    let theirs = [keep(&service("mine"), &camp("MG1"))];
    let error = second.record(&theirs, &[]).await.unwrap_err();
    assert_eq!(owner(&error), &prod);
    let intents = [claiming(Claim::There("MG1".to_owned()))];
    let error = second.record(&[], &intents).await.unwrap_err();
    assert_eq!(owner(&error), &prod);
    let reported = registry.changes(second.run_id()).await.unwrap().unwrap();
    assert!(reported.1.is_empty());
    // A service that its owner drops is free.
    first
        .record(&[forget(&service("camp"))], &[])
        .await
        .unwrap();
    second.record(&[], &intents).await.unwrap();
    second.record(&theirs, &[]).await.unwrap();
}

pub async fn a_service_that_others_are_writing_is_refused_beforehand(registry: &dyn Registry) {
    let (prod, test) = (scope("prod"), scope("test"));
    let mut first = begin(registry, &prod).await;
    let mut second = begin(registry, &test).await;
    for claim in [Claim::There("MG1".to_owned()), new("AC1")] {
        first.record(&[], &[claiming(claim.clone())]).await.unwrap();
        let error = second.record(&[], &[claiming(claim)]).await.unwrap_err();
        assert_eq!(owner(&error), &prod);
    }
    // Another account's service of that name is another one.
    second.record(&[], &[claiming(new("AC2"))]).await.unwrap();
    // A run that has ended claims nothing.
    first.finish(RunStatus::Failed).await.unwrap();
    second.record(&[], &[claiming(new("AC1"))]).await.unwrap();
}

pub async fn a_service_that_others_made_is_not_made_again(registry: &dyn Registry) {
    let (prod, test) = (scope("prod"), scope("test"));
    let mut first = begin(registry, &prod).await;
    let mut second = begin(registry, &test).await;
    let settled = [
        keep(&address("providers.us"), &provider("AC1")),
        keep(&service("camp"), &camp("MG1")),
    ];
    first.record(&settled, &[]).await.unwrap();
    let error = second
        .record(&[], &[claiming(new("AC1"))])
        .await
        .unwrap_err();
    assert_eq!(owner(&error), &prod);
    second.record(&[], &[claiming(new("AC2"))]).await.unwrap();
}

pub async fn a_renamed_service_moves(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut session = begin(registry, &scope).await;
    for name in ["old", "new"] {
        let settled = [keep(&service(name), &camp("MG1"))];
        session.record(&settled, &[]).await.unwrap();
    }
    let (one, two) = (camp("MG1"), camp("MG2"));
    let state = registry.snapshot(&scope).await.unwrap().state;
    assert_eq!(state, [(service("new"), one.clone())].into_iter().collect());
    // Two services swap their names.
    session
        .record(&[keep(&service("other"), &two)], &[])
        .await
        .unwrap();
    let swapped = [keep(&service("new"), &two), keep(&service("other"), &one)];
    session.record(&swapped, &[]).await.unwrap();
    let state = registry.snapshot(&scope).await.unwrap().state;
    let expected = [(service("new"), two), (service("other"), one)];
    assert_eq!(state, expected.into_iter().collect());
}

/// A group has one owner in whichever collection it is declared, and an identifier or a name means
/// one group in each collection.
pub async fn a_group_of_any_collection_has_one_owner(registry: &dyn Registry) {
    let (prod, test) = (scope("prod"), scope("test"));
    let [receiver, listener] = ["receivers", "listeners"]
        .map(|collection| address(&format!("providers.us.{collection}.camp")));
    let mut first = begin(registry, &prod).await;
    let own = Resource {
        fields: texts(&[("account", "AC1")]),
        ..Resource::default()
    };
    let settled = [
        keep(&address("providers.us"), &own),
        keep(&receiver, &camp("R1")),
        keep(&listener, &camp("R1")),
    ];
    first.record(&settled, &[]).await.unwrap();
    let state = registry.snapshot(&prod).await.unwrap().state;
    assert_eq!(state.resources.len(), 3);
    let elsewhere = registry.snapshot(&test).await.unwrap().groups_elsewhere;
    let accounts = elsewhere.iter().map(|group| group.account.as_deref());
    assert_eq!(accounts.collect::<Vec<_>>(), [Some("AC1"), Some("AC1")]);

    let mut second = begin(registry, &test).await;
    let theirs = [keep(&receiver, &camp("R1"))];
    let error = second.record(&theirs, &[]).await.unwrap_err();
    assert_eq!(owner(&error), &prod);
    for claim in [Claim::There("R1".to_owned()), new("AC1")] {
        let claiming = |address| Intent {
            claim: Some(claim.clone()),
            ..intend(address, &Fields::new())
        };
        let error = second.record(&[], &[claiming(&receiver)]).await;
        assert_eq!(owner(&error.unwrap_err()), &prod);
        let another = address("providers.us.hooks.camp");
        second.record(&[], &[claiming(&another)]).await.unwrap();
    }
}

/// The statements that bring a registry back to version 5, in which messaging services alone had
/// owners.
const SERVICES_ALONE: &str =
    "DROP TABLE waves; DROP TABLE counterpart_records; DROP INDEX open_operations; ALTER TABLE changes DROP COLUMN operation; DROP TABLE held; DROP TABLE parts; ALTER TABLE runs DROP COLUMN shard; ALTER TABLE runs DROP COLUMN undoes;
     DROP INDEX group_owner; CREATE UNIQUE INDEX service_owner ON resources (id) WHERE kind = 'messaging_service';
     DROP VIEW groups_of_accounts; DROP VIEW applications;
     CREATE VIEW groups_of_accounts AS SELECT project, environment, address, id, natural_key, NULL AS account
       FROM resources WHERE kind = 'messaging_service';
     PRAGMA user_version = 5";

#[tokio::test]
async fn a_registry_in_which_services_alone_had_owners_is_read_and_migrated() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let (prod, test) = (scope("prod"), scope("test"));
    let receiver = address("providers.us.receivers.camp");
    let mut session = begin(registry.as_ref(), &prod).await;
    let settled = [
        keep(&service("camp"), &camp("MG1")),
        keep(&receiver, &camp("R1")),
    ];
    session.record(&settled, &[]).await.unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();
    let file = Connection::open(folder.path().join("registry.db")).unwrap();
    file.execute_batch(SERVICES_ALONE).unwrap();
    let version = || -> i64 {
        file.pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    };
    let owned = async || registry.snapshot(&test).await.unwrap().groups_elsewhere;
    assert_eq!((owned().await.len(), version()), (2, 5), "read as it is");
    let mut session = begin(registry.as_ref(), &test).await;
    assert_eq!((owned().await.len(), version()), (2, 12));
    for theirs in [
        keep(&service("mine"), &camp("MG1")),
        keep(&receiver, &camp("R1")),
    ] {
        let error = session.record(&[theirs], &[]).await.unwrap_err();
        assert_eq!(owner(&error), &prod);
    }
}

/// Before services had owners, several scopes could own one. The last one to apply keeps it.
#[tokio::test]
async fn of_several_owners_the_latest_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let (prod, test) = (scope("prod"), scope("test"));
    for scope in [&prod, &test] {
        let mut session = begin(registry.as_ref(), scope).await;
        let own = keep(&service("camp"), &camp(&format!("MG{}", scope.environment)));
        session.record(&[own], &[]).await.unwrap();
    }
    let file = Connection::open(folder.path().join("registry.db")).unwrap();
    file.execute_batch(
        "DROP TABLE waves; DROP TABLE counterpart_records; DROP INDEX open_operations; ALTER TABLE changes DROP COLUMN operation; DROP TABLE held; DROP TABLE parts; ALTER TABLE runs DROP COLUMN shard; ALTER TABLE runs DROP COLUMN undoes;
         ALTER TABLE resources DROP COLUMN route; DROP INDEX group_owner; DROP INDEX open_claims; DROP VIEW groups_of_accounts; DROP VIEW applications;
         ALTER TABLE changes DROP COLUMN claim; PRAGMA user_version = 3;
         UPDATE resources SET id = 'MG1', updated_at = '2026-01-01T00:00:00.000Z';
         UPDATE resources SET updated_at = '2026-01-02T00:00:00.000Z' WHERE environment = 'prod'",
    )
    .unwrap();
    drop(file);
    let ids = async |scope| {
        let snapshot = registry.snapshot(scope).await.unwrap();
        let own = snapshot.state.get(&service("camp")).unwrap().id.clone();
        (own, snapshot.groups_elsewhere[0].id.clone())
    };
    let known = Some("MG1".into());
    assert_eq!(ids(&prod).await, (known.clone(), None));
    assert_eq!(ids(&test).await, (None, known.clone()));
    // So it is once it is brought up to date, too.
    let mut session = begin(registry.as_ref(), &prod).await;
    session
        .record(&[keep(&service("camp"), &camp("MG1"))], &[])
        .await
        .unwrap();
    assert_eq!(ids(&test).await, (None, known));
}

/// What answered when the last apply ended.
pub async fn who_answered_is_noted_as_long_as_it_holds(registry: &dyn Registry) {
    let scope = scope("prod");
    let mut session = begin(registry, &scope).await;
    let line = keep(&number("line"), &phone("+15017122661", ""));
    session
        .record(std::slice::from_ref(&line), &[])
        .await
        .unwrap();
    let route = LeftRoute {
        url: Some("https://a.example/".to_owned()),
        method: Some("POST".into()),
        decided_by: "number".to_owned(),
        decider: None,
        converged: true,
    };
    let routes = [number("line"), number("other")].map(|address| (address, route.clone()));
    let note = async |serials: &Serials| {
        let routes = routes.clone().into();
        registry
            .note_routes(&scope, serials, &routes)
            .await
            .unwrap();
        registry.left_routes(&scope).await.unwrap()
    };
    assert!(note(&Serials::default()).await.is_empty(), "another serial");
    let noted = note(session.serials()).await;
    assert_eq!(noted, [(number("line"), route.clone().into())].into());
    // After another write, what answered is no longer known.
    session.record(&[line], &[]).await.unwrap();
    assert!(registry.left_routes(&scope).await.unwrap().is_empty());
}
