//! Removes runs with their changes and waves. What is recorded of resources stays.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::error::Trouble;
use super::query;
use super::writer::Writer;
use crate::model::{Scope, UNCLEAR};
use crate::registry::Prunable;
use crate::registry::prune::Candidate;

/// How many changes one transaction removes, so that no run waits long for it.
const AT_ONCE: u32 = 10_000;

/// A scope's runs, newest first. Failures without a clear end count since a time.
pub(super) fn candidates(
    connection: &Connection,
    scope: &Scope,
    unclear_since: &str,
) -> Result<Vec<Candidate>, Trouble> {
    query::rows(
        connection,
        "SELECT r.id, r.started_at, (SELECT count(*) FROM changes c WHERE c.run_id = r.id),
                coalesce(r.ended_at, r.started_at), r.status,
                EXISTS (SELECT 1 FROM changes c WHERE c.run_id = r.id AND (c.outcome = 'intended' OR c.operation IS NOT NULL
                  OR c.outcome = 'failed' AND instr(c.error, ?3) > 0 AND c.noted_at >= ?4)),
                r.id IN (SELECT run_id FROM resources)
           FROM runs r WHERE r.project = ?1 AND r.environment = ?2
          ORDER BY r.number DESC, r.id DESC",
        params![scope.project, scope.environment, UNCLEAR, unclear_since],
    )
}

/// Removes these runs, and gives the room back to the file system if no run holds a lock.
pub(super) fn remove(writer: &mut Writer, runs: &[Prunable]) -> Result<(), Trouble> {
    // Nothing will refer to a run that has ended, so a look at the references once is enough. The
    // database would look for them again for every run.
    let referred: Vec<String> = query::rows(writer, "SELECT DISTINCT run_id FROM resources", [])?;
    let referred: HashSet<String> = referred.into_iter().collect();
    writer.pragma_update(None, "foreign_keys", false)?;
    let mut tx = query::begin(writer)?;
    let mut room = AT_ONCE;
    for run in runs {
        tx.prepare_cached("DELETE FROM waves WHERE run_id = ?1")?
            .execute([&run.run_id])?;
        loop {
            let removed = tx
                .prepare_cached(
                    "DELETE FROM changes WHERE run_id = ?1 AND seq IN (
                       SELECT seq FROM changes WHERE run_id = ?1 LIMIT ?2)",
                )?
                .execute(params![run.run_id, room])?;
            room = room.saturating_sub(u32::try_from(removed).unwrap_or(room));
            if room > 0 {
                break;
            }
            tx.commit()?;
            tx = query::begin(writer)?;
            room = AT_ONCE;
        }
        if !referred.contains(&run.run_id) {
            tx.prepare_cached("DELETE FROM runs WHERE id = ?1 AND status <> 'running'")?
                .execute([&run.run_id])?;
        }
    }
    tx.commit()?;
    shrink(writer);
    Ok(())
}

/// Rewrites the file without the room of what was removed. If that fails, the next runs use the
/// room.
fn shrink(writer: &Writer) {
    let held = writer.query_row("SELECT EXISTS (SELECT 1 FROM locks)", [], |row| row.get(0));
    if let Ok(false) = held {
        let _ = writer.execute_batch("PRAGMA journal_mode = DELETE; VACUUM");
    }
}
