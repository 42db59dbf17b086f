//! The locks of a scope. A row in `locks` names a run that holds some, `held` lists the parts, and a
//! proof of life beside the registry says whether the run lives. All are written under the
//! database's write lock only, so that no process can find one without the others.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

use super::error::Trouble;
use super::liveness::{self, Proof};
use super::writer::Writer;
use super::{create, query, read, serials};
use crate::model::{Covered, RunStatus, Scope, Serials};
use crate::registry::codec::{now, parts_held};
use crate::registry::error::RegistryError;
use crate::registry::holder::Holder;
use crate::registry::interface::NewRun;

/// The runs that the registry records as holders of any of these parts, alive or dead, the oldest
/// lock first.
pub(super) fn holders(
    connection: &Connection,
    db: &Path,
    scope: &Scope,
    covered: &Covered,
) -> Result<Vec<Holder>, Trouble> {
    let parts = match covered {
        Covered::Everything => None,
        Covered::Shard { .. } => Some(as_json(covered)?),
    };
    let mut found: Vec<Holder> = query::rows(
        connection,
        "SELECT run_id, user, host, pid, since FROM locks AS l
          WHERE project = ?1 AND environment = ?2
            AND (?3 IS NULL OR EXISTS (SELECT 1 FROM held AS h WHERE h.run_id = l.run_id
                  AND (h.part = '*' OR h.part IN (SELECT value FROM json_each(?3)))))
          ORDER BY since, run_id",
        params![scope.project, scope.environment, parts],
    )?;
    for holder in &mut found {
        // The identifier becomes part of a file's name, so it must be well formed.
        if Uuid::try_parse(&holder.run_id).is_err() {
            return Err(Trouble::Damaged(format!(
                "`{}`, which holds {scope}, is not the identifier of a run",
                holder.run_id
            )));
        }
        holder.alive = liveness::lives(db, &holder.run_id);
    }
    Ok(found)
}

/// The held parts as a JSON array.
fn as_json(covered: &Covered) -> Result<String, Trouble> {
    serde_json::to_string(&parts_held(covered))
        .map_err(|error| Trouble::Damaged(format!("its parts cannot be written: {error}")))
}

/// The result of an attempt to take the parts that a run covers.
pub(super) enum Taken {
    /// They are ours.
    Ours {
        /// The new run's identifier.
        run_id: String,
        /// Must be kept for as long as they are held.
        proof: Proof,
        /// The registry's identifier.
        lineage: String,
        /// The scope's serials.
        serials: Serials,
    },
    /// A living run holds one of them.
    Held(Holder),
}

/// Takes the parts that a run covers and records it as running, unless a living run holds one of
/// them. The runs of dead holders are marked as interrupted.
pub(super) fn take(writer: &mut Writer, scope: &Scope, run: &NewRun) -> Result<Taken, Trouble> {
    let db = &writer.db().to_owned();
    let tx = query::begin(writer)?;
    for holder in holders(&tx, db, scope, &run.covered)? {
        if holder.alive {
            return Ok(Taken::Held(holder));
        }
        evict(&tx, &holder)?;
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
    let serials = serials::of(&tx, scope)?;
    let Some(lineage) = read::lineage(&tx)? else {
        return Err(Trouble::Damaged("it has no identifier".to_owned()));
    };
    let (run_id, at) = (Uuid::now_v7().to_string(), now());
    let proof = Proof::create(db, &run_id)?;
    tx.execute(
        "INSERT INTO runs (id, project, environment, user, host, pid, started_at, git_commit, plan_sha256, status, undoes, shard, number)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, (
           SELECT coalesce(max(number), 0) + 1 FROM runs WHERE project = ?2 AND environment = ?3))",
        params![
            run_id, project, environment, run.user, run.host, run.pid, at, run.git_commit,
            run.plan_sha256, RunStatus::Running.as_str(), run.undoes,
            run.covered.shard().map(|shard| shard.to_string())
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
    tx.execute(
        "INSERT INTO held (project, environment, part, run_id)
         SELECT ?1, ?2, value, ?4 FROM json_each(?3)",
        params![project, environment, as_json(&run.covered)?, run_id],
    )?;
    tx.commit()?;
    Ok(Taken::Ours {
        run_id,
        proof,
        lineage,
        serials,
    })
}

/// Takes the scope's locks away from their holders; from living ones only if `force` is set.
pub(super) fn unlock(
    writer: &mut Writer,
    scope: &Scope,
    force: bool,
) -> Result<Vec<Holder>, Trouble> {
    let db = &writer.db().to_owned();
    let tx = query::begin(writer)?;
    let holders = holders(&tx, db, scope, &Covered::Everything)?;
    if let Some(living) = holders.iter().find(|holder| holder.alive && !force) {
        return Err(RegistryError::held_by(scope, living.clone(), Duration::ZERO).into());
    }
    for holder in &holders {
        evict(&tx, holder)?;
    }
    tx.commit()?;
    for holder in &holders {
        liveness::remove(db, &holder.run_id);
    }
    Ok(holders)
}

/// True while this run holds what it took.
pub(super) fn is_held(tx: &Transaction, run_id: &str) -> rusqlite::Result<bool> {
    tx.prepare_cached("SELECT 1 FROM locks WHERE run_id = ?1")?
        .exists([run_id])
}

/// Ends a run and releases what it holds.
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

/// The runs that hold anything.
fn holding(tx: &Transaction) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = tx.prepare("SELECT run_id FROM locks")?;
    statement.query_map([], |row| row.get(0))?.collect()
}
