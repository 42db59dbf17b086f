//! Runs and their changes, as they are recorded. The caller must find out whether a run that is
//! recorded as running still lives.

use std::path::PathBuf;

use rusqlite::{Connection, params};

use super::connect::Reading;
use super::error::Trouble;
use super::query;
use crate::model::{Run, Scope, Settled};
use crate::registry::OutcomeCount;
use crate::registry::attempt::Trace;
use crate::registry::row::only_id;

const RUN: &str = "SELECT id, user, host, pid, started_at, ended_at, git_commit, plan_sha256, status, undoes, shard FROM runs";

/// A run as it is recorded.
pub(super) struct RecordedRun {
    pub(super) run: Run,
    /// The registry's real path if the run holds its scope: the proof of life is beside it.
    pub(super) held_in: Option<PathBuf>,
}

impl RecordedRun {
    /// A run that was read, and whether it holds its scope.
    pub(super) fn of(reading: &Reading, run: Run) -> Result<Self, Trouble> {
        let holds = holds(&reading.connection, &run.id)?;
        let held_in = holds.then(|| reading.db.clone());
        Ok(Self { run, held_in })
    }
}

/// A scope's runs, newest first.
pub(super) fn runs(connection: &Connection, scope: &Scope) -> Result<Vec<Run>, Trouble> {
    query::rows(
        connection,
        &format!("{RUN} WHERE project = ?1 AND environment = ?2 ORDER BY number DESC, id DESC"),
        params![scope.project, scope.environment],
    )
}

/// One run.
pub(super) fn run_of(connection: &Connection, id: &str) -> Result<Option<Run>, Trouble> {
    query::first(connection, &format!("{RUN} WHERE id = ?1"), [id])
}

/// The whole identifier of the one run whose identifier begins with the prefix.
pub(super) fn whole_id(connection: &Connection, prefix: &str) -> Result<Option<String>, Trouble> {
    if prefix.is_empty() {
        return Ok(None);
    }
    let ids = query::rows(
        connection,
        "SELECT id FROM runs WHERE substr(id, 1, length(?1)) = lower(?1)",
        [prefix],
    )?;
    Ok(only_id(ids, prefix)?)
}

/// A run's changes, in the order in which they were recorded.
pub(super) fn changes(connection: &Connection, run_id: &str) -> Result<Vec<Settled>, Trouble> {
    query::rows(
        connection,
        "SELECT address, action, before, after, outcome, error, noted_at FROM changes
         WHERE run_id = ?1 ORDER BY seq",
        [run_id],
    )
}

/// How many changes of some runs have each outcome.
pub(super) fn outcomes(
    connection: &Connection,
    run_ids: &[&str],
) -> Result<Vec<OutcomeCount>, Trouble> {
    let mut counts = Vec::new();
    for run_id in run_ids {
        let of_run: Vec<OutcomeCount> = query::rows(
            connection,
            "SELECT run_id, outcome, count(*) FROM changes WHERE run_id = ?1 GROUP BY outcome",
            [run_id],
        )?;
        counts.extend(of_run);
    }
    Ok(counts)
}

/// The changes that other runs of a scope recorded since a time, in that order. Runs that still
/// hold locks are left out: they cover other parts and know best what they are doing.
pub(super) fn noted_since(
    connection: &Connection,
    scope: &Scope,
    run_id: &str,
    since: &str,
) -> Result<Vec<Trace>, Trouble> {
    query::rows(
        connection,
        "SELECT c.run_id, c.address, c.action, c.outcome, c.error,
                CASE WHEN c.outcome <> 'done' THEN c.after END, c.noted_at, c.settled_at
           FROM runs r JOIN changes c ON c.run_id = r.id
          WHERE r.project = ?1 AND r.environment = ?2 AND r.id <> ?3
            AND (r.ended_at IS NULL OR r.ended_at >= ?4)
            AND NOT EXISTS (SELECT 1 FROM locks l WHERE l.run_id = r.id)
            AND max(c.noted_at, coalesce(c.settled_at, c.noted_at)) >= ?4
          ORDER BY r.started_at, r.id, c.seq",
        params![scope.project, scope.environment, run_id, since],
    )
}

/// True if a lock of the registry names this run.
fn holds(connection: &Connection, run_id: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM locks WHERE run_id = ?1")?
        .exists([run_id])
}
