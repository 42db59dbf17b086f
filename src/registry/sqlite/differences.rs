//! When drift first saw each difference. Writing them takes no scope lock: they belong to no run,
//! and the database's own lock keeps two writers apart.

use rusqlite::{Connection, params};

use super::error::Trouble;
use super::query;
use crate::model::{Scope, Sightings};
use crate::registry::codec::stored_time;

/// The recorded differences of a scope. A difference in an object's own fields ends with the next
/// write of that object, which corrected it: the same difference later is a new one. A difference
/// in who answers may outlive such a write.
pub(super) fn of(connection: &Connection, scope: &Scope) -> Result<Sightings, Trouble> {
    query::rows(
        connection,
        "SELECT d.address, d.what, d.fingerprint, d.first_seen
           FROM differences AS d
           LEFT JOIN resources AS r USING (project, environment, address)
          WHERE d.project = ?1 AND d.environment = ?2
            AND (d.what = 'route' OR r.updated_at IS NULL OR r.updated_at <= d.first_seen)",
        params![scope.project, scope.environment],
    )
}

/// Replaces the recorded differences of a scope.
pub(super) fn note(
    connection: &mut Connection,
    scope: &Scope,
    sightings: &Sightings,
) -> Result<(), Trouble> {
    let tx = query::begin(connection)?;
    tx.execute(
        "DELETE FROM differences WHERE project = ?1 AND environment = ?2",
        params![scope.project, scope.environment],
    )?;
    let mut insert = tx.prepare(
        "INSERT INTO differences (project, environment, address, what, fingerprint, first_seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for ((address, what), seen) in sightings {
        insert.execute(params![
            scope.project,
            scope.environment,
            address.to_string(),
            what,
            seen.fingerprint,
            stored_time(seen.at),
        ])?;
    }
    drop(insert);
    tx.commit()?;
    Ok(())
}
