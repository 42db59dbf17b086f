//! Who answered for each number when the last apply ended. Statements only. Like the differences,
//! this is written without a scope's lock; the serial tells whether it still holds.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::read;
use crate::model::{Address, LeftRoute, Scope};
use crate::registry::codec;
use crate::registry::error::Trouble;

/// What is noted about a scope.
pub(super) async fn of(
    client: &Client,
    scope: &Scope,
) -> Result<BTreeMap<Address, LeftRoute>, Trouble> {
    let rows = read::rows(
        client,
        "SELECT address, route::text FROM switchboard.resources
          WHERE project = $1 AND environment = $2 AND route IS NOT NULL",
        &[&scope.project, &scope.environment],
    )
    .await?;
    rows.iter()
        .map(|row| {
            let route = codec::left_route(row.try_get(1)?)?;
            Ok((codec::address(row.try_get(0)?)?, route))
        })
        .collect()
}

/// Notes these, unless the scope's serial is another one.
pub(super) async fn note(
    client: &Client,
    scope: &Scope,
    serial: u64,
    routes: &BTreeMap<Address, LeftRoute>,
) -> Result<(), Trouble> {
    let addresses: Vec<String> = routes.keys().map(ToString::to_string).collect();
    let texts = routes.values().map(codec::left_route_text);
    let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
    let serial = i64::try_from(serial).unwrap_or(-1);
    client
        .execute(
            "UPDATE switchboard.resources AS r SET route = d.route::json
               FROM unnest($3::text[], $4::text[]) AS d (address, route)
              WHERE r.project = $1 AND r.environment = $2 AND r.address = d.address
                AND $5::bigint = (SELECT serial FROM switchboard.scopes
                                   WHERE project = $1 AND environment = $2)",
            &[
                &scope.project,
                &scope.environment,
                &addresses,
                &texts,
                &serial,
            ],
        )
        .await?;
    Ok(())
}
