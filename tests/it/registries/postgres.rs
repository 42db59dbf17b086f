//! Stories about a `PostgreSQL` registry alone: what reading leaves, whose schema it is,
//! connections that end, and the content that people find in it.

use std::time::{Duration, Instant};

use switchboard::model::{RunStatus, Snapshot};
use switchboard::registry::{self, Registry, RegistryError};

use super::sample::{address, begin, fail, intend, keep, number, phone, run, scope, texts};
use crate::support::postgres::{Server, name_in, server};

/// The server, a database of its own, and the registry in it.
pub fn empty() -> Option<(&'static Server, String, Box<dyn Registry>)> {
    let server = server()?;
    let url = server.database();
    let registry = registry::open(&url).unwrap();
    Some((server, url, registry))
}

/// A number in it, recorded by a run that has ended.
pub async fn fill(registry: &dyn Registry) {
    let mut session = begin(registry, &scope("prod")).await;
    let line = keep(&number("a"), &phone("+15017122661", ""));
    session.record(&[line], &[]).await.unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();
}

async fn refusals(registry: &dyn Registry) -> [RegistryError; 3] {
    let scope = scope("prod");
    let begun = registry.begin(&scope, &run(), Duration::ZERO).await;
    [
        registry.snapshot(&scope).await.unwrap_err(),
        begun.err().unwrap(),
        registry.unlock(&scope, true).await.unwrap_err(),
    ]
}

#[tokio::test]
async fn reading_creates_no_table() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let scope = scope("prod");
    let empty = registry.snapshot(&scope).await.unwrap();
    assert_eq!(empty, Snapshot::default());
    registry.runs(&scope).await.unwrap();
    registry.holders(&scope).await.unwrap();
    assert!(registry.unlock(&scope, true).await.unwrap().is_empty());
    let schemas = "SELECT nspname FROM pg_namespace WHERE nspname = 'switchboard'";
    assert!(server.run(name_in(&url), schemas).is_empty());
}

#[tokio::test]
async fn another_programs_schema_is_refused_and_left_alone() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let tables = "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                   WHERE nspname = 'switchboard' AND relkind = 'r'";
    for theirs in ["calls (x int)", "migrations (id int)"] {
        let make = format!(
            "DROP SCHEMA IF EXISTS switchboard CASCADE; CREATE SCHEMA switchboard; CREATE TABLE switchboard.{theirs}"
        );
        server.run(name_in(&url), &make);
        for error in refusals(registry.as_ref()).await {
            let refused = matches!(error, RegistryError::NotARegistry { .. });
            assert!(refused, "{theirs}: {error:?}");
        }
        assert_eq!(server.run(name_in(&url), tables).len(), 1);
    }
}

#[tokio::test]
async fn a_newer_schema_and_an_altered_one_are_refused() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    fill(registry.as_ref()).await;
    let newer = "INSERT INTO switchboard.migrations VALUES (999, 'x', now())";
    server.run(name_in(&url), newer);
    for error in refusals(registry.as_ref()).await {
        let refused = matches!(error, RegistryError::Newer { found: 999, .. });
        assert!(refused, "{error:?}");
    }
    let altered = "DELETE FROM switchboard.migrations WHERE version = 999;
                   UPDATE switchboard.migrations SET checksum = 'x'";
    server.run(name_in(&url), altered);
    for error in refusals(registry.as_ref()).await {
        assert!(matches!(error, RegistryError::Damaged { .. }), "{error:?}");
    }
}

/// Before the first schema there is none: one in which no step was carried out is the oldest.
#[tokio::test]
async fn an_older_schema_is_read_as_it_is_and_migrated_on_begin() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let scope = scope("prod");
    drop(begin(registry.as_ref(), &scope).await);
    let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'switchboard'";
    let whole = server.run(name_in(&url), tables).len();
    let older = "CREATE TABLE kept AS TABLE switchboard.migrations WITH NO DATA;
                 DROP SCHEMA switchboard CASCADE; CREATE SCHEMA switchboard;
                 ALTER TABLE kept SET SCHEMA switchboard;
                 ALTER TABLE switchboard.kept RENAME TO migrations";
    server.run(name_in(&url), older);
    assert_eq!(registry.snapshot(&scope).await.unwrap().serials.of(None), 0);
    assert!(registry.runs(&scope).await.unwrap().is_empty());
    assert_eq!(server.run(name_in(&url), tables), ["migrations"]);
    let session = begin(registry.as_ref(), &scope).await;
    assert_eq!(server.run(name_in(&url), tables).len(), whole);
    let snapshot = registry.snapshot(&scope).await.unwrap();
    assert_eq!(snapshot.lineage.as_deref(), Some(session.lineage()));
}

