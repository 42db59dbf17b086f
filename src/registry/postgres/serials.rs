//! The serials of a scope's parts.

use std::collections::BTreeSet;

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Transaction};

use super::error::Trouble;
use super::query;
use crate::model::{Part, Scope, Serials};
use crate::registry::row::FromRow as _;

/// The serials of a scope; those of one in which no run ever began are all zero.
pub(super) async fn of(client: &Client, scope: &Scope) -> Result<Serials, Trouble> {
    let of_scope: [&str; 2] = [&scope.project, &scope.environment];
    let base: Option<u64> = query::first(
        client,
        "SELECT serial FROM switchboard.scopes WHERE project = $1 AND environment = $2",
        &of_scope,
    )
    .await?;
    let parts = query::rows(
        client,
        "SELECT part, serial FROM switchboard.parts WHERE project = $1 AND environment = $2",
        &of_scope,
    )
    .await?;
    Ok(Serials {
        base: base.unwrap_or(0),
        parts,
    })
}

/// Increments the serials of these parts and returns them. Transactions that increment the same
/// ones do so in the same order.
pub(super) async fn grow(
    tx: &Transaction<'_>,
    scope: &Scope,
    parts: &BTreeSet<Part>,
) -> Result<Vec<(Part, u64)>, Trouble> {
    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    let rows = tx
        .query_typed(
            "INSERT INTO switchboard.parts AS p (project, environment, part, serial)
             SELECT $1, $2, part, 1 FROM unnest($3) WITH ORDINALITY AS grown (part, place)
              ORDER BY place
             ON CONFLICT (project, environment, part) DO UPDATE SET serial = p.serial + 1
             RETURNING part, serial",
            &[
                (&scope.project, Type::TEXT),
                (&scope.environment, Type::TEXT),
                (&parts, Type::TEXT_ARRAY),
            ],
        )
        .await?;
    rows.iter().map(<(Part, u64)>::from_row).collect()
}
