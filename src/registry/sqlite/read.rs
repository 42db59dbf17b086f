//! What is recorded, read back as values. Statements only; the connection is handed in, inside
//! a transaction, so that everything read is of one instant.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::routes;
use crate::model::{Address, Fields, GroupElsewhere, Resource, Scope, Snapshot, State};
use crate::registry::error::Trouble;
use crate::registry::{Contents, codec};

/// What the last apply of a scope left, and which numbers and groups others own.
pub(super) fn snapshot(connection: &Connection, scope: &Scope) -> Result<Snapshot, Trouble> {
    Ok(Snapshot {
        lineage: lineage(connection)?,
        serial: serial(connection, scope)?.unwrap_or(0),
        state: state(connection, scope)?,
        owned_elsewhere: owned_elsewhere(connection, scope)?,
        groups_elsewhere: groups_elsewhere(connection, scope)?,
        left: routes::of(connection, scope)?,
    })
}

/// What is recorded in one scope, or in all of them.
pub(super) fn contents(
    connection: &Connection,
    only: Option<&Scope>,
) -> Result<Vec<Contents>, Trouble> {
    let Some(lineage) = lineage(connection)? else {
        return Ok(Vec::new());
    };
    let mut statement = connection
        .prepare("SELECT project, environment FROM scopes ORDER BY project, environment")?;
    let scopes: Vec<Scope> = statement
        .query_map([], |row| scope_at(row, 0))?
        .collect::<rusqlite::Result<_>>()?;
    scopes
        .into_iter()
        .filter(|scope| only.is_none_or(|only| only == scope))
        .map(|scope| {
            Ok(Contents {
                lineage: lineage.clone(),
                serial: serial(connection, &scope)?.unwrap_or(0),
                state: state(connection, &scope)?,
                scope,
            })
        })
        .collect()
}

fn lineage(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection
        .query_row("SELECT lineage FROM meta", [], |row| row.get(0))
        .optional()
}

fn serial(connection: &Connection, scope: &Scope) -> rusqlite::Result<Option<u64>> {
    connection
        .query_row(
            "SELECT serial FROM scopes WHERE project = ?1 AND environment = ?2",
            params![scope.project, scope.environment],
            |row| serial_at(row, 0),
        )
        .optional()
}

fn state(connection: &Connection, scope: &Scope) -> Result<State, Trouble> {
    let mut statement = connection.prepare(
        "SELECT address, id, natural_key, fields FROM resources WHERE project = ?1 AND environment = ?2",
    )?;
    let mut rows = statement.query(params![scope.project, scope.environment])?;
    let mut state = State::default();
    while let Some(row) = rows.next()? {
        let address = address(row, 0)?;
        let fields = fields(row, 3)?.unwrap_or_default();
        let (id, key) = (row.get(1)?, row.get(2)?);
        state.insert(
            address,
            Resource {
                id,
                key,
                fields,
                obtainable: false,
            },
        );
    }
    Ok(state)
}

fn owned_elsewhere(
    connection: &Connection,
    scope: &Scope,
) -> rusqlite::Result<BTreeMap<String, Scope>> {
    let mut statement = connection.prepare(
        "SELECT natural_key, project, environment FROM resources
         WHERE kind = 'number' AND natural_key IS NOT NULL AND (project <> ?1 OR environment <> ?2)",
    )?;
    statement
        .query_map(params![scope.project, scope.environment], |row| {
            Ok((row.get(0)?, scope_at(row, 1)?))
        })?
        .collect()
}

fn groups_elsewhere(
    connection: &Connection,
    scope: &Scope,
) -> Result<Vec<GroupElsewhere>, Trouble> {
    let mut statement = connection.prepare(
        "SELECT project, environment, address, account, id, natural_key FROM groups_of_accounts
          WHERE project <> ?1 OR environment <> ?2
          ORDER BY project, environment, address",
    )?;
    let mut rows = statement.query(params![scope.project, scope.environment])?;
    let mut groups = Vec::new();
    while let Some(row) = rows.next()? {
        groups.push(GroupElsewhere {
            owner: scope_at(row, 0)?,
            address: address(row, 2)?,
            account: row.get(3)?,
            id: row.get(4)?,
            key: row.get(5)?,
        });
    }
    Ok(groups)
}

/// The serial in a column.
pub(super) fn serial_at(row: &Row, column: usize) -> rusqlite::Result<u64> {
    let serial: i64 = row.get(column)?;
    u64::try_from(serial).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, serial))
}

/// The scope in two columns.
pub(super) fn scope_at(row: &Row, column: usize) -> rusqlite::Result<Scope> {
    Ok(Scope {
        project: row.get(column)?,
        environment: row.get(column + 1)?,
    })
}

/// The address in a column.
pub(super) fn address(row: &Row, column: usize) -> Result<Address, Trouble> {
    let text = row
        .get_ref(column)?
        .as_str()
        .map_err(rusqlite::Error::from)?;
    codec::address(text)
}

/// The fields in a column, where there are any.
pub(super) fn fields(row: &Row, column: usize) -> Result<Option<Fields>, Trouble> {
    let text = row
        .get_ref(column)?
        .as_str_or_null()
        .map_err(rusqlite::Error::from)?;
    codec::fields(text)
}
