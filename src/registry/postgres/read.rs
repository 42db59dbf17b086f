//! What is recorded, as values. The caller passes a connection inside a transaction, so that all
//! answers are of one instant.

use tokio_postgres::Client;

use super::error::Trouble;
use super::{counterpart_records, query, routes, serials};
use crate::model::{LeftRoutes, Scope, Snapshot, State};
use crate::registry::interface::Contents;

/// The state that the last apply of a scope left, and the numbers and groups that others own.
pub(super) async fn snapshot(client: &Client, scope: &Scope) -> Result<Snapshot, Trouble> {
    let of_scope: [&str; 2] = [&scope.project, &scope.environment];
    let owned_elsewhere = query::rows(
        client,
        "SELECT natural_key, project, environment FROM switchboard.resources
          WHERE kind = 'number' AND natural_key IS NOT NULL
            AND (project <> $1 OR environment <> $2)
            AND EXISTS (SELECT 1 FROM switchboard.scopes
                         WHERE project <> $1 OR environment <> $2)",
        &of_scope,
    )
    .await?;
    let groups_elsewhere = query::rows(
        client,
        "SELECT project, environment, address, account, id, natural_key
           FROM switchboard.groups_of_accounts
          WHERE project <> $1 OR environment <> $2
          ORDER BY project, environment, address",
        &of_scope,
    )
    .await?;
    Ok(Snapshot {
        lineage: lineage(client).await?,
        serials: serials::of(client, scope).await?,
        state: state(client, scope).await?,
        owned_elsewhere,
        groups_elsewhere,
        left: LeftRoutes::default(),
    })
}

/// What is recorded in one scope, or in all of them.
pub(super) async fn contents(
    client: &Client,
    only: Option<&Scope>,
) -> Result<Vec<Contents>, Trouble> {
    let Some(lineage) = lineage(client).await? else {
        return Ok(Vec::new());
    };
    let scopes: Vec<Scope> = query::rows(
        client,
        "SELECT project, environment FROM switchboard.scopes ORDER BY project, environment",
        &[],
    )
    .await?;
    let mut contents = Vec::new();
    for scope in scopes {
        if only.is_none_or(|only| *only == scope) {
            contents.push(Contents {
                lineage: lineage.clone(),
                serial: serials::of(client, &scope).await?.of(None),
                state: state(client, &scope).await?,
                left: routes::of(client, &scope).await?,
                counterpart_records: counterpart_records::of(client, &scope).await?,
                scope,
            });
        }
    }
    Ok(contents)
}

async fn lineage(client: &Client) -> Result<Option<String>, Trouble> {
    query::first(client, "SELECT lineage FROM switchboard.meta", &[]).await
}

async fn state(client: &Client, scope: &Scope) -> Result<State, Trouble> {
    query::rows(
        client,
        "SELECT address, id, natural_key, fields::text FROM switchboard.resources
          WHERE project = $1 AND environment = $2",
        &[&scope.project, &scope.environment],
    )
    .await
}
