//! What is recorded, read back as values. Statements only; the connection is handed in, inside
//! a transaction, so that everything read is of one instant.

use std::collections::BTreeMap;

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::routes;
use crate::model::{GroupElsewhere, Resource, Scope, Snapshot, State};
use crate::registry::error::Trouble;
use crate::registry::{Contents, codec};

/// What the last apply of a scope left, and which numbers and groups others own.
pub(super) async fn snapshot(client: &Client, scope: &Scope) -> Result<Snapshot, Trouble> {
    let owned = rows(
        client,
        "SELECT natural_key, project, environment FROM switchboard.resources
          WHERE kind = 'number' AND natural_key IS NOT NULL
            AND (project <> $1 OR environment <> $2)",
        &[&scope.project, &scope.environment],
    )
    .await?;
    let owned_elsewhere: BTreeMap<String, Scope> = owned
        .iter()
        .map(|row| Ok((row.try_get(0)?, scope_at(row, 1)?)))
        .collect::<Result<_, Trouble>>()?;
    let serial = rows(
        client,
        "SELECT serial FROM switchboard.scopes WHERE project = $1 AND environment = $2",
        &[&scope.project, &scope.environment],
    )
    .await?;
    Ok(Snapshot {
        lineage: lineage(client).await?,
        serial: serial.first().map_or(Ok(0), |row| serial_at(row, 0))?,
        state: state(client, scope).await?,
        owned_elsewhere,
        groups_elsewhere: groups_elsewhere(client, scope).await?,
        left: routes::of(client, scope).await?,
    })
}

async fn groups_elsewhere(client: &Client, scope: &Scope) -> Result<Vec<GroupElsewhere>, Trouble> {
    let rows = rows(
        client,
        "SELECT project, environment, address, account, id, natural_key
           FROM switchboard.groups_of_accounts
          WHERE project <> $1 OR environment <> $2
          ORDER BY project, environment, address",
        &[&scope.project, &scope.environment],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(GroupElsewhere {
                owner: scope_at(row, 0)?,
                address: codec::address(row.try_get(2)?)?,
                account: row.try_get(3)?,
                id: row.try_get(4)?,
                key: row.try_get(5)?,
            })
        })
        .collect()
}

/// What is recorded in one scope, or in all of them.
pub(super) async fn contents(
    client: &Client,
    only: Option<&Scope>,
) -> Result<Vec<Contents>, Trouble> {
    let Some(lineage) = lineage(client).await? else {
        return Ok(Vec::new());
    };
    let scopes = rows(
        client,
        "SELECT project, environment, serial FROM switchboard.scopes
          ORDER BY project, environment",
        &[],
    )
    .await?;
    let mut contents = Vec::new();
    for row in &scopes {
        let scope = scope_at(row, 0)?;
        if only.is_none_or(|only| *only == scope) {
            contents.push(Contents {
                lineage: lineage.clone(),
                serial: serial_at(row, 2)?,
                state: state(client, &scope).await?,
                scope,
            });
        }
    }
    Ok(contents)
}

async fn lineage(client: &Client) -> Result<Option<String>, Trouble> {
    let rows = rows(client, "SELECT lineage FROM switchboard.meta", &[]).await?;
    Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
}

async fn state(client: &Client, scope: &Scope) -> Result<State, Trouble> {
    let rows = rows(
        client,
        "SELECT address, id, natural_key, fields::text FROM switchboard.resources
          WHERE project = $1 AND environment = $2",
        &[&scope.project, &scope.environment],
    )
    .await?;
    rows.iter()
        .map(|row| {
            let address = codec::address(row.try_get(0)?)?;
            let fields = codec::fields(row.try_get(3)?)?.unwrap_or_default();
            let (id, key) = (row.try_get(1)?, row.try_get(2)?);
            let resource = Resource {
                id,
                key,
                fields,
                obtainable: false,
            };
            Ok((address, resource))
        })
        .collect()
}

/// What a question with these texts in it is answered, in one go: a question without types would
/// have to be sent ahead.
pub(super) async fn rows(
    client: &Client,
    question: &str,
    with: &[&str],
) -> Result<Vec<Row>, Trouble> {
    let typed: Vec<(&(dyn ToSql + Sync), Type)> = with
        .iter()
        .map(|text| (text as &(dyn ToSql + Sync), Type::TEXT))
        .collect();
    Ok(client.query_typed(question, &typed).await?)
}

/// A column's time in the registry's form: RFC 3339 in UTC, to the millisecond.
pub(super) fn utc(column: &str) -> String {
    format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
}

/// The serial in a column.
pub(super) fn serial_at(row: &Row, column: usize) -> Result<u64, Trouble> {
    let serial: i64 = row.try_get(column)?;
    u64::try_from(serial).map_err(|_| Trouble::Damaged(format!("a serial is {serial}")))
}

/// The process id in a column.
pub(super) fn pid_at(row: &Row, column: usize) -> Result<u32, Trouble> {
    let pid: i64 = row.try_get(column)?;
    u32::try_from(pid).map_err(|_| Trouble::Damaged(format!("a process id is {pid}")))
}

/// The scope in two columns.
pub(super) fn scope_at(row: &Row, column: usize) -> Result<Scope, Trouble> {
    Ok(Scope {
        project: row.try_get(column)?,
        environment: row.try_get(column + 1)?,
    })
}
