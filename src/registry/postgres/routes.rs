//! Who answered for each number when the last apply ended. Writing it takes no lock, as with
//! differences; the serials say whether it is still up to date.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::error::Trouble;
use super::query;
use crate::model::{Address, LeftRoute, LeftRoutes, Part, Scope, Serials};
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

/// Records these routes, each unless its part has another serial.
pub(super) async fn note(
    client: &Client,
    scope: &Scope,
    known: &Serials,
    routes: &BTreeMap<Address, LeftRoute>,
) -> Result<(), Trouble> {
    let addresses: Vec<String> = routes.keys().map(ToString::to_string).collect();
    let texts = routes.values().map(codec::left_route_text);
    let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
    let stored = |serial: u64| i64::try_from(serial).unwrap_or(-1);
    let parts: Vec<Part> = routes.keys().map(Part::of).collect();
    let serials: Vec<i64> = parts.iter().map(|part| stored(known.part(part))).collect();
    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    client
        .execute(
            "UPDATE switchboard.resources AS r SET route = d.route::json
               FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[])
                      AS d (address, route, part, serial)
               LEFT JOIN switchboard.parts p
                 ON p.project = $1 AND p.environment = $2 AND p.part = d.part
              WHERE r.project = $1 AND r.environment = $2 AND r.address = d.address
                AND coalesce(p.serial, 0) = d.serial
                AND $7 = (SELECT serial FROM switchboard.scopes
                           WHERE project = $1 AND environment = $2)",
            &[
                &scope.project,
                &scope.environment,
                &addresses,
                &texts,
                &parts,
                &serials,
                &stored(known.base),
            ],
        )
        .await?;
    Ok(())
}
