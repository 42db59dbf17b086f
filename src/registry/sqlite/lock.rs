//! The lock of a scope. A row in `locks` names the holder, a proof of life beside the registry says
//! whether it lives. Both are written under the database's write lock only, so that no process can
//! find one without the other.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

use super::error::Trouble;
use super::liveness::{self, Proof};
use super::writer::Writer;
use super::{create, query, read};
use crate::model::{RunStatus, Scope};
use crate::registry::codec::now;
use crate::registry::error::RegistryError;
use crate::registry::holder::Holder;
use crate::registry::interface::NewRun;

/// The holder that the registry records for a scope, alive or dead.
pub(super) fn holder(
    connection: &Connection,
    db: &Path,
    scope: &Scope,
) -> Result<Option<Holder>, Trouble> {
    let found: Option<Holder> = query::first(
        connection,
        "SELECT run_id, user, host, pid, since FROM locks WHERE project = ?1 AND environment = ?2",
        params![scope.project, scope.environment],
    )?;
    let Some(mut holder) = found else {
        return Ok(None);
    };
    // The identifier becomes part of a file's name, so it must be well formed.
    if Uuid::try_parse(&holder.run_id).is_err() {
        return Err(Trouble::Damaged(format!(
            "`{}`, which holds {scope}, is not the identifier of a run",
            holder.run_id
        )));
    }
    holder.alive = liveness::lives(db, &holder.run_id);
    Ok(Some(holder))
}

/// The result of an attempt to take a scope.
pub(super) enum Taken {
    /// The scope is ours.
    Ours {
        /// The new run's identifier.
        run_id: String,
        /// Must be kept for as long as the scope is held.
        proof: Proof,
        /// The registry's identifier.
        lineage: String,
        /// The scope's serial.
        serial: u64,
    },
    /// A living run holds it.
    Held(Holder),
}

/// Takes the scope and records the run as running, unless a living run holds it. The run of a
/// dead holder is marked as interrupted.
pub(super) fn take(writer: &mut Writer, scope: &Scope, run: &NewRun) -> Result<Taken, Trouble> {
    let db = &writer.db().to_owned();
    let tx = query::begin(writer)?;
    match holder(&tx, db, scope)? {
        Some(holder) if holder.alive => return Ok(Taken::Held(holder)),
        Some(holder) => evict(&tx, &holder)?,
        None => {}
    }
    liveness::sweep(db, &holding(&tx)?);
    create::sweep(db);
    let Scope {
        project,
        environment,
    } = scope;
    tx.execute(
        "INSERT INTO scopes (project, environment) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![project, environment],
    )?;
    let serial = read::serial(&tx, scope)?.unwrap_or(0);
    let Some(lineage) = read::lineage(&tx)? else {
        return Err(Trouble::Damaged("it has no identifier".to_owned()));
    };
    let (run_id, at) = (Uuid::now_v7().to_string(), now());
    let proof = Proof::create(db, &run_id)?;
    tx.execute(
        "INSERT INTO runs (id, project, environment, user, host, pid, started_at, git_commit, plan_sha256, status, undoes, number)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, (
           SELECT coalesce(max(number), 0) + 1 FROM runs WHERE project = ?2 AND environment = ?3))",
        params![
            run_id, project, environment, run.user, run.host, run.pid, at, run.git_commit,
            run.plan_sha256, RunStatus::Running.as_str(), run.undoes
        ],
    )?;
    tx.execute(
        "INSERT INTO locks (project, environment, run_id, user, host, pid, since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            project,
            environment,
            run_id,
            run.user,
            run.host,
            run.pid,
            at
        ],
    )?;
    tx.commit()?;
    Ok(Taken::Ours {
        run_id,
        proof,
        lineage,
        serial,
    })
}

/// Takes the scope away from its holder; from a living one only if `force` is set.
pub(super) fn unlock(
    writer: &mut Writer,
    scope: &Scope,
    force: bool,
) -> Result<Option<Holder>, Trouble> {
    let db = &writer.db().to_owned();
    let tx = query::begin(writer)?;
    let Some(holder) = holder(&tx, db, scope)? else {
        return Ok(None);
    };
    if holder.alive && !force {
        return Err(RegistryError::held_by(scope, holder, Duration::ZERO).into());
    }
    evict(&tx, &holder)?;
    tx.commit()?;
    liveness::remove(db, &holder.run_id);
    Ok(Some(holder))
}

/// True while the scope is held for this run.
pub(super) fn is_held(tx: &Transaction, scope: &Scope, run_id: &str) -> rusqlite::Result<bool> {
    let mut statement = tx.prepare_cached(
        "SELECT 1 FROM locks WHERE project = ?1 AND environment = ?2 AND run_id = ?3",
    )?;
    statement.exists(params![scope.project, scope.environment, run_id])
}

/// Ends a run and releases its scope.
pub(super) fn release(
    tx: &Transaction,
    run_id: &str,
    status: RunStatus,
    ended_at: Option<&str>,
) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM locks WHERE run_id = ?1", [run_id])?;
    tx.execute(
        "UPDATE runs SET status = ?2, ended_at = ?3 WHERE id = ?1 AND status = ?4",
        params![
            run_id,
            status.as_str(),
            ended_at,
            RunStatus::Running.as_str()
        ],
    )?;
    Ok(())
}

fn evict(tx: &Transaction, holder: &Holder) -> rusqlite::Result<()> {
    release(tx, &holder.run_id, RunStatus::Interrupted, None)
}

/// The runs that hold any scope.
fn holding(tx: &Transaction) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = tx.prepare("SELECT run_id FROM locks")?;
    statement.query_map([], |row| row.get(0))?.collect()
}
