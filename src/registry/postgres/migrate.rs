//! The schema `switchboard` of a database: its version and its migrations.
//!
//! A new version is a new numbered file and its line in `STEPS`. Each step is recorded with its
//! file's checksum, by which a schema that another program made is recognised.

use sha2::{Digest, Sha256};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use super::error::Trouble;
use super::query;
use crate::model::hex;
use crate::registry::codec::now;
use crate::registry::error::RegistryError;

/// The steps from each version to the next; the first creates version 1.
const STEPS: [&str; 11] = [
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_counted_runs.sql"),
    include_str!("migrations/0003_service_owner.sql"),
    include_str!("migrations/0004_left_routes.sql"),
    include_str!("migrations/0005_group_owner.sql"),
    include_str!("migrations/0006_undone_runs.sql"),
    include_str!("migrations/0007_applications.sql"),
    include_str!("migrations/0008_parts.sql"),
    include_str!("migrations/0009_operations.sql"),
    include_str!("migrations/0010_counterpart_records.sql"),
    include_str!("migrations/0011_waves.sql"),
];

/// The version that this program reads and writes.
#[expect(clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// The table that records the steps.
const LOG: &str = "
    CREATE TABLE switchboard.migrations (
        version    bigint PRIMARY KEY,
        checksum   text NOT NULL,
        applied_at timestamptz NOT NULL
    )";

/// Keeps two programs from migrating at once: an advisory lock with a key of our own ("SWBD"), held
/// for the length of a transaction.
const ONE_AT_A_TIME: &str = "SELECT pg_advisory_xact_lock(1398227524)";

/// The schema's version; `None` if the database contains no registry.
pub(super) async fn version(client: &Client, place: &str) -> Result<Option<i64>, Trouble> {
    let found = query::raw_rows(
        client,
        "SELECT to_regclass('switchboard.migrations') IS NOT NULL, EXISTS (
           SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'switchboard')",
        &[],
    )
    .await?;
    let foreign = || -> Trouble {
        RegistryError::NotARegistry {
            place: place.to_owned(),
            why: "its schema `switchboard` is another program's",
        }
        .into()
    };
    let Some(row) = found.first() else {
        return Ok(None);
    };
    match (row.try_get(0)?, row.try_get(1)?) {
        (true, _) => {}
        (false, true) => return Err(foreign()),
        (false, false) => return Ok(None),
    }
    let rows = client
        .query_typed(
            "SELECT version, checksum FROM switchboard.migrations ORDER BY version",
            &[],
        )
        .await
        .map_err(|error| match error.code() {
            Some(code) if *code == SqlState::UNDEFINED_COLUMN => foreign(),
            _ => error.into(),
        })?;
    let mut found = 0;
    for (row, step) in rows.iter().zip(STEPS) {
        found += 1;
        let (version, noted): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        if version != found || noted != checksum(step) {
            return Err(Trouble::Damaged(format!(
                "its schema was not made by step {found} of this program"
            )));
        }
    }
    let newest: Option<i64> = rows.last().map(|row| row.try_get(0)).transpose()?;
    match newest {
        Some(newest) if newest > KNOWN => Err(RegistryError::Newer {
            place: place.to_owned(),
            found: newest,
            known: KNOWN,
        }
        .into()),
        _ => Ok(Some(found)),
    }
}

/// Creates or migrates the registry, in one transaction.
pub(super) async fn migrate(client: &mut Client, place: &str) -> Result<(), Trouble> {
    if version(client, place).await? == Some(KNOWN) {
        return Ok(());
    }
    let tx = query::begin(client).await?;
    tx.batch_execute(ONE_AT_A_TIME).await?;
    // Read again under the lock: another process may have migrated it.
    let found = version(tx.client(), place).await?;
    bring_up(tx.client(), found).await?;
    tx.commit().await?;
    Ok(())
}

/// Executes the missing steps within the caller's transaction. A registry without a lineage gets
/// one.
pub(super) async fn bring_up(client: &Client, found: Option<i64>) -> Result<(), Trouble> {
    if found.is_none() {
        let row = client
            .query_one("SELECT to_regnamespace('switchboard') IS NULL", &[])
            .await?;
        // A role with more rights may have created the schema for us.
        if row.try_get(0)? {
            client.batch_execute("CREATE SCHEMA switchboard").await?;
        }
        client.batch_execute(LOG).await?;
    }
    let done = usize::try_from(found.unwrap_or(0)).unwrap_or(0);
    for (step, version) in STEPS.iter().zip(1_i64..).skip(done) {
        client.batch_execute(step).await?;
        client
            .execute(
                "INSERT INTO switchboard.migrations (version, checksum, applied_at)
                 VALUES ($1, $2, $3::text::timestamptz)",
                &[&version, &checksum(step), &now()],
            )
            .await?;
    }
    client
        .execute(
            "INSERT INTO switchboard.meta (id, lineage, created_at)
             VALUES (1, $1, $2::text::timestamptz) ON CONFLICT DO NOTHING",
            &[&Uuid::now_v7().to_string(), &now()],
        )
        .await?;
    Ok(())
}

fn checksum(step: &str) -> String {
    hex(&Sha256::digest(step.as_bytes()))
}
