//! Who answered for each number when the last apply ended. Writing it takes no scope lock, as with
//! differences; the serial says whether it is still up to date.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::error::Trouble;
use super::query;
use crate::model::{Address, LeftRoute, LeftRoutes, Scope};
use crate::registry::codec;

/// The recorded routes of a scope.
pub(super) async fn of(client: &Client, scope: &Scope) -> Result<LeftRoutes, Trouble> {
    let texts = query::rows(
        client,
        "SELECT address, route::text FROM switchboard.resources
          WHERE project = $1 AND environment = $2 AND route IS NOT NULL",
        &[&scope.project, &scope.environment],
    )
    .await?;
    Ok(codec::left_routes(texts)?)
}

/// Records these routes, unless the scope has another serial.
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
