//! Who answered for each number when the last apply ended. Writing it takes no lock, as with
//! differences; the serials say whether it is still up to date.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::error::Trouble;
use super::{query, serials};
use crate::model::{Address, LeftRoute, LeftRoutes, Part, Scope, Serials};
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

/// Records these routes, each unless its part has another serial.
pub(super) fn note(
    connection: &mut Connection,
    scope: &Scope,
    known: &Serials,
    routes: &BTreeMap<Address, LeftRoute>,
) -> Result<(), Trouble> {
    let tx = query::begin(connection)?;
    let now = serials::of(&tx, scope)?;
    let holds = |address: &Address| {
        let part = Part::of(address);
        now.base == known.base && now.part(&part) == known.part(&part)
    };
    let mut statement = tx.prepare(
        "UPDATE resources SET route = ?4
          WHERE project = ?1 AND environment = ?2 AND address = ?3",
    )?;
    for (address, route) in routes.iter().filter(|(address, _)| holds(address)) {
        let route = codec::left_route_text(route)?;
        statement.execute(params![
            scope.project,
            scope.environment,
            address.to_string(),
            route
        ])?;
    }
    drop(statement);
    tx.commit()?;
    Ok(())
}