/// A registry in which messaging services alone had owners is read, and migrated by the next run.
#[tokio::test]
async fn the_owners_of_all_groups_are_known_after_a_migration() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let (prod, test) = (scope("prod"), scope("test"));
    let receiver = address("providers.us.receivers.camp");
    let line = phone("+15017122661", "https://example.com/");
    let mut session = begin(registry.as_ref(), &prod).await;
    session
        .record(&[keep(&receiver, &line)], &[])
        .await
        .unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();
    let older = "DELETE FROM switchboard.migrations WHERE version >= 5;
        DROP TABLE switchboard.waves; DROP TABLE switchboard.counterpart_records;
        ALTER TABLE switchboard.changes DROP COLUMN operation;
        ALTER TABLE switchboard.runs DROP COLUMN undoes;
        DROP VIEW switchboard.applications;
        DROP TABLE switchboard.held, switchboard.parts;
        ALTER TABLE switchboard.runs DROP COLUMN shard;
        ALTER TABLE switchboard.locks ADD CONSTRAINT locks_pkey PRIMARY KEY (project, environment);
        DROP INDEX switchboard.group_owner; DROP VIEW switchboard.groups_of_accounts;
        CREATE UNIQUE INDEX service_owner ON switchboard.resources (id) WHERE kind = 'messaging_service';
        CREATE VIEW switchboard.groups_of_accounts AS
          SELECT project, environment, address, id, natural_key, NULL::text AS account
            FROM switchboard.resources WHERE kind = 'messaging_service'";
    server.run(name_in(&url), older);
    let owned = async || registry.snapshot(&test).await.unwrap().groups_elsewhere;
    assert_eq!(owned().await.len(), 1, "read as it is");
    assert_eq!(registry.runs(&prod).await.unwrap()[0].undoes, None);
    let mut session = begin(registry.as_ref(), &test).await;
    assert_eq!(owned().await.len(), 1);
    let error = session.record(&[keep(&receiver, &line)], &[]).await;
    let named = matches!(error, Err(RegistryError::OwnedElsewhere { .. }));
    assert!(named, "{error:?}");
}

/// Here too runs are listed as they began, whatever the clock said.
#[tokio::test]
async fn a_clock_that_jumps_does_not_turn_the_history_around() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let mut ids = Vec::new();
    for year in ["2027", "2024", "2030", "1999"] {
        let mut session = begin(registry.as_ref(), &scope("prod")).await;
        ids.insert(0, session.run_id().to_owned());
        session.finish(RunStatus::Succeeded).await.unwrap();
        let jump = format!(
            "UPDATE switchboard.runs SET started_at = '{year}-01-01' WHERE id = '{}'",
            ids[0]
        );
        server.run(name_in(&url), &jump);
    }
    let runs = registry.runs(&scope("prod")).await.unwrap();
    let reported: Vec<&String> = runs.iter().map(|run| &run.id).collect();
    assert_eq!(reported, ids.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn eight_first_runs_at_once_make_one_registry() {
    let Some((_, url, registry)) = empty() else {
        return;
    };
    let begun = (0..8).map(|at| {
        let url = url.clone();
        tokio::spawn(async move {
            let registry = registry::open(&url).unwrap();
            let scope = scope(&format!("env-{at}"));
            begin(registry.as_ref(), &scope).await.lineage().to_owned()
        })
    });
    let begun: Vec<_> = begun.collect();
    let mut lineages = std::collections::BTreeSet::new();
    for begun in begun {
        lineages.insert(begun.await.unwrap());
    }
    assert_eq!(lineages.len(), 1);
    assert_eq!(registry.contents(None).await.unwrap().len(), 8);
}

/// Returns a check that fails after a minute: no wait in these tests takes a server longer.
fn soon() -> impl Fn() {
    let begun = Instant::now();
    move || assert!(begun.elapsed() < Duration::from_mins(1), "it never happens")
}

/// Ends all connections to a database but the one that asks.
const DISCONNECT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test]
async fn a_lost_connection_is_a_lost_lock() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let scope = scope("prod");
    let mut first = begin(registry.as_ref(), &scope).await;
    let line = [keep(&number("a"), &phone("+15017122661", ""))];
    first.record(&line, &[]).await.unwrap();
    server.run(name_in(&url), DISCONNECT);
    let gone = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let still = soon();
    while !server.run(name_in(&url), gone).is_empty() {
        still();
    }

    assert!(!registry.holders(&scope).await.unwrap().remove(0).alive);
    let runs = registry.runs(&scope).await.unwrap();
    assert_eq!(runs[0].status, RunStatus::Interrupted);
    for _ in 0..2 {
        let error = first.record(&line, &[]).await.unwrap_err();
        assert!(matches!(error, RegistryError::LostLock { .. }), "{error:?}");
        assert!(error.to_string().contains("connection"), "{error}");
    }
    let mut second = begin(registry.as_ref(), &scope).await;
    assert_eq!(second.serials().of(None), 1);
    second.record(&line, &[]).await.unwrap();
    assert!(first.finish(RunStatus::Succeeded).await.is_err());
    drop(first);
    second.finish(RunStatus::Succeeded).await.unwrap();
}

