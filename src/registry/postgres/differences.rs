//! When drift first saw each difference. Writing them takes no scope lock: they belong to no run.

use tokio_postgres::Client;

use super::error::Trouble;
use super::query;
use crate::model::{Address, Scope, Sightings};
use crate::registry::codec::stored_time;

/// The recorded differences of a scope. A difference in an object's own fields ends with the next
/// write of that object, which corrected it: the same difference later is a new one. A difference
/// in who answers may outlive such a write.
pub(super) async fn of(client: &Client, scope: &Scope) -> Result<Sightings, Trouble> {
    let first_seen = query::utc("d.first_seen");
    query::rows(
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
    .await
}

/// Records the differences in `now` that are not in `before` like this, and drops those that are
/// only in `before`.
pub(super) async fn note(
    client: &mut Client,
    scope: &Scope,
    before: &Sightings,
    now: &Sightings,
) -> Result<(), Trouble> {
    let Scope {
        project,
        environment,
    } = scope;
    // Inserting and deleting are the only rights that are needed.
    let text = |(address, what): &'_ (Address, String)| (address.to_string(), what.clone());
    let gone = before.keys().filter(|key| !now.contains_key(key));
    let (mut gone, mut gone_whats): (Vec<String>, Vec<String>) = gone.map(text).unzip();
    let mut addresses: Vec<String> = Vec::new();
    let (mut whats, mut fingerprints, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for (key, seen) in now
        .iter()
        .filter(|(key, seen)| before.get(key) != Some(seen))
    {
        let (address, what) = key;
        addresses.push(address.to_string());
        whats.push(what.as_str());
        fingerprints.push(seen.fingerprint.as_str());
        times.push(stored_time(seen.at));
        let (address, what) = text(key);
        gone.push(address);
        gone_whats.push(what);
    }
    let tx = query::begin(client).await?;
    // Two writers take turns.
    tx.execute(
        "LOCK TABLE switchboard.differences IN SHARE ROW EXCLUSIVE MODE",
        &[],
    )
    .await?;
    tx.execute(
        "DELETE FROM switchboard.differences WHERE project = $1 AND environment = $2
            AND (address, what) IN (SELECT * FROM unnest($3::text[], $4::text[]))",
        &[project, environment, &gone, &gone_whats],
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
