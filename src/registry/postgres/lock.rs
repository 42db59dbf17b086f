//! Who holds a scope. A row in `locks` says who; that the holder is still there is proved by an
//! advisory lock, which the server lets go of when the holder's connection ends, however it ends.
//! Rows are written under the scope's own row, so that one project never waits for another.
//!
//! The proof belongs to the run and not to the scope: a scope can be taken away from a run that
//! is still connected, and its next record then finds that the row no longer names it.

use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, IsolationLevel, Row, Transaction};
use uuid::Uuid;

use super::read;
use crate::model::{RunStatus, Scope};
use crate::registry::codec::{held_by, now};
use crate::registry::error::{TAKEN_AWAY, Trouble};
use crate::registry::{Holder, NewRun, RegistryError};

/// Whether a connection holds the advisory lock that is the proof of `l`'s life.
pub(super) const LIVES: &str = "EXISTS (
    SELECT 1 FROM pg_locks p
     WHERE p.locktype = 'advisory' AND p.objsubid = 1 AND p.granted
       AND p.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (p.classid::bigint << 32 | p.objid::bigint) = l.proof)";

/// A transaction that writes, and sees what others have committed before each statement.
pub(super) async fn begin(client: &mut Client) -> Result<Transaction<'_>, Trouble> {
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::ReadCommitted)
        .read_only(false);
    Ok(transaction.start().await?)
}

/// A run that is about to take a scope: its identifier, and the number of its proof.
pub(super) struct Claim {
    pub(super) run_id: String,
    /// The server's process that holds the proof.
    pub(super) backend: i32,
    proof: i64,
}

/// What came of trying to take a scope.
pub(super) enum Taken {
    /// It is ours.
    Ours {
        /// Identifies the registry.
        lineage: String,
        /// The scope's serial.
        serial: u64,
    },
    /// Somebody alive has it.
    Held(Holder),
}

impl Claim {
    /// Gives proof of life for a new run, before anybody can look for it.
    pub(super) async fn stake(client: &Client) -> Result<Self, Trouble> {
        let run_id = Uuid::now_v7().to_string();
        let digest = Sha256::digest(format!("switchboard run {run_id}"));
        let proof = digest
            .iter()
            .take(8)
            .fold(0, |number: i64, byte| number << 8 | i64::from(*byte));
        let row = client
            .query_typed_one(
                "SELECT pg_backend_pid() FROM pg_advisory_lock($1)",
                &[(&proof, Type::INT8)],
            )
            .await?;
        Ok(Self {
            run_id,
            backend: row.try_get(0)?,
            proof,
        })
    }