#[tokio::test]
async fn the_lock_of_a_dead_process_is_removed_without_force() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let scope = scope("prod");
    let session = begin(registry.as_ref(), &scope).await;
    server.run(name_in(&url), DISCONNECT);
    let still = soon();
    let holder = loop {
        still();
        match registry.unlock(&scope, false).await {
            Ok(mut holders) => break holders.remove(0),
            // It takes the server a moment to end a connection.
            Err(error) => assert!(matches!(error, RegistryError::HeldBy { .. }), "{error}"),
        }
    };
    assert_eq!(holder.run_id, session.run_id());
    assert!(registry.holders(&scope).await.unwrap().is_empty());
}

/// A process that was stopped in the middle of a record keeps its transaction open, and with it
/// the scope's row.
#[tokio::test]
async fn a_stopped_holder_is_unlocked_by_force() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let scope = scope("prod");
    let mut session = begin(registry.as_ref(), &scope).await;
    let line = [keep(&number("a"), &phone("+15017122661", ""))];
    let inside = "SELECT 1 FROM pg_locks WHERE mode = 'RowShareLock'
                     AND relation = 'switchboard.scopes'::regclass";
    let mut recording = session.record(&line, &[]);
    let still = soon();
    while server.run(name_in(&url), inside).is_empty() {
        still();
        tokio::select! {
            biased;
            ended = &mut recording => panic!("{ended:?}"),
            () = std::future::ready(()) => {}
        }
    }
    let begun = Instant::now();
    assert!(registry.unlock(&scope, true).await.unwrap().len() == 1);
    assert!(begun.elapsed() < Duration::from_secs(15));
    fill(registry.as_ref()).await;
    let error = recording.await.unwrap_err();
    assert!(matches!(error, RegistryError::LostLock { .. }), "{error:?}");
}

