//! Who answered for each number when the last apply ended. Writing it takes no scope lock, as with
//! differences; the serial says whether it is still up to date.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::error::Trouble;
use super::query;
use crate::model::{Address, LeftRoute, LeftRoutes, Scope};
use crate::registry::codec;

/// The recorded routes of a scope.
pub(super) fn of(connection: &Connection, scope: &Scope) -> Result<LeftRoutes, Trouble> {
    let texts = query::rows(
        connection,
        "SELECT address, route FROM resources
          WHERE project = ?1 AND environment = ?2 AND route IS NOT NULL",
        params![scope.project, scope.environment],
    )?;
    Ok(codec::left_routes(texts)?)
}

/// Records these routes, unless the scope has another serial.
pub(super) fn note(
    connection: &mut Connection,
    scope: &Scope,
    serial: u64,
    routes: &BTreeMap<Address, LeftRoute>,
) -> Result<(), Trouble> {
    let tx = query::begin(connection)?;
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
