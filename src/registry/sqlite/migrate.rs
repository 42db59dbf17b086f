//! What makes a `SQLite` file a registry of ours, and how an older one is brought up to date.
//!
//! The file carries our application id, so that another program's database is recognised, and
//! the schema's version. A new version is a new numbered file and its line in `STEPS`.

use rusqlite::{Connection, TransactionBehavior};
use uuid::Uuid;

use crate::registry::codec::now;
use crate::registry::error::Trouble;

/// Marks the file as ours: "SWBD" (`PRAGMA application_id`).
const APPLICATION_ID: i64 = 0x5357_4244;

/// The steps from each version to the next; the first makes version 1 out of nothing.
const STEPS: [&str; 5] = [
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_differences.sql"),
    include_str!("migrations/0003_counted_runs.sql"),
    include_str!("migrations/0004_service_owner.sql"),
    include_str!("migrations/0005_left_routes.sql"),
];

/// The version that this program reads and writes.
#[expect(clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// The schema's version, where the file is ours.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Ok(None);
    }
    connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map(Some)
}

/// Brings a registry, or an empty file, up to date in one transaction. A registry without a
/// lineage is given one.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), Trouble> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have been faster.
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(found)
        .map_err(|_| Trouble::Damaged(format!("its schema version is {found}")))?;
    for step in STEPS.iter().skip(done) {
        tx.execute_batch(step)?;
    }
    if found < KNOWN {
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", KNOWN)?;
    }
    tx.execute(
        "INSERT INTO meta (id, lineage, created_at) VALUES (1, ?1, ?2) ON CONFLICT DO NOTHING",
        (Uuid::now_v7().to_string(), now()),
    )?;
    tx.commit()?;
    Ok(())
}
