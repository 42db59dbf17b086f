//! The locks of a scope. A row in `locks` names a run that holds some, `held` lists the parts, and a
//! proof of life says whether the run lives. Locks are taken under the scope's own row, so that one
//! project never waits for another. A record locks only the run's own row, so that runs of one
//! scope do not wait for each other.
//!
//! The proof belongs to the run and not to its parts: they can be taken away from a run that is
//! still connected, and its next record then finds that its row is gone.

use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row, Transaction};
use uuid::Uuid;

use super::error::Trouble;
use super::liveness::{self, LIVES};
use super::{query, serials};
use crate::model::{Covered, RunStatus, Scope, Serials};
use crate::registry::codec::{now, parts_held};
use crate::registry::error::{RegistryError, TAKEN_AWAY};
use crate::registry::holder::Holder;
use crate::registry::interface::NewRun;
use crate::registry::row::FromRow as _;

/// A run that is about to take its parts of a scope.
pub(super) struct Candidate {
    pub(super) run_id: String,
    /// The server's process that holds the proof.
    pub(super) backend: i32,
    /// The key of the advisory lock that is the proof.
    proof: i64,
}

/// The result of an attempt to take the parts that a run covers.
pub(super) enum Taken {
    /// They are ours.
    Ours {
        /// The registry's identifier.
        lineage: String,
        /// The scope's serials.
        serials: Serials,
    },
    /// A living run holds one of them.
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

    /// Takes the parts that a run covers and records it as running, unless a living run holds one
    /// of them. The runs of dead holders are marked as interrupted.
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
        lock_scope(&tx, scope).await?;
        for holder in holders(tx.client(), scope, &run.covered).await? {
            if holder.alive {
                return Ok(Taken::Held(holder));
            }
            evict(&tx, &holder).await?;
        }
        let serials = serials::of(tx.client(), scope).await?;
        let shard = run.covered.shard().map(|shard| shard.to_string());
        let (at, pid) = (now(), i64::from(run.pid));
        tx.execute(
            "INSERT INTO switchboard.runs (id, project, environment, user_name, host, pid, started_at, git_commit, plan_sha256, status, undoes, shard, number)
             VALUES ($1, $2, $3, $4, $5, $6, $7::text::timestamptz, $8, $9, $10, $11, $12, (
               SELECT coalesce(max(number), 0) + 1 FROM switchboard.runs
                WHERE project = $2 AND environment = $3))",
            &[
                &self.run_id, project, environment, &run.user, &run.host, &pid, &at,
                &run.git_commit, &run.plan_sha256, &RunStatus::Running.as_str(), &run.undoes,
                &shard,
            ],
        )
        .await?;
        tx.execute(
            "INSERT INTO switchboard.locks (project, environment, run_id, user_name, host, pid, since, proof)
             VALUES ($1, $2, $3, $4, $5, $6, $7::text::timestamptz, $8)",
            &[project, environment, &self.run_id, &run.user, &run.host, &pid, &at, &self.proof],
        )
        .await?;
        tx.execute(
            "INSERT INTO switchboard.held (project, environment, part, run_id)
             SELECT $1, $2, part, $4 FROM unnest($3::text[]) AS covered (part)",
            &[
                project,
                environment,
                &parts_held(&run.covered),
                &self.run_id,
            ],
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
        Ok(Taken::Ours { lineage, serials })
    }
}

/// What a run took; every record checks that it still holds it.
pub(super) struct Holding {
    pub(super) scope: Scope,
    pub(super) run_id: String,
    /// The server's process at the other end of our connection.
    pub(super) backend: i32,
}

