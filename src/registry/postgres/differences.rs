//! When drift first saw each difference. Statements only, and the one way of writing that takes
//! no scope's lock: what is noted here is nobody's resource.

use jiff::Timestamp;
use tokio_postgres::Client;

use super::{lock, read};
use crate::model::{FirstSeen, Scope, Sightings};
use crate::registry::codec;
use crate::registry::error::Trouble;

/// What is noted about a scope. What is noted about a thing's own fields does not outlive the
/// next write of that thing, which put them right: should they differ again, that is new. Who
/// answers in its place may well outlive it.
pub(super) async fn of(client: &Client, scope: &Scope) -> Result<Sightings, Trouble> {
    let first_seen = read::utc("d.first_seen");
    let rows = read::rows(
        client,
        &format!(
            "SELECT d.address, d.what, d.fingerprint, {first_seen}
                   FROM switchboard.differences d
                   LEFT JOIN switchboard.resources r
                     ON r.project = d.project AND r.environment = d.environment
                    AND lower(r.address) = lower(d.address)
                  WHERE d.project = $1 AND d.environment = $2
                    AND (d.what = 'route' OR r.updated_at IS NULL OR r.updated_at <= d.first_seen)"
        ),
        &[&scope.project, &scope.environment],
    )
    .await?;
    let mut sightings = Sightings::new();
    for row in &rows {
        let noted: String = row.try_get(3)?;
        let at = noted.parse::<Timestamp>().map_err(|error| {
            Trouble::Damaged(format!(
                "`{noted}` is not the time of a difference: {error}"
            ))
        })?;
        let seen = FirstSeen {
            fingerprint: row.try_get(2)?,
            at,
        };
        sightings.insert((codec::address(row.try_get(0)?)?, row.try_get(1)?), seen);
    }
    Ok(sightings)
}

/// Notes exactly these about a scope, in the place of what was noted before.
pub(super) async fn note(
    client: &mut Client,
    scope: &Scope,
    sightings: &Sightings,
) -> Result<(), Trouble> {
    let Scope {
        project,
        environment,
    } = scope;
    let mut addresses: Vec<String> = Vec::with_capacity(sightings.len());
    let (mut whats, mut fingerprints, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for ((address, what), seen) in sightings {
        addresses.push(address.to_string());
        whats.push(what.as_str());
        fingerprints.push(seen.fingerprint.as_str());
        times.push(format!("{:.3}", seen.at));
    }
    let tx = lock::begin(client).await?;
    // Two who note at once take turns.
    tx.execute(
        "LOCK TABLE switchboard.differences IN SHARE ROW EXCLUSIVE MODE",
        &[],
    )
    .await?;
    tx.execute(
        "DELETE FROM switchboard.differences WHERE project = $1 AND environment = $2",
        &[project, environment],
    )
    .await?;
    tx.execute(
        "INSERT INTO switchboard.differences (project, environment, address, what, fingerprint, first_seen)
         SELECT $1, $2, address, what, fingerprint, seen::timestamptz
           FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS d (address, what, fingerprint, seen)",
        &[project, environment, &addresses, &whats, &fingerprints, &times],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