    /// Takes the scope and notes the run as running, unless a living holder has it. A dead
    /// holder's run is marked as interrupted.
    pub(super) async fn take(
        &self,
        client: &mut Client,
        scope: &Scope,
        run: &NewRun,
    ) -> Result<Taken, Trouble> {
        let tx = begin(client).await?;
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
        let serial = enter(&tx, scope).await?.unwrap_or(0);
        match row(tx.client(), scope).await? {
            Some(holder) if holder.alive => return Ok(Taken::Held(holder)),
            Some(holder) => evict(&tx, &holder).await?,
            None => {}
        }
        let (at, pid) = (now(), i64::from(run.pid));
        tx.execute(
            "INSERT INTO switchboard.runs (id, project, environment, user_name, host, pid, started_at, git_commit, plan_sha256, status, number)
             VALUES ($1, $2, $3, $4, $5, $6, $7::text::timestamptz, $8, $9, $10, (
               SELECT coalesce(max(number), 0) + 1 FROM switchboard.runs
                WHERE project = $2 AND environment = $3))",
            &[
                &self.run_id, project, environment, &run.user, &run.host, &pid, &at,
                &run.git_commit, &run.plan_sha256, &RunStatus::Running.as_str(),
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

    /// Whether a second connection leads to the same process of the server as the first, which
    /// means that neither of them holds anything for longer than a transaction.
    pub(super) async fn is_shared_with(&self, second: &Client) -> Result<bool, Trouble> {
        let rows = read::rows(second, "SELECT pg_backend_pid()", &[]).await?;
        let backend: Option<i32> = rows.first().map(|row| row.try_get(0)).transpose()?;
        Ok(backend == Some(self.backend))
    }
}

/// A scope that was taken, as every record has to find it again.
pub(super) struct Holding {
    pub(super) scope: Scope,
    pub(super) run_id: String,
    /// The server's process at the other end of our connection.
    pub(super) backend: i32,
}

impl Holding {
    /// Makes sure, for the length of this transaction, that the scope is still held for this run.
    /// Returns the scope's serial. What else is sent in the meantime is for nothing if it isn't.
    pub(super) async fn confirm(&self, tx: &Transaction<'_>) -> Result<u64, Trouble> {
        const HELD: &str = "SELECT pg_backend_pid(), EXISTS (SELECT 1 FROM switchboard.locks
              WHERE project = $1 AND environment = $2 AND run_id = $3)";
        let ours: [(&(dyn ToSql + Sync), Type); 3] = [
            (&self.scope.project, Type::TEXT),
            (&self.scope.environment, Type::TEXT),
            (&self.run_id, Type::TEXT),
        ];
        // In this order: who holds the scope is read once nobody else can change it.
        let (serial, found) = tokio::try_join!(
            biased;
            enter(tx, &self.scope),
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

/// Locks the scope's row for this transaction, and tells its serial; `None` where nobody ever
/// began a run.
pub(super) async fn enter(tx: &Transaction<'_>, scope: &Scope) -> Result<Option<u64>, Trouble> {
    let row = tx
        .query_typed_opt(
            "SELECT serial FROM switchboard.scopes WHERE project = $1 AND environment = $2 FOR UPDATE",
            &[(&scope.project, Type::TEXT), (&scope.environment, Type::TEXT)],
        )
        .await?;
    row.map(|row| read::serial_at(&row, 0)).transpose()
}

/// The scope's lock as the registry has it, and whether its holder lives.
pub(super) async fn row(client: &Client, scope: &Scope) -> Result<Option<Holder>, Trouble> {
    let since = read::utc("l.since");
    let rows = read::rows(
        client,
        &format!(
            "SELECT l.run_id, l.user_name, l.host, l.pid, {since}, {LIVES}
               FROM switchboard.locks l WHERE l.project = $1 AND l.environment = $2"
        ),
        &[&scope.project, &scope.environment],
    )
    .await?;
    rows.first().map(holder).transpose()
}

fn holder(row: &Row) -> Result<Holder, Trouble> {
    Ok(Holder {
        run_id: row.try_get(0)?,
        user: row.try_get(1)?,
        host: row.try_get(2)?,
        pid: read::pid_at(row, 3)?,
        since: row.try_get(4)?,
        alive: row.try_get(5)?,
    })
}

/// Takes the scope away from its holder; a living one is left alone unless `force` is given.
pub(super) async fn unlock(
    client: &mut Client,
    scope: &Scope,
    force: bool,
) -> Result<Option<Holder>, Trouble> {
    let Some(seen) = row(client, scope).await? else {
        return Ok(None);
    };
    if seen.alive && force {
        disconnect(client, scope).await;
    }
    let tx = begin(client).await?;
    enter(&tx, scope).await?;
    let Some(found) = row(tx.client(), scope).await? else {
        return Ok(None);
    };
    if found.alive && !force {
        return Err(held_by(scope, found, Duration::ZERO).into());
    }
    evict(&tx, &found).await?;
    tx.commit().await?;
    Ok(Some(found))
}

/// Ends the holder's connection, which may be stuck in the middle of a transaction. Not every
/// role may do that; the holder then finds out at its next record.
async fn disconnect(client: &Client, scope: &Scope) {
    let ended = read::rows(
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
    // What matters is told by the lock's row, which is taken away next.
    drop(ended);
}

/// Ends a run and gives its scope back.
pub(super) async fn give_back(
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
    give_back(tx, &holder.run_id, RunStatus::Interrupted, None).await
}
