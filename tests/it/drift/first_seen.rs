//! The time at which drift was first seen: kept between runs, new where the value is new, removed
//! with the difference; and the result where no time can be noted.

use std::fs;

use rusqlite::Connection;
use serde_json::Value;

use super::{of, outside};
use crate::support::fixture::SERVICE;
use crate::support::world::{Ended, World};

const FIRST: &str = "providers.us.numbers.first";

fn look(world: &World) -> Ended {
    world.run(&["drift", "--format", "json"])
}

/// Moves every noted time back by an hour.
fn an_hour_passes(world: &World) {
    let file = Connection::open(world.path(".switchboard/registry.db")).unwrap();
    let rewind = |table: &str, column: &str| {
        let statement = format!(
            "UPDATE {table} SET {column} = strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '-1 hour')"
        );
        file.execute(&statement, []).unwrap();
    };
    rewind("differences", "first_seen");
    rewind("resources", "updated_at");
}

fn since(document: &Value, field: &str) -> String {
    let fields = of(document, FIRST)["fields"].as_array().unwrap();
    let found = fields.iter().find(|one| one["field"] == field);
    found.unwrap()["since"].as_str().unwrap().to_owned()
}

#[test]
fn first_seen_lasts_until_the_difference_changes_or_ends() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    let early = look(&world).exits(2).json();
    an_hour_passes(&world);
    outside(&sandbox, "POST", "+15017122661", &[("SmsMethod", "GET")]);
    let document = look(&world).exits(2).json();
    let (name, method) = (
        since(&document, "friendly_name"),
        since(&document, "sms_method"),
    );
    assert!(name < method, "{name} {method}");
    assert!(name < since(&early, "friendly_name"));
    assert_eq!(of(&document, FIRST)["first_seen"], name);

    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "B")]);
    let document = look(&world).exits(2).json();
    assert!(
        since(&document, "friendly_name") > name,
        "another value is new"
    );

    an_hour_passes(&world);
    let put_back = [("FriendlyName", "First"), ("SmsMethod", "POST")];
    outside(&sandbox, "POST", "+15017122661", &put_back);
    assert_eq!(
        of(&look(&world).exits(0).json(), FIRST)["first_seen"],
        Value::Null
    );
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "B")]);
    let document = look(&world).exits(2).json();
    assert!(
        since(&document, "friendly_name") >= method,
        "it had vanished, or it would be an hour old"
    );
}

#[test]
fn drift_that_returns_after_an_apply_is_new() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    let before = since(&look(&world).exits(2).json(), "friendly_name");
    an_hour_passes(&world);
    world.run(&["apply", "--auto-approve"]).exits(0);
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    let after = since(&look(&world).exits(2).json(), "friendly_name");
    assert!(after >= before, "{before} {after}");
}

#[test]
fn nothing_is_created_where_nothing_is_recorded() {
    let (world, _sandbox) = SERVICE.fresh();
    let document = look(&world).exits(3).json();
    assert_eq!(document["summary"]["pending"], 5);
    assert_eq!(document["registry"]["lineage"], Value::Null);
    assert!(!world.path(".switchboard").exists());
}

/// Makes the registry readable and not writable, even for users without permission checks: its
/// journal would have to be made in a folder that does not exist.
#[cfg(unix)]
fn unwritable(world: &World) {
    let journal = world.path(".switchboard/registry.db-journal");
    std::os::unix::fs::symlink("nowhere/journal", journal).unwrap();
}

#[cfg(unix)]
#[test]
fn drift_is_reported_where_the_registry_is_read_only() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    unwritable(&world);
    let before = fs::read(world.path(".switchboard/registry.db")).unwrap();
    let ended = look(&world).exits(2);
    let document = ended.json();
    assert!(of(&document, FIRST)["first_seen"].is_string());
    assert_eq!(document["diagnostics"][0]["code"], "W0744", "{document:#}");
    assert_eq!(document["errored"], false);
    assert_eq!(
        fs::read(world.path(".switchboard/registry.db")).unwrap(),
        before
    );
}

/// The statements that bring a registry back to its first schema.
const OLDEST: &str = "DROP TABLE waves; DROP TABLE counterpart_records; DROP INDEX open_operations; ALTER TABLE changes DROP COLUMN operation; DROP TABLE held; DROP TABLE parts; ALTER TABLE runs DROP COLUMN shard;
    ALTER TABLE resources DROP COLUMN route; DROP TABLE differences; DROP INDEX group_owner; DROP INDEX open_claims;
    DROP VIEW groups_of_accounts; DROP VIEW applications; ALTER TABLE changes DROP COLUMN claim; DROP INDEX runs_of_scope;
    ALTER TABLE runs DROP COLUMN undoes; ALTER TABLE runs DROP COLUMN number; CREATE INDEX runs_of_scope ON runs (project, environment, id);
    PRAGMA user_version = 1";

#[test]
fn an_older_registry_stays_as_old_as_it_is() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    let path = world.path(".switchboard/registry.db");
    let file = Connection::open(&path).unwrap();
    file.execute_batch(OLDEST).unwrap();
    drop(file);
    let before = fs::read(&path).unwrap();
    let document = look(&world).exits(2).json();
    assert_eq!(document["diagnostics"][0]["code"], "W0744");
    assert_eq!(of(&document, FIRST)["status"], "modified");
    assert_eq!(fs::read(&path).unwrap(), before);
    // The next apply updates the schema.
    world.run(&["apply", "--auto-approve"]).exits(0);
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    assert_eq!(
        look(&world).exits(2).json()["diagnostics"],
        serde_json::json!([])
    );
}

#[test]
fn drift_of_one_target_keeps_the_records_of_others() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    look(&world).exits(2);
    an_hour_passes(&world);
    let early = since(&look(&world).exits(2).json(), "friendly_name");
    outside(&sandbox, "POST", "+15017122662", &[("FriendlyName", "A")]);
    world.run(&["drift", "--target", "second"]).exits(2);
    assert_eq!(since(&look(&world).exits(2).json(), "friendly_name"), early);
}

#[test]
fn drift_does_not_wait_for_a_lock() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    let file = Connection::open(world.path(".switchboard/registry.db")).unwrap();
    file.execute_batch(
        "INSERT INTO locks SELECT project, environment, id, user, host, pid, started_at FROM runs",
    )
    .unwrap();
    let count = || -> i64 {
        file.query_row("SELECT count(*) FROM locks", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(
        look(&world).exits(2).json()["diagnostics"],
        serde_json::json!([])
    );
    assert_eq!(count(), 1, "the lock is as it was");
}