impl Holding {
    /// Makes sure, for the length of this transaction, that this run still holds what it took. If
    /// it does not, the transaction fails as a whole.
    pub(super) async fn confirm(&self, tx: &Transaction<'_>) -> Result<(), Trouble> {
        // The row cannot be deleted before this transaction ends.
        const HELD: &str = "SELECT 1 FROM switchboard.locks WHERE run_id = $1 FOR SHARE";
        let ours: [(&(dyn ToSql + Sync), Type); 1] = [(&self.run_id, Type::TEXT)];
        let (held, found) = tokio::try_join!(
            biased;
            async { Ok::<_, Trouble>(tx.query_typed_opt(HELD, &ours).await?) },
            async { Ok(tx.query_typed_one("SELECT pg_backend_pid()", &[]).await?) },
        )?;
        let backend: i32 = found.try_get(0)?;
        match held {
            _ if backend != self.backend => Err(Trouble::Pooled),
            Some(_) => Ok(()),
            None => Err(self.lost(TAKEN_AWAY).into()),
        }
    }

    /// The refusal that says how the locks were lost.
    pub(super) fn lost(&self, why: &str) -> RegistryError {
        RegistryError::LostLock {
            scope: self.scope.clone(),
            run_id: self.run_id.clone(),
            why: why.to_owned(),
        }
    }
}

/// Locks the scope's row for this transaction, if there is one. Records do not wait for it: they
/// only refer to it.
async fn lock_scope(tx: &Transaction<'_>, scope: &Scope) -> Result<(), Trouble> {
    tx.query_typed_opt(
        "SELECT 1 FROM switchboard.scopes WHERE project = $1 AND environment = $2
            FOR NO KEY UPDATE",
        &[
            (&scope.project, Type::TEXT),
            (&scope.environment, Type::TEXT),
        ],
    )
    .await?;
    Ok(())
}

/// The runs that the registry records as holders of any of these parts, the oldest lock first, and
/// whether they live.
pub(super) async fn holders(
    client: &Client,
    scope: &Scope,
    covered: &Covered,
) -> Result<Vec<Holder>, Trouble> {
    let since = query::utc("l.since");
    let parts = match covered {
        Covered::Everything => None,
        Covered::Shard { .. } => Some(parts_held(covered)),
    };
    let rows = client
        .query_typed(
            &format!(
                "SELECT l.run_id, l.user_name, l.host, l.pid, {since}, {LIVES}
                   FROM switchboard.locks l
                  WHERE l.project = $1 AND l.environment = $2
                    AND ($3 IS NULL OR EXISTS (SELECT 1 FROM switchboard.held h
                          WHERE h.run_id = l.run_id AND (h.part = '*' OR h.part = ANY($3))))
                  ORDER BY l.since, l.run_id"
            ),
            &[
                (&scope.project, Type::TEXT),
                (&scope.environment, Type::TEXT),
                (&parts, Type::TEXT_ARRAY),
            ],
        )
        .await?;
    let holder = |row: &Row| {
        Ok(Holder {
            alive: row.try_get(5)?,
            ..Holder::from_row(row)?
        })
    };
    rows.iter().map(holder).collect()
}

/// Takes the scope's locks away from their holders; from living ones only if `force` is set.
pub(super) async fn unlock(
    client: &mut Client,
    scope: &Scope,
    force: bool,
) -> Result<Vec<Holder>, Trouble> {
    let everything = &Covered::Everything;
    let seen = holders(client, scope, everything).await?;
    if seen.iter().any(|holder| holder.alive) && force {
        disconnect(client, scope).await;
    }
    let tx = query::begin(client).await?;
    lock_scope(&tx, scope).await?;
    let found = holders(tx.client(), scope, everything).await?;
    if let Some(living) = found.iter().find(|holder| holder.alive && !force) {
        return Err(RegistryError::held_by(scope, living.clone(), Duration::ZERO).into());
    }
    for holder in &found {
        evict(&tx, holder).await?;
    }
    tx.commit().await?;
    Ok(found)
}

/// Ends the holders' connections, which may be stuck in a transaction. If the role may not do that,
/// each holder finds out at its next record.
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

/// Ends a run and releases what it holds.
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
