//! Who holds a scope. A row in `locks` says who, a proof of life beside the registry whether the
//! holder is still there. Rows are written and proofs given under the database's write lock
//! only, so nobody can find the one without the other.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use super::liveness::{self, Proof};
use super::{create, read};
use crate::model::{RunStatus, Scope};
use crate::registry::codec::{held_by, now};
use crate::registry::error::Trouble;
use crate::registry::{Holder, NewRun};

/// The scope's lock as the registry has it, whether or not its holder lives.
pub(super) fn row(
    connection: &Connection,
    db: &Path,
    scope: &Scope,
) -> Result<Option<Holder>, Trouble> {
    let mut statement = connection.prepare_cached(
        "SELECT run_id, user, host, pid, since FROM locks WHERE project = ?1 AND environment = ?2",
    )?;
    let found = statement
        .query_row(params![scope.project, scope.environment], |row| {
            Ok(Holder {
                run_id: row.get(0)?,
                user: row.get(1)?,
                host: row.get(2)?,
                pid: row.get(3)?,
                since: row.get(4)?,
                alive: false,
            })
        })
        .optional()?;
    let Some(mut holder) = found else {
        return Ok(None);
    };
    // The identifier becomes part of a file's name, so it has to be one.
    if Uuid::try_parse(&holder.run_id).is_err() {
        return Err(Trouble::Damaged(format!(
            "`{}`, which holds {scope}, is not the identifier of a run",
            holder.run_id
        )));
    }
    holder.alive = liveness::lives(db, &holder.run_id);
    Ok(Some(holder))
}

/// What came of trying to take a scope.
pub(super) enum Taken {
    /// It is ours.
    Ours {
        /// The new run.
        run_id: String,
        /// To be kept for as long as the scope is held.
        proof: Proof,
        /// Identifies the registry.
        lineage: String,
        /// The scope's serial.
        serial: u64,
    },
    /// Somebody alive has it.
    Held(Holder),
}

/// Takes the scope and notes the run as running, unless a living holder has it. A dead holder's
/// run is marked as interrupted.
pub(super) fn take(
    connection: &mut Connection,
    db: &Path,
    scope: &Scope,
    run: &NewRun,
) -> Result<Taken, Trouble> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    match row(&tx, db, scope)? {
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
    let serial = tx.query_row(
        "SELECT serial FROM scopes WHERE project = ?1 AND environment = ?2",
        params![project, environment],
        |row| read::serial_at(row, 0),
    )?;
    let lineage = tx.query_row("SELECT lineage FROM meta", [], |row| row.get(0))?;
    let (run_id, at) = (Uuid::now_v7().to_string(), now());
    let proof = Proof::give(db, &run_id)?;
    tx.execute(
        "INSERT INTO runs (id, project, environment, user, host, pid, started_at, git_commit, plan_sha256, status, number)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, (
           SELECT coalesce(max(number), 0) + 1 FROM runs WHERE project = ?2 AND environment = ?3))",
        params![
            run_id, project, environment, run.user, run.host, run.pid, at, run.git_commit,
            run.plan_sha256, RunStatus::Running.as_str()
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

/// Takes the scope away from its holder; a living one is left alone unless `force` is given.
pub(super) fn unlock(
    connection: &mut Connection,
    db: &Path,
    scope: &Scope,
    force: bool,
) -> Result<Option<Holder>, Trouble> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Some(holder) = row(&tx, db, scope)? else {
        return Ok(None);
    };
    if holder.alive && !force {
        return Err(held_by(scope, holder, Duration::ZERO).into());
    }
    evict(&tx, &holder)?;
    tx.commit()?;
    liveness::remove(db, &holder.run_id);
    Ok(Some(holder))
}

/// Whether the scope is still held for this run.
pub(super) fn is_held(tx: &Transaction, scope: &Scope, run_id: &str) -> rusqlite::Result<bool> {
    let mut statement = tx.prepare_cached(
        "SELECT 1 FROM locks WHERE project = ?1 AND environment = ?2 AND run_id = ?3",
    )?;
    statement.exists(params![scope.project, scope.environment, run_id])
}

/// Ends a run and gives its scope back.
pub(super) fn give_back(
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
    give_back(tx, &holder.run_id, RunStatus::Interrupted, None)
}

/// The runs that hold any scope.
fn holding(tx: &Transaction) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = tx.prepare("SELECT run_id FROM locks")?;
    statement.query_map([], |row| row.get(0))?.collect()
}
