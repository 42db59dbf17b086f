//! The lock of a scope. A row in `locks` names the holder, a proof of life says whether it lives.
//! Rows are written under the scope's own row, so that one project never waits for another.
//!
//! The proof belongs to the run and not to the scope: a scope can be taken away from a run that
//! is still connected, and its next record then finds that the row no longer names it.

use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;

use super::error::Trouble;
use super::liveness::{self, LIVES};
use super::query;
use crate::model::{RunStatus, Scope};
use crate::registry::codec::now;
use crate::registry::error::{RegistryError, TAKEN_AWAY};
use crate::registry::holder::Holder;
use crate::registry::interface::NewRun;
use crate::registry::row::{FromRow, Row as _};

/// A run that is about to take a scope.
pub(super) struct Candidate {
    pub(super) run_id: String,
    /// The server's process that holds the proof.
    pub(super) backend: i32,
    /// The key of the advisory lock that is the proof.
    proof: i64,
}

/// The result of an attempt to take a scope.
pub(super) enum Taken {
    /// The scope is ours.
    Ours {
        /// The registry's identifier.
        lineage: String,
        /// The scope's serial.
        serial: u64,
    },
    /// A living run holds it.
    Held(Holder),
}

impl Candidate {
    /// Creates the proof of life for a new run, before any process can look for it.
    pub(super) async fn create(client: &Client) -> Result<Self, Trouble> {
        let run_id = Uuid::now_v7().to_string();
        let proof = liveness::key(&Sha256::digest(format!("switchboard run {run_id}")));
        Ok(Self {
            backend: liveness::prove(client, proof).await?,
            run_id,
            proof,
        })
    }

    /// Takes the scope and records the run as running, unless a living run holds it. The run of a
    /// dead holder is marked as interrupted.
    pub(super) async fn take(
        &self,
        client: &mut Client,
        scope: &Scope,
        run: &NewRun,
    ) -> Result<Taken, Trouble> {
        let tx = query::begin(client).await?;
        let Scope {
            project,
            environment,
        } = scope;
        tx.execute(
            "INSERT INTO switchboard.scopes (project, environment) VALUES ($1, $2)
             ON CONFLICT DO NOTHING",
            &[project, environment],
        )
        .await?;
        let serial = lock_scope(&tx, scope).await?.unwrap_or(0);
        match holder(tx.client(), scope).await? {
            Some(holder) if holder.alive => return Ok(Taken::Held(holder)),
            Some(holder) => evict(&tx, &holder).await?,
            None => {}
        }
        let (at, pid) = (now(), i64::from(run.pid));
        tx.execute(
            "INSERT INTO switchboard.runs (id, project, environment, user_name, host, pid, started_at, git_commit, plan_sha256, status, undoes, number)
             VALUES ($1, $2, $3, $4, $5, $6, $7::text::timestamptz, $8, $9, $10, $11, (
               SELECT coalesce(max(number), 0) + 1 FROM switchboard.runs
                WHERE project = $2 AND environment = $3))",
            &[
                &self.run_id, project, environment, &run.user, &run.host, &pid, &at,
                &run.git_commit, &run.plan_sha256, &RunStatus::Running.as_str(), &run.undoes,
            ],
        )
        .await?;
        tx.execute(
            "INSERT INTO switchboard.locks (project, environment, run_id, user_name, host, pid, since, proof)
             VALUES ($1, $2, $3, $4, $5, $6, $7::text::timestamptz, $8)",
            &[project, environment, &self.run_id, &run.user, &run.host, &pid, &at, &self.proof],
        )
        .await?;
        let known = tx
            .query_one(
                "SELECT lineage, pg_backend_pid() FROM switchboard.meta",
                &[],
            )
            .await?;
        let (lineage, backend): (String, i32) = (known.try_get(0)?, known.try_get(1)?);
        if backend != self.backend {
            return Err(Trouble::Pooled);
        }
        tx.commit().await?;
        Ok(Taken::Ours { lineage, serial })
    }
}

/// A scope that was taken; every record checks that it still is.
pub(super) struct Holding {
    pub(super) scope: Scope,
    pub(super) run_id: String,
    /// The server's process at the other end of our connection.
    pub(super) backend: i32,
}

