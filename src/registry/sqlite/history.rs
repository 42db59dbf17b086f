//! Runs and their changes, read back. A run that is noted as running is only that while it
//! holds its scope and gives proof of life; otherwise it reads as interrupted.

use rusqlite::{Connection, Row, params};

use super::read;
use crate::model::{Outcome, Run, RunStatus, Scope, Settled};
use crate::registry::attempt::Trace;
use crate::registry::error::Trouble;
use crate::registry::{RegistryError, codec};

const RUN: &str =
    "SELECT id, user, host, pid, started_at, ended_at, git_commit, plan_sha256, status FROM runs";

/// A scope's runs, newest first, as they are noted.
pub(super) fn runs(connection: &Connection, scope: &Scope) -> Result<Vec<Run>, Trouble> {
    let mut statement = connection.prepare(&format!(
        "{RUN} WHERE project = ?1 AND environment = ?2 ORDER BY number DESC, id DESC"
    ))?;
    let mut rows = statement.query(params![scope.project, scope.environment])?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        runs.push(run(row)?);
    }
    Ok(runs)
}

/// One run, as it is noted.
pub(super) fn run_of(connection: &Connection, id: &str) -> Result<Option<Run>, Trouble> {
    let mut statement = connection.prepare(&format!("{RUN} WHERE id = ?1"))?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(run).transpose()
}

/// The whole identifier of the one run that begins so.
pub(super) fn whole_id(connection: &Connection, prefix: &str) -> Result<Option<String>, Trouble> {
    if prefix.is_empty() {
        return Ok(None);
    }
    let mut statement =
        connection.prepare("SELECT id FROM runs WHERE substr(id, 1, length(?1)) = lower(?1)")?;
    let mut ids: Vec<String> = statement
        .query_map([prefix], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    match ids.len() {
        0 | 1 => Ok(ids.pop()),
        count => Err(RegistryError::AmbiguousRun {
            prefix: prefix.to_owned(),
            count,
        }
        .into()),
    }
}

/// A run's changes, in the order in which they were noted.
pub(super) fn changes(connection: &Connection, run_id: &str) -> Result<Vec<Settled>, Trouble> {
    let mut statement = connection.prepare(
        "SELECT address, action, before, after, outcome, error, noted_at FROM changes
         WHERE run_id = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([run_id])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        changes.push(Settled {
            address: read::address(row, 0)?,
            action: word(row, 1, codec::action)?,
            before: read::fields(row, 2)?,
            after: read::fields(row, 3)?,
            outcome: word(row, 4, Outcome::parse)?,
            error: row.get(5)?,
            noted_at: row.get(6)?,
        });
    }
    Ok(changes)
}

/// What other runs of a scope noted since a time, in the order in which they did.
pub(super) fn noted_since(
    connection: &Connection,
    scope: &Scope,
    run_id: &str,
    since: &str,
) -> Result<Vec<Trace>, Trouble> {
    let mut statement = connection.prepare(
        "SELECT c.run_id, c.address, c.action, c.outcome, c.error,
                CASE WHEN c.outcome <> 'done' THEN c.after END, c.noted_at, c.settled_at
           FROM runs r JOIN changes c ON c.run_id = r.id
          WHERE r.project = ?1 AND r.environment = ?2 AND r.id <> ?3
            AND (r.ended_at IS NULL OR r.ended_at >= ?4)
            AND max(c.noted_at, coalesce(c.settled_at, c.noted_at)) >= ?4
          ORDER BY r.started_at, r.id, c.seq",
    )?;
    let mut rows = statement.query(params![scope.project, scope.environment, run_id, since])?;
    let mut noted = Vec::new();
    while let Some(row) = rows.next()? {
        noted.push(Trace {
            run_id: row.get(0)?,
            address: read::address(row, 1)?,
            action: word(row, 2, codec::action)?,
            outcome: word(row, 3, Outcome::parse)?,
            error: row.get(4)?,
            after: read::fields(row, 5)?,
            noted_at: row.get(6)?,
            settled_at: row.get(7)?,
        });
    }
    Ok(noted)
}

/// Whether the run holds its scope, as far as the registry has it.
pub(super) fn holds(connection: &Connection, run_id: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM locks WHERE run_id = ?1")?
        .exists([run_id])
}

fn run(row: &Row) -> Result<Run, Trouble> {
    Ok(Run {
        id: row.get(0)?,
        user: row.get(1)?,
        host: row.get(2)?,
        pid: row.get(3)?,
        started_at: row.get(4)?,
        ended_at: row.get(5)?,
        git_commit: row.get(6)?,
        plan_sha256: row.get(7)?,
        status: word(row, 8, RunStatus::parse)?,
    })
}

fn word<T>(row: &Row, column: usize, parse: fn(&str) -> Option<T>) -> Result<T, Trouble> {
    let text = row
        .get_ref(column)?
        .as_str()
        .map_err(rusqlite::Error::from)?;
    codec::word(text, parse)
}
