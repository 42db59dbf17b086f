//! What is recorded, as values. The caller passes a connection inside a transaction, so that all
//! answers are of one instant.

use rusqlite::{Connection, params};

use super::error::Trouble;
use super::{counterpart_records, query, routes, serials};
use crate::model::{LeftRoutes, Scope, Snapshot, State};
use crate::registry::Contents;

/// The state that the last apply of a scope left, and the numbers and groups that others own.
pub(super) fn snapshot(connection: &Connection, scope: &Scope) -> Result<Snapshot, Trouble> {
    let of_scope = params![scope.project, scope.environment];
    Ok(Snapshot {
        lineage: lineage(connection)?,
        serials: serials::of(connection, scope)?,
        state: state(connection, scope)?,
        owned_elsewhere: query::rows(
            connection,
            "SELECT natural_key, project, environment FROM resources
              WHERE kind = 'number' AND natural_key IS NOT NULL
                AND (project <> ?1 OR environment <> ?2)
                AND EXISTS (SELECT 1 FROM scopes WHERE project <> ?1 OR environment <> ?2)",
            of_scope,
        )?,
        groups_elsewhere: query::rows(
            connection,
            "SELECT project, environment, address, account, id, natural_key
               FROM groups_of_accounts
              WHERE project <> ?1 OR environment <> ?2
              ORDER BY project, environment, address",
            of_scope,
        )?,
        left: LeftRoutes::default(),
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
    let scopes: Vec<Scope> = query::rows(
        connection,
        "SELECT project, environment FROM scopes ORDER BY project, environment",
        [],
    )?;
    scopes
        .into_iter()
        .filter(|scope| only.is_none_or(|only| only == scope))
        .map(|scope| {
            Ok(Contents {
                lineage: lineage.clone(),
                serial: serials::of(connection, &scope)?.of(None),
                state: state(connection, &scope)?,
                left: routes::of(connection, &scope)?,
                counterpart_records: counterpart_records::of(connection, &scope)?,
                scope,
            })
        })
        .collect()
}

/// The registry's identifier.
pub(super) fn lineage(connection: &Connection) -> Result<Option<String>, Trouble> {
    query::first(connection, "SELECT lineage FROM meta", [])
}

fn state(connection: &Connection, scope: &Scope) -> Result<State, Trouble> {
    query::rows(
        connection,
        "SELECT address, id, natural_key, fields FROM resources
          WHERE project = ?1 AND environment = ?2",
        params![scope.project, scope.environment],
    )
}