/// The first run to commit has the number; the other one gets an error that names the owner.
#[tokio::test]
async fn two_projects_at_once_do_not_both_get_a_number() {
    let Some((_, _, registry)) = empty() else {
        return;
    };
    let (one, two) = (scope("one"), scope("two"));
    let mut first = begin(registry.as_ref(), &one).await;
    let mut second = begin(registry.as_ref(), &two).await;
    for at in 0..20 {
        let things = [0, 1].map(|n| phone(&format!("+1501712{at:02}{n:02}"), ""));
        let names = [0, 1].map(|n| number(&format!("line-{at}-{n}")));
        let there = [keep(&names[0], &things[0]), keep(&names[1], &things[1])];
        let back = [keep(&names[1], &things[1]), keep(&names[0], &things[0])];
        let (a, b) = tokio::join!(first.record(&there, &[]), second.record(&back, &[]));
        let refused = match (a, b) {
            (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
            other => panic!("{other:?}"),
        };
        let named = matches!(refused, RegistryError::OwnedElsewhere { .. });
        assert!(named, "{refused:?}");
    }
}

/// The first run to commit makes the service; the other is refused before it sends.
#[tokio::test]
async fn two_projects_at_once_do_not_both_make_a_service() {
    let Some((_, _, registry)) = empty() else {
        return;
    };
    let (one, two) = (scope("one"), scope("two"));
    let mut first = begin(registry.as_ref(), &one).await;
    let mut second = begin(registry.as_ref(), &two).await;
    let service = address("providers.us.messaging_services.camp");
    for at in 0..20 {
        let intents = [registry::Intent {
            claim: Some(registry::Claim::New {
                account: "AC1".to_owned(),
                key: format!("Camp {at}"),
            }),
            ..intend(&service, &texts(&[]))
        }];
        let (a, b) = tokio::join!(first.record(&[], &intents), second.record(&[], &intents));
        let refused = match (a, b) {
            (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
            other => panic!("{other:?}"),
        };
        let named = matches!(refused, RegistryError::OwnedElsewhere { .. });
        assert!(named, "{refused:?}");
    }
}

/// Many changes go in few statements here and one by one in the other; both come to the same.
#[tokio::test]
async fn random_writes_leave_both_registries_equal() {
    let Some((_, _, postgres)) = empty() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let sqlite = super::sample::sqlite_in(folder.path());
    let scope = scope("prod");
    let mut sessions = [
        begin(postgres.as_ref(), &scope).await,
        begin(sqlite.as_ref(), &scope).await,
    ];
    let mut seed = 7_u32;
    let mut chance = |sides: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % sides
    };
    for _ in 0..40 {
        let mut settled = Vec::new();
        for _ in 0..chance(6) {
            let at = match chance(2) {
                0 => number(&format!("line-{}", chance(4))),
                _ => {
                    address(["keywords.JOIN", "keywords.join", "providers.us"][chance(3) as usize])
                }
            };
            let thing = phone(&format!("+1501712266{}", chance(4)), "https://example.com/");
            settled.push(match chance(5) {
                4 => super::sample::fail_in_part(&at, &thing, "refused in part"),
                0 => super::sample::forget(&at),
                1 => fail(&at, "refused\0 by u:p@h https://u:hunter2@h/"),
                _ => keep(&at, &thing),
            });
        }
        let intents: Vec<_> = (0..chance(3))
            .map(|n| intend(&number(&format!("line-{n}")), &texts(&[("url", "x")])))
            .collect();
        for session in &mut sessions {
            session.record(&settled, &intents).await.unwrap();
        }
        assert_eq!(
            sessions[0].serials().of(None),
            sessions[1].serials().of(None)
        );
        let [here, there] = [&postgres, &sqlite].map(|registry| registry.snapshot(&scope));
        assert_eq!(here.await.unwrap().state, there.await.unwrap().state);
    }
    let reported = async |registry: &dyn Registry, run: &str| {
        let (_, changes) = registry.changes(run).await.unwrap().unwrap();
        let reported = changes.into_iter().map(|change| {
            let error = change.error.map(|text| text.replace('\0', "\u{fffd}"));
            (
                change.address,
                change.action,
                change.before,
                change.after,
                change.outcome,
                error,
            )
        });
        reported.collect::<Vec<_>>()
    };
    assert_eq!(
        reported(postgres.as_ref(), sessions[0].run_id()).await,
        reported(sqlite.as_ref(), sessions[1].run_id()).await
    );
}

#[tokio::test]
async fn no_password_is_in_any_table() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let hidden = "https://u:hunter2@example.com/sms";
    let (line, thing) = (number("a"), phone("+15017122661", hidden));
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    let intent = registry::Intent {
        before: Some(texts(&[("was", hidden)])),
        ..intend(&line, &thing.fields)
    };
    session.record(&[], &[intent]).await.unwrap();
    let failed = fail(&number("b"), &format!("bad url \"{hidden}\", try {hidden}"));
    session
        .record(&[keep(&line, &thing), failed], &[])
        .await
        .unwrap();
    let mut all = String::new();
    for table in ["resources", "changes", "runs"] {
        let rows = format!("SELECT row_to_json(t) FROM switchboard.{table} t");
        all.push_str(&server.run(name_in(&url), &rows).join("\n"));
    }
    assert!(!all.contains("hunter2"), "{all}");
    assert!(all.contains("https://u:***@example.com/sms"), "{all}");
}

#[tokio::test]
async fn people_can_read_it_with_psql() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let account = texts(&[
        ("type", "twilio"),
        ("callback_url", "https://u:p@example.com/"),
        ("account_sid", "AC1"),
    ]);
    let provider = switchboard::model::Resource {
        fields: account,
        ..Default::default()
    };
    let line = phone("+15017122661", "https://example.com/");
    let settled = [
        keep(&address("providers.us"), &provider),
        keep(&number("a"), &line),
        keep(&address("providers.us.messaging_services.news"), &line),
        keep(&address("providers.us.applications.bot"), &line),
        keep(&address("keywords.JOIN"), &provider),
    ];
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    session.record(&settled, &[]).await.unwrap();
    for (query, line) in [
        (
            "SELECT name, type, account_sid, callback_url FROM switchboard.providers",
            "us twilio AC1 https://u:***@example.com/",
        ),
        (
            "SELECT provider, name, phone_number, sid FROM switchboard.numbers",
            "us a +15017122661 PN15017122661",
        ),
        (
            "SELECT name, friendly_name FROM switchboard.messaging_services",
            "news +15017122661",
        ),
        (
            "SELECT provider, name, friendly_name, sid FROM switchboard.applications",
            "us bot +15017122661 PN15017122661",
        ),
        ("SELECT keyword FROM switchboard.keywords", "JOIN"),
    ] {
        assert_eq!(server.run(name_in(&url), query), [line]);
    }
}
