//! Several watchers with one registry: one looks and notifies, the others wait for it to end.

use super::watcher::{Watcher, until};
use super::{FIRST, SECOND, rename};
use crate::support::fixture::SERVICE;
use crate::support::postgres::{name_in, server};
use crate::support::receiver::Receiver;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// Two watchers of this world, the first of which leads.
fn two(world: &World, receiver: &Receiver) -> (Watcher, Watcher) {
    let start = || Watcher::start(world, &["--notify-url", &receiver.url]);
    let first = start();
    first.wait_ready();
    let second = start();
    until("the second follows", || {
        !second.events("follows").is_empty()
    });
    second.wait_ready();
    (first, second)
}

fn one_takes_over_from_the_other(world: &World, sandbox: &Sandbox) {
    let receiver = Receiver::start();
    let (mut first, second) = two(world, &receiver);
    assert!(first.leads() && !second.leads());
    assert_eq!(second.get("/healthz").status, 200);
    assert!(second.get("/readyz").body.contains("another replica leads"));
    assert_eq!(second.get("/drift.json").status, 503);
    assert_eq!(second.get("/").status, 503);
    assert!(
        !second
            .get("/metrics")
            .body
            .contains("switchboard_drift_resources")
    );

    rename(sandbox, FIRST, "Renamed");
    until("a notification arrives", || receiver.all().len() == 1);
    // The other looks into the registry at least as often.
    first.wait_rounds(4);
    assert_eq!((second.rounds(), receiver.all().len()), (0, 1));

    first.kill();
    // No replica leads at this moment.
    rename(sandbox, SECOND, "Renamed, too");
    until("the second leads", || second.leads());
    until("new drift is notified", || receiver.all().len() >= 2);
    second.wait_rounds(3);
    let all = receiver.all();
    assert_eq!(
        all.len(),
        2,
        "what was notified before is not notified again: {all:#?}"
    );
    let second_one = (
        "appeared".to_owned(),
        "providers.us.numbers.second".to_owned(),
    );
    assert_eq!(all[1].changes(), [second_one]);
    let json = second.json();
    assert_eq!(json["summary"]["modified"], 2);

    rename(sandbox, FIRST, "First");
    until("a notification arrives", || receiver.all().len() == 3);
    let vanished = (
        "vanished".to_owned(),
        "providers.us.numbers.first".to_owned(),
    );
    assert_eq!(receiver.all()[2].changes(), [vanished]);

    // An apply does not wait for the watchers.
    world
        .run(&["apply", "--auto-approve", "--lock-timeout", "0"])
        .exits(0);
    until("a notification arrives", || receiver.all().len() == 4);
    // A replica that ends in an orderly way is followed as well.
    let third = Watcher::start(world, &["--notify-url", &receiver.url]);
    until("the third follows", || !third.events("follows").is_empty());
    second.signal("-TERM");
    until("the third leads", || third.leads());
    third.wait_rounds(2);
    assert_eq!(receiver.all().len(), 4);
}

#[test]
fn with_a_registry_in_a_file() {
    let (world, sandbox) = SERVICE.applied();
    one_takes_over_from_the_other(&world, &sandbox);
}

/// A world whose registry is a database of its own, applied, and the database's URL.
fn shared() -> Option<(World, Sandbox, String)> {
    let url = server()?.database();
    let (mut world, sandbox) = SERVICE.fresh();
    let registry = ("SWITCHBOARD_REGISTRY".to_owned(), url.clone());
    world.variables.extend([registry]);
    world.run(&["apply", "--auto-approve"]).exits(0);
    Some((world, sandbox, url))
}

#[test]
fn with_a_registry_in_postgresql() {
    if let Some((world, sandbox, _)) = shared() {
        one_takes_over_from_the_other(&world, &sandbox);
    }
}

#[test]
fn a_leader_that_loses_its_connection_is_replaced() {
    let Some((world, sandbox, url)) = shared() else {
        return;
    };
    let receiver = Receiver::start();
    let (first, second) = two(&world, &receiver);
    rename(&sandbox, FIRST, "Renamed");
    until("a notification arrives", || receiver.all().len() == 1);
    first.wait_rounds(4);
    let leads = |watcher: &Watcher| watcher.events("leads").len();
    assert_eq!((leads(&first), leads(&second)), (1, 0));
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let ended = server().unwrap().run(name_in(&url), others);
    assert!(!ended.is_empty());
    until("a replica takes the lead", || {
        leads(&first) + leads(&second) == 2
    });
    let (leader, other) = if leads(&first) == 2 {
        (&first, &second)
    } else {
        (&second, &first)
    };
    until("one leads", || leader.leads() && !other.leads());
    leader.wait_rounds(3);
    assert_eq!(receiver.all().len(), 1, "nothing changed");
    rename(&sandbox, FIRST, "First");
    until("a notification arrives", || receiver.all().len() == 2);
    leader.wait_rounds(2);
    assert_eq!(receiver.all().len(), 2);
}

#[test]
fn without_a_registry_no_replica_leads_and_nothing_is_in_sync() {
    let Some((world, _sandbox, url)) = shared() else {
        return;
    };
    let watcher = Watcher::start(&world, &[]);
    watcher.wait_ready();
    let (server, name) = (server().unwrap(), name_in(&url));
    let gone = format!("ALTER DATABASE {name} RENAME TO {name}_gone");
    let end =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    // Connections are refused first: a client that connects in between would keep the name in use.
    server.run(
        "postgres",
        &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
    );
    server.run("postgres", &end);
    server.run("postgres", &gone);
    until("no replica leads", || !watcher.leads());
    let complete = "switchboard_drift_complete{project=\"contoso\",environment=\"\"}";
    until("it is not complete", || {
        watcher.metric(complete) == Some(0.0)
    });
    until("it is not ready", || watcher.get("/readyz").status == 503);
    assert_eq!(watcher.json()["summary"]["in_sync"], 0);
    let log = watcher.text() + &watcher.get("/readyz").body;
    assert!(
        !log.contains(crate::support::postgres::PASSWORD) && !log.contains("not-a-secret"),
        "{log}"
    );
    server.run(
        "postgres",
        &format!("ALTER DATABASE {name}_gone RENAME TO {name}"),
    );
    server.run(
        "postgres",
        &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"),
    );
    watcher.wait_ready();
    assert!(watcher.leads());
}

/// A watch that ends leaves no lock file behind, and one that was killed leaves one that
/// the next uses and removes.
#[cfg(unix)]
#[test]
fn a_watch_leaves_no_lock_file() {
    let (world, _sandbox) = SERVICE.applied();
    let locks = || -> usize {
        let entries = std::fs::read_dir(world.path(".switchboard")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains(".watch-")).count()
    };
    let mut killed = Watcher::start(&world, &[]);
    killed.wait_ready();
    assert_eq!(locks(), 1);
    killed.kill();
    assert_eq!(locks(), 1, "it was killed");
    let next = Watcher::start(&world, &[]);
    next.wait_ready();
    assert!(next.leads());
    next.signal("-TERM");
    next.ended();
    assert_eq!(locks(), 0);
}
