//! The rows of counterparts that agreed when an apply last looked. Nothing owns them. A run writes
//! those that it creates in its own transaction; what a comparison found is written without a lock.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::error::Trouble;
use super::query;
use crate::model::{Address, Counterpart, Resource, Scope};
use crate::registry::codec::{json, now};

/// The recorded rows of a scope.
pub(super) fn of(
    connection: &Connection,
    scope: &Scope,
) -> Result<BTreeMap<Address, Resource>, Trouble> {
    query::rows(
        connection,
        "SELECT address, id, natural_key, fields FROM counterpart_records
          WHERE project = ?1 AND environment = ?2",
        params![scope.project, scope.environment],
    )
}

/// Records the rows that agree and drops those that are gone.
pub(super) fn note(
    connection: &mut Connection,
    scope: &Scope,
    agreeing: &BTreeMap<Address, Resource>,
    gone: &[Address],
) -> Result<(), Trouble> {
    let tx = query::begin(connection)?;
    let at = now();
    for address in gone {
        drop_one(&tx, scope, address)?;
    }
    for (address, row) in agreeing {
        if let Some(system) = address.counterpart() {
            keep(&tx, scope, system, address, row, &at)?;
        }
    }
    tx.commit()?;
    Ok(())
}

/// Records a row, in place of an earlier one.
pub(super) fn keep(
    tx: &Connection,
    scope: &Scope,
    system: Counterpart,
    address: &Address,
    row: &Resource,
    at: &str,
) -> Result<(), Trouble> {
    tx.prepare_cached(
        "INSERT INTO counterpart_records (project, environment, counterpart, address, kind, id, natural_key, fields, noted_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (project, environment, address) DO UPDATE SET
           counterpart = excluded.counterpart, address = excluded.address, kind = excluded.kind,
           id = excluded.id, natural_key = excluded.natural_key, fields = excluded.fields,
           noted_at = excluded.noted_at",
    )?
    .execute(params![
        scope.project,
        scope.environment,
        system.as_str(),
        address.to_string(),
        address.kind().as_str(),
        row.id.as_deref(),
        row.key.as_deref(),
        json(&row.fields)?,
        at
    ])?;
    Ok(())
}

/// Drops the record of a row. Returns how many were dropped.
pub(super) fn drop_one(
    tx: &Connection,
    scope: &Scope,
    address: &Address,
) -> Result<usize, Trouble> {
    Ok(tx
        .prepare_cached(
            "DELETE FROM counterpart_records
              WHERE project = ?1 AND environment = ?2 AND address = ?3",
        )?
        .execute(params![
            scope.project,
            scope.environment,
            address.to_string()
        ])?)
}