impl Holding {
    /// Makes sure, for the length of this transaction, that the scope is still held for this run.
    /// Returns the scope's serial. If it is not, the transaction fails as a whole.
    pub(super) async fn confirm(&self, tx: &Transaction<'_>) -> Result<u64, Trouble> {
        const HELD: &str = "SELECT pg_backend_pid(), EXISTS (SELECT 1 FROM switchboard.locks
              WHERE project = $1 AND environment = $2 AND run_id = $3)";
        let ours: [(&(dyn ToSql + Sync), Type); 3] = [
            (&self.scope.project, Type::TEXT),
            (&self.scope.environment, Type::TEXT),
            (&self.run_id, Type::TEXT),
        ];
        // In this order: the holder is read once no other transaction can change it.
        let (serial, found) = tokio::try_join!(
            biased;
            lock_scope(tx, &self.scope),
            async { Ok(tx.query_typed_one(HELD, &ours).await?) },
        )?;
        let (backend, held): (i32, bool) = (found.try_get(0)?, found.try_get(1)?);
        match serial {
            _ if backend != self.backend => Err(Trouble::Pooled),
            Some(serial) if held => Ok(serial),
            _ => Err(self.lost(TAKEN_AWAY).into()),
        }
    }

    /// The refusal that says how the scope was lost.
    pub(super) fn lost(&self, why: &str) -> RegistryError {
        RegistryError::LostLock {
            scope: self.scope.clone(),
            run_id: self.run_id.clone(),
            why: why.to_owned(),
        }
    }
}

/// Locks the scope's row for this transaction and returns its serial; `None` if no run ever began
/// in the scope.
async fn lock_scope(tx: &Transaction<'_>, scope: &Scope) -> Result<Option<u64>, Trouble> {
    let row = tx
        .query_typed_opt(
            "SELECT serial FROM switchboard.scopes WHERE project = $1 AND environment = $2 FOR UPDATE",
            &[(&scope.project, Type::TEXT), (&scope.environment, Type::TEXT)],
        )
        .await?;
    row.map(|row| row.serial(0)).transpose()
}

/// The holder that the registry records for a scope, and whether it lives.
pub(super) async fn holder(client: &Client, scope: &Scope) -> Result<Option<Holder>, Trouble> {
    let since = query::utc("l.since");
    let rows = query::raw_rows(
        client,
        &format!(
            "SELECT l.run_id, l.user_name, l.host, l.pid, {since}, {LIVES}
               FROM switchboard.locks l WHERE l.project = $1 AND l.environment = $2"
        ),
        &[&scope.project, &scope.environment],
    )
    .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Holder {
        alive: row.try_get(5)?,
        ..Holder::from_row(row)?
    }))
}

/// Takes the scope away from its holder; from a living one only if `force` is set.
pub(super) async fn unlock(
    client: &mut Client,
    scope: &Scope,
    force: bool,
) -> Result<Option<Holder>, Trouble> {
    let Some(seen) = holder(client, scope).await? else {
        return Ok(None);
    };
    if seen.alive && force {
        disconnect(client, scope).await;
    }
    let tx = query::begin(client).await?;
    lock_scope(&tx, scope).await?;
    let Some(found) = holder(tx.client(), scope).await? else {
        return Ok(None);
    };
    if found.alive && !force {
        return Err(RegistryError::held_by(scope, found, Duration::ZERO).into());
    }
    evict(&tx, &found).await?;
    tx.commit().await?;
    Ok(Some(found))
}

/// Ends the holder's connection, which may be stuck in a transaction. If the role may not do that,
/// the holder finds out at its next record.
async fn disconnect(client: &Client, scope: &Scope) {
    let ended = query::raw_rows(
        client,
        "SELECT pg_terminate_backend(p.pid)
           FROM pg_locks p JOIN switchboard.locks l
             ON (p.classid::bigint << 32 | p.objid::bigint) = l.proof
          WHERE p.locktype = 'advisory' AND p.objsubid = 1 AND p.granted
            AND p.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND l.project = $1 AND l.environment = $2",
        &[&scope.project, &scope.environment],
    )
    .await;
    // Success does not matter: the lock's row, which is deleted next, decides.
    drop(ended);
}

/// Ends a run and releases its scope.
pub(super) async fn release(
    tx: &Transaction<'_>,
    run_id: &str,
    status: RunStatus,
    ended_at: Option<&str>,
) -> Result<(), Trouble> {
    tx.execute(
        "DELETE FROM switchboard.locks WHERE run_id = $1",
        &[&run_id],
    )
    .await?;
    tx.execute(
        "UPDATE switchboard.runs SET status = $2, ended_at = $3::text::timestamptz
          WHERE id = $1 AND status = $4",
        &[
            &run_id,
            &status.as_str(),
            &ended_at,
            &RunStatus::Running.as_str(),
        ],
    )
    .await?;
    Ok(())
}

async fn evict(tx: &Transaction<'_>, holder: &Holder) -> Result<(), Trouble> {
    release(tx, &holder.run_id, RunStatus::Interrupted, None).await
}
