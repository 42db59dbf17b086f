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

/// Records the differences in `now` that are not in `before` like this, and drops those that are
/// only in `before`.
pub(super) fn note(
    connection: &mut Connection,
    scope: &Scope,
    before: &Sightings,
    now: &Sightings,
) -> Result<(), Trouble> {
    let tx = query::begin(connection)?;
    let mut delete = tx.prepare(
        "DELETE FROM differences
          WHERE project = ?1 AND environment = ?2 AND address = ?3 AND what = ?4",
    )?;
    for (address, what) in before.keys().filter(|key| !now.contains_key(key)) {
        let address = address.to_string();
        delete.execute(params![scope.project, scope.environment, address, what])?;
    }
    let mut insert = tx.prepare(
        "INSERT INTO differences (project, environment, address, what, fingerprint, first_seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET
           fingerprint = excluded.fingerprint, first_seen = excluded.first_seen",
    )?;
    for (key, seen) in now
        .iter()
        .filter(|(key, seen)| before.get(key) != Some(seen))
    {
        let (address, what) = key;
        insert.execute(params![
            scope.project,
            scope.environment,
            address.to_string(),
            what,
            seen.fingerprint,
            stored_time(seen.at),
        ])?;
    }
    drop((delete, insert));
    tx.commit()?;
    Ok(())
}
