//! Queries and transactions: a statement with its parameters, and its rows as values.

use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, Params, Transaction, TransactionBehavior};

use super::error::Trouble;
use crate::registry::row::{FromRow, Row};

/// A transaction that writes. It waits for another process's transaction when it begins, so that
/// nothing it reads can change before it commits.
pub(super) fn begin(connection: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// The rows of a statement's result.
pub(super) fn rows<T: FromRow, C: FromIterator<T>>(
    connection: &Connection,
    statement: &str,
    with: impl Params,
) -> Result<C, Trouble> {
    let mut statement = connection.prepare_cached(statement)?;
    statement
        .query_and_then(with, |row| T::from_row(row))?
        .collect()
}

/// The first row of a statement's result, if there is one.
pub(super) fn first<T: FromRow>(
    connection: &Connection,
    statement: &str,
    with: impl Params,
) -> Result<Option<T>, Trouble> {
    let mut statement = connection.prepare_cached(statement)?;
    let mut rows = statement.query(with)?;
    rows.next()?.map(|row| T::from_row(row)).transpose()
}

impl Row for rusqlite::Row<'_> {
    type Error = Trouble;

    fn optional_text(&self, column: usize) -> Result<Option<&str>, Trouble> {
        let value = self.get_ref(column)?;
        value
            .as_str_or_null()
            .map_err(|_| wrong_type(self, column, value))
    }

    fn text(&self, column: usize) -> Result<&str, Trouble> {
        let value = self.get_ref(column)?;
        value.as_str().map_err(|_| wrong_type(self, column, value))
    }

    fn integer(&self, column: usize) -> Result<i64, Trouble> {
        let value = self.get_ref(column)?;
        value.as_i64().map_err(|_| wrong_type(self, column, value))
    }

    fn optional_integer(&self, column: usize) -> Result<Option<i64>, Trouble> {
        let value = self.get_ref(column)?;
        value
            .as_i64_or_null()
            .map_err(|_| wrong_type(self, column, value))
    }
}

fn wrong_type(row: &rusqlite::Row<'_>, column: usize, value: ValueRef<'_>) -> Trouble {
    let name = row.as_ref().column_name(column).unwrap_or_default();
    let found: Type = value.data_type();
    rusqlite::Error::InvalidColumnType(column, name.to_owned(), found).into()
}
