//! The rows of counterparts that agreed when an apply last looked. Nothing owns them. A run writes
//! those that it creates in its own transaction; what a comparison found is written without a lock.

use std::collections::BTreeMap;

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row, Transaction};

use super::error::Trouble;
use super::query;
use crate::model::{Address, Resource, Scope};
use crate::registry::codec::{Damaged, json, now};

/// Drops rows and returns their addresses.
const DROP: &str = "
    DELETE FROM switchboard.counterpart_records
     WHERE project = $1 AND environment = $2 AND lower(address) = ANY($3)
    RETURNING address";

/// Records rows, each in place of an earlier one.
const KEEP: &str = "
    INSERT INTO switchboard.counterpart_records (project, environment, counterpart, address, kind, id, natural_key, fields, noted_at)
    SELECT $1, $2, counterpart, address, kind, id, key, fields::json, $3::timestamptz
      FROM unnest($4, $5, $6, $7, $8, $9)
        AS kept (counterpart, address, kind, id, key, fields)
    ON CONFLICT (project, environment, lower(address)) DO UPDATE SET
      counterpart = excluded.counterpart, address = excluded.address, kind = excluded.kind,
      id = excluded.id, natural_key = excluded.natural_key, fields = excluded.fields,
      noted_at = excluded.noted_at";

/// Rows to record, column by column, and rows to drop.
#[derive(Default)]
pub(super) struct CounterpartRows {
    systems: Vec<&'static str>,
    addresses: Vec<String>,
    kinds: Vec<&'static str>,
    ids: Vec<Option<String>>,
    keys: Vec<Option<String>>,
    fields: Vec<String>,
    /// Addresses in lower case.
    dropped: Vec<String>,
}

impl CounterpartRows {
    /// Adds a row to record. Each address may be added once.
    pub(super) fn keep(&mut self, address: &Address, row: &Resource) -> Result<(), Damaged> {
        let Some(system) = address.counterpart() else {
            return Ok(());
        };
        self.systems.push(system.as_str());
        self.addresses.push(address.to_string());
        self.kinds.push(address.kind().as_str());
        self.ids.push(row.id.as_deref().map(str::to_owned));
        self.keys.push(row.key.as_deref().map(str::to_owned));
        self.fields.push(json(&row.fields)?);
        Ok(())
    }

    /// Adds a row to drop.
    pub(super) fn drop_one(&mut self, address: &Address) {
        self.dropped.push(address.to_string().to_ascii_lowercase());
    }
}

/// The recorded rows of a scope.
pub(super) async fn of(
    client: &Client,
    scope: &Scope,
) -> Result<BTreeMap<Address, Resource>, Trouble> {
    query::rows(
        client,
        "SELECT address, id, natural_key, fields::text FROM switchboard.counterpart_records
          WHERE project = $1 AND environment = $2",
        &[&scope.project, &scope.environment],
    )
    .await
}

/// Records the rows that agree and drops those that are gone.
pub(super) async fn note(
    client: &mut Client,
    scope: &Scope,
    agreeing: &BTreeMap<Address, Resource>,
    gone: &[Address],
) -> Result<(), Trouble> {
    let mut rows = CounterpartRows::default();
    for address in gone {
        rows.drop_one(address);
    }
    for (address, row) in agreeing {
        rows.keep(address, row)?;
    }
    let tx = query::begin(client).await?;
    // Two writers take turns.
    tx.execute(
        "LOCK TABLE switchboard.counterpart_records IN SHARE ROW EXCLUSIVE MODE",
        &[],
    )
    .await?;
    write(&tx, scope, &now(), &rows).await?;
    tx.commit().await?;
    Ok(())
}

/// Drops rows, then records others. Returns the addresses of the dropped ones. Idle without rows.
pub(super) async fn write(
    tx: &Transaction<'_>,
    scope: &Scope,
    at: &str,
    rows: &CounterpartRows,
) -> Result<Vec<Row>, Trouble> {
    let (project, environment) = (&scope.project, &scope.environment);
    let mut dropped = Vec::new();
    if !rows.dropped.is_empty() {
        dropped = tx
            .query_typed(
                DROP,
                &[
                    (project, Type::TEXT),
                    (environment, Type::TEXT),
                    (&rows.dropped, Type::TEXT_ARRAY),
                ],
            )
            .await?;
    }
    if !rows.addresses.is_empty() {
        tx.execute_typed(
            KEEP,
            &[
                (project, Type::TEXT),
                (environment, Type::TEXT),
                (&at, Type::TEXT),
                (&rows.systems, Type::TEXT_ARRAY),
                (&rows.addresses, Type::TEXT_ARRAY),
                (&rows.kinds, Type::TEXT_ARRAY),
                (&rows.ids, Type::TEXT_ARRAY),
                (&rows.keys, Type::TEXT_ARRAY),
                (&rows.fields, Type::TEXT_ARRAY),
            ],
        )
        .await?;
    }
    Ok(dropped)
}
