//! Queries and transactions: a statement with its parameters, and its rows as values.

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, IsolationLevel, Transaction};

use super::error::Trouble;
use crate::registry::row::{FromRow, Row};

/// A transaction that writes. Each statement sees what others have committed before it.
pub(super) async fn begin(client: &mut Client) -> Result<Transaction<'_>, Trouble> {
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::ReadCommitted)
        .read_only(false);
    Ok(transaction.start().await?)
}

/// The rows of a statement's result. Its parameters are texts; with their types known, the
/// statement takes one round trip.
pub(super) async fn rows<T: FromRow, C: FromIterator<T>>(
    client: &Client,
    statement: &str,
    with: &[&str],
) -> Result<C, Trouble> {
    let rows = raw_rows(client, statement, with).await?;
    rows.iter().map(T::from_row).collect()
}

/// The first row of a statement's result, if there is one.
pub(super) async fn first<T: FromRow>(
    client: &Client,
    statement: &str,
    with: &[&str],
) -> Result<Option<T>, Trouble> {
    let rows = raw_rows(client, statement, with).await?;
    rows.first().map(T::from_row).transpose()
}

/// The rows of a statement's result as the server sent them.
pub(super) async fn raw_rows(
    client: &Client,
    statement: &str,
    with: &[&str],
) -> Result<Vec<tokio_postgres::Row>, Trouble> {
    let typed: Vec<(&(dyn ToSql + Sync), Type)> = with
        .iter()
        .map(|text| (text as &(dyn ToSql + Sync), Type::TEXT))
        .collect();
    Ok(client.query_typed(statement, &typed).await?)
}

/// An expression for a column's time as it is stored: RFC 3339 in UTC, to the millisecond.
pub(super) fn utc(column: &str) -> String {
    format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
}

impl Row for tokio_postgres::Row {
    type Error = Trouble;

    fn optional_text(&self, column: usize) -> Result<Option<&str>, Trouble> {
        Ok(self.try_get(column)?)
    }

    fn text(&self, column: usize) -> Result<&str, Trouble> {
        Ok(self.try_get(column)?)
    }

    fn integer(&self, column: usize) -> Result<i64, Trouble> {
        Ok(self.try_get(column)?)
    }

    fn optional_integer(&self, column: usize) -> Result<Option<i64>, Trouble> {
        Ok(self.try_get(column)?)
    }
}
