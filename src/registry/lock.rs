//! Who holds a scope. A row in `locks` says who; an operating-system lock on a file beside the
//! registry, named after the run, proves that the holder still lives: the system lets go of it
//! when the process ends, however it ends.
//!
//! A row whose file is missing or can be locked belongs to a dead holder. The file is made,
//! locked and first told of under the database's write lock, so nobody can find the row before
//! the proof. It must stay where it is: a registry on a network share needs a share with locks.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use super::error::{Trouble, io};
use super::{Holder, NewRun, RegistryError, read};
use crate::model::{RunStatus, Scope};

/// The time as the registry keeps it: RFC 3339 in UTC, to the millisecond.
pub(super) fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// The proof of life. Dropping it removes the file and thereby the proof.
#[derive(Debug)]
pub(super) struct Proof {
    path: PathBuf,
    _locked: File,
}

impl Proof {
    fn give(db: &Path, run_id: &str) -> Result<Self, RegistryError> {
        let path = proof_path(db, run_id);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(&path)
            .map_err(io("creating the lock file", &path))?;
        if let Err(error) = file.try_lock() {
            let _ = fs::remove_file(&path);
            return Err(io("locking", &path)(error.into()));
        }
        Ok(Self {
            path,
            _locked: file,
        })
    }
}

impl Drop for Proof {
    fn drop(&mut self) {
        // A file that cannot be removed proves nothing once its lock is gone.
        let _ = fs::remove_file(&self.path);
    }
}

fn proof_path(db: &Path, run_id: &str) -> PathBuf {
    let mut name = db.as_os_str().to_owned();
    name.push(format!(".{run_id}.lock"));
    name.into()
}

/// Whether the holder gives proof of life. Looking takes a shared lock, so that those who look
/// do not take each other for the holder. In doubt it lives: only people may then unlock.
pub(super) fn lives(db: &Path, run_id: &str) -> bool {
    match File::open(proof_path(db, run_id)) {
        Ok(file) => matches!(
            file.try_lock_shared(),
            Err(TryLockError::WouldBlock | TryLockError::Error(_))
        ),
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}

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
    holder.alive = lives(db, &holder.run_id);
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
    let dead = match row(&tx, db, scope)? {
        Some(holder) if holder.alive => return Ok(Taken::Held(holder)),
        other => other,
    };
    if let Some(holder) = &dead {
        evict(&tx, holder)?;
    }
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
        "INSERT INTO runs (id, project, environment, user, host, pid, started_at, git_commit, plan_sha256, status)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
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
    if let Some(holder) = dead {
        remove_proof(db, &holder);
    }
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
    remove_proof(db, &holder);
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

fn remove_proof(db: &Path, holder: &Holder) {
    let _ = fs::remove_file(proof_path(db, &holder.run_id));
}

/// The refusal that names a living holder.
pub(super) fn held_by(scope: &Scope, holder: Holder, waited: Duration) -> RegistryError {
    let held = holder
        .since
        .parse::<Timestamp>()
        .ok()
        .and_then(|since| Duration::try_from(Timestamp::now().duration_since(since)).ok())
        .unwrap_or_default();
    RegistryError::HeldBy {
        scope: scope.clone(),
        holder: Box::new(holder),
        held,
        waited,
    }
}
