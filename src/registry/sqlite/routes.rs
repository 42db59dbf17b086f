//! Who answered for each number when the last apply ended. Statements only. Like the differences,
//! this is written without a scope's lock; the serial tells whether it still holds.

use std::collections::BTreeMap;

use rusqlite::{Connection, TransactionBehavior, params};

use super::read;
use crate::model::{Address, LeftRoute, Scope};
use crate::registry::codec;
use crate::registry::error::Trouble;

/// What is noted about a scope.
pub(super) fn of(
    connection: &Connection,
    scope: &Scope,
) -> Result<BTreeMap<Address, LeftRoute>, Trouble> {
    let mut statement = connection.prepare(
        "SELECT address, route FROM resources
          WHERE project = ?1 AND environment = ?2 AND route IS NOT NULL",
    )?;
    let mut rows = statement.query(params![scope.project, scope.environment])?;
    let mut routes = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(1)?;
        routes.insert(read::address(row, 0)?, codec::left_route(&text)?);
    }
    Ok(routes)
}

/// Notes these, unless the scope's serial is another one.
pub(super) fn note(
    connection: &mut Connection,
    scope: &Scope,
    serial: u64,
    routes: &BTreeMap<Address, LeftRoute>,
) -> Result<(), Trouble> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut statement = tx.prepare(
        "UPDATE resources SET route = ?4
          WHERE project = ?1 AND environment = ?2 AND address = ?3
            AND ?5 = (SELECT serial FROM scopes WHERE project = ?1 AND environment = ?2)",
    )?;
    let serial = i64::try_from(serial).unwrap_or(-1);
    for (address, route) in routes {
        let route = codec::left_route_text(route)?;
        statement.execute(params![
            scope.project,
            scope.environment,
            address.to_string(),
            route,
            serial
        ])?;
    }
    drop(statement);
    tx.commit()?;
    Ok(())
}
