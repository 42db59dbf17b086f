//! When drift first saw each difference. Statements only, and the one way of writing that takes
//! no scope's lock: what is noted here is nobody's resource, and the database's own lock keeps
//! two writers apart.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::read;
use crate::model::{FirstSeen, Scope, Sightings};
use crate::registry::error::Trouble;

/// What is noted about a scope. What is noted about a thing's own fields does not outlive the
/// next write of that thing, which put them right: should they differ again, that is new. Who
/// answers in its place may well outlive it.
pub(super) fn of(connection: &Connection, scope: &Scope) -> Result<Sightings, Trouble> {
    let mut statement = connection.prepare(
        "SELECT d.address, d.what, d.fingerprint, d.first_seen
           FROM differences AS d
           LEFT JOIN resources AS r USING (project, environment, address)
          WHERE d.project = ?1 AND d.environment = ?2
            AND (d.what = 'route' OR r.updated_at IS NULL OR r.updated_at <= d.first_seen)",
    )?;
    let mut rows = statement.query(params![scope.project, scope.environment])?;
    let mut sightings = Sightings::new();
    while let Some(row) = rows.next()? {
        let address = read::address(row, 0)?;
        let (what, fingerprint, noted): (String, String, String) =
            (row.get(1)?, row.get(2)?, row.get(3)?);
        let at = noted.parse::<Timestamp>().map_err(|error| {
            Trouble::Damaged(format!(
                "`{noted}` is not the time of a difference: {error}"
            ))
        })?;
        sightings.insert((address, what), FirstSeen { fingerprint, at });
    }
    Ok(sightings)
}

/// Notes exactly these about a scope, in the place of what was noted before.
pub(super) fn note(
    connection: &mut Connection,
    scope: &Scope,
    sightings: &Sightings,
) -> Result<(), Trouble> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute(
        "DELETE FROM differences WHERE project = ?1 AND environment = ?2",
        params![scope.project, scope.environment],
    )?;
    insert(&tx, scope, sightings)?;
    tx.commit()?;
    Ok(())
}

fn insert(tx: &Transaction, scope: &Scope, sightings: &Sightings) -> rusqlite::Result<()> {
    let mut statement = tx.prepare(
        "INSERT INTO differences (project, environment, address, what, fingerprint, first_seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for ((address, what), seen) in sightings {
        statement.execute(params![
            scope.project,
            scope.environment,
            address.to_string(),
            what,
            seen.fingerprint,
            format!("{:.3}", seen.at),
        ])?;
    }
    Ok(())
}
