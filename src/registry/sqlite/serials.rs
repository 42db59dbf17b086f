//! The serials of a scope's parts.

use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction, params};

use super::error::Trouble;
use super::query;
use crate::model::{Part, Scope, Serials};
use crate::registry::row::Row as _;

/// The serials of a scope; those of one in which no run ever began are all zero.
pub(super) fn of(connection: &Connection, scope: &Scope) -> Result<Serials, Trouble> {
    let of_scope = params![scope.project, scope.environment];
    let base: Option<u64> = query::first(
        connection,
        "SELECT serial FROM scopes WHERE project = ?1 AND environment = ?2",
        of_scope,
    )?;
    Ok(Serials {
        base: base.unwrap_or(0),
        parts: query::rows(
            connection,
            "SELECT part, serial FROM parts WHERE project = ?1 AND environment = ?2",
            of_scope,
        )?,
    })
}

/// Increments the serials of these parts and returns them.
pub(super) fn grow(
    tx: &Transaction,
    scope: &Scope,
    parts: BTreeSet<Part>,
) -> Result<Vec<(Part, u64)>, Trouble> {
    let mut grow = tx.prepare_cached(
        "INSERT INTO parts (project, environment, part, serial) VALUES (?1, ?2, ?3, 1)
         ON CONFLICT DO UPDATE SET serial = serial + 1 RETURNING serial",
    )?;
    let grown = parts.into_iter().map(|part| {
        let which = params![scope.project, scope.environment, part.to_string()];
        let serial = grow.query_row(which, |row| Ok(row.serial(0)))??;
        Ok((part, serial))
    });
    grown.collect()
}
