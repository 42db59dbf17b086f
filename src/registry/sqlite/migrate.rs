//! The schema of a registry file and its migrations.
//!
//! The file has our application id, by which another program's database is recognised, and the
//! schema's version. A new version is a new numbered file and its line in `STEPS`.

use rusqlite::Connection;
use uuid::Uuid;

use super::error::Trouble;
use super::query;
use crate::registry::codec::now;

/// Marks the file as ours: "SWBD" (`PRAGMA application_id`).
const APPLICATION_ID: i64 = 0x5357_4244;

/// The steps from each version to the next; the first creates version 1 in an empty file.
const STEPS: [&str; 12] = [
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_differences.sql"),
    include_str!("migrations/0003_counted_runs.sql"),
    include_str!("migrations/0004_service_owner.sql"),
    include_str!("migrations/0005_left_routes.sql"),
    include_str!("migrations/0006_group_owner.sql"),
    include_str!("migrations/0007_undone_runs.sql"),
    include_str!("migrations/0008_applications.sql"),
    include_str!("migrations/0009_parts.sql"),
    include_str!("migrations/0010_operations.sql"),
    include_str!("migrations/0011_counterpart_records.sql"),
    include_str!("migrations/0012_waves.sql"),
];

/// The version that this program reads and writes.
#[expect(clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// The schema's version, if the file is a registry.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Ok(None);
    }
    connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map(Some)
}

/// Migrates a registry, or an empty file, in one transaction. A registry without a lineage gets
/// one.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), Trouble> {
    let tx = query::begin(connection)?;
    // Read again under the lock: another process may have migrated it.
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
