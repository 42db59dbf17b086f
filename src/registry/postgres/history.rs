//! Runs and their changes, read back. A run that is noted as running is only that while it
//! holds its scope and its connection gives proof of life; otherwise it was interrupted.

use tokio_postgres::{Client, Row};

use super::lock::LIVES;
use super::read;
use crate::model::{Outcome, Run, RunStatus, Scope, Settled};
use crate::registry::attempt;
use crate::registry::error::Trouble;
use crate::registry::{RegistryError, codec};

/// A run as it is noted, and whether its end is still missing although nobody lives who could
/// note it.
pub(super) struct Noted {
    run: Run,
    dead: bool,
}

/// A scope's runs, newest first, as they are noted.
pub(super) async fn runs(client: &Client, scope: &Scope) -> Result<Vec<Noted>, Trouble> {
    let which = "r.project = $1 AND r.environment = $2 ORDER BY r.number DESC, r.id DESC";
    noted(client, which, &[&scope.project, &scope.environment]).await
}

/// One run, as it is noted.
pub(super) async fn run_of(client: &Client, id: &str) -> Result<Option<Noted>, Trouble> {
    Ok(noted(client, "r.id = $1", &[id]).await?.pop())
}

async fn noted(client: &Client, which: &str, with: &[&str]) -> Result<Vec<Noted>, Trouble> {
    let (started, ended) = (read::utc("r.started_at"), read::utc("r.ended_at"));
    let rows = read::rows(
        client,
        &format!(
            "SELECT r.id, r.user_name, r.host, r.pid, {started}, {ended}, r.git_commit,
                        r.plan_sha256, r.status, r.status = 'running' AND NOT EXISTS (
                          SELECT 1 FROM switchboard.locks l WHERE l.run_id = r.id AND {LIVES})
                   FROM switchboard.runs r WHERE {which}"
        ),
        with,
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Noted {
                run: run(row)?,
                dead: row.try_get(9)?,
            })
        })
        .collect()
}

/// Whether any of them has to be looked at again: it may have ended just now, and notes its end
/// before its proof of life goes.
pub(super) fn in_doubt(noted: &[Noted]) -> bool {
    noted.iter().any(|noted| noted.dead)
}

/// The runs as they stand, given what was found when the ones in doubt were looked at again.
pub(super) fn told(first: Vec<Noted>, later: &[Noted]) -> Vec<Run> {
    first
        .into_iter()
        .map(|Noted { run, dead }| {
            let end = later
                .iter()
                .map(|noted| &noted.run)
                .find(|later| later.id == run.id && later.status != RunStatus::Running);
            match end {
                _ if !dead => run,
                Some(ended) => ended.clone(),
                None => Run {
                    status: RunStatus::Interrupted,
                    ..run
                },
            }
        })
        .collect()
}

/// The whole identifier of the one run that begins so.
pub(super) async fn whole_id(client: &Client, prefix: &str) -> Result<Option<String>, Trouble> {
    if prefix.is_empty() {
        return Ok(None);
    }
    let rows = read::rows(
        client,
        "SELECT id FROM switchboard.runs WHERE left(id, length($1)) = lower($1)",
        &[prefix],
    )
    .await?;
    match rows.as_slice() {
        [] => Ok(None),
        [row] => Ok(Some(row.try_get(0)?)),
        many => Err(RegistryError::AmbiguousRun {
            prefix: prefix.to_owned(),
            count: many.len(),
        }
        .into()),
    }
}

/// A run's changes, in the order in which they were noted.
pub(super) async fn changes(client: &Client, run_id: &str) -> Result<Vec<Settled>, Trouble> {
    let noted_at = read::utc("noted_at");
    let rows = read::rows(
        client,
        &format!(
            "SELECT address, action, before::text, after::text, outcome, error, {noted_at}
                   FROM switchboard.changes WHERE run_id = $1 ORDER BY seq"
        ),
        &[run_id],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Settled {
                address: codec::address(row.try_get(0)?)?,
                action: codec::word(row.try_get(1)?, codec::action)?,
                before: codec::fields(row.try_get(2)?)?,
                after: codec::fields(row.try_get(3)?)?,
                outcome: codec::word(row.try_get(4)?, Outcome::parse)?,
                error: row.try_get(5)?,
                noted_at: row.try_get(6)?,
            })
        })
        .collect()
}

/// What other runs of a scope noted since a time, in the order in which they did.
pub(super) async fn noted_since(
    client: &Client,
    scope: &Scope,
    run_id: &str,
    since: &str,
) -> Result<Vec<attempt::Trace>, Trouble> {
    let (noted_at, settled_at) = (read::utc("c.noted_at"), read::utc("c.settled_at"));
    let rows = read::rows(
        client,
        &format!(
            "SELECT c.run_id, c.address, c.action, c.outcome, c.error,
                    CASE WHEN c.outcome <> 'done' THEN c.after::text END, {noted_at}, {settled_at}
               FROM switchboard.runs r JOIN switchboard.changes c ON c.run_id = r.id
              WHERE r.project = $1 AND r.environment = $2 AND r.id <> $3
                AND (r.ended_at IS NULL OR r.ended_at >= $4::timestamptz)
                AND greatest(c.noted_at, c.settled_at) >= $4::timestamptz
              ORDER BY r.started_at, r.id, c.seq"
        ),
        &[&scope.project, &scope.environment, run_id, since],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(attempt::Trace {
                run_id: row.try_get(0)?,
                address: codec::address(row.try_get(1)?)?,
                action: codec::word(row.try_get(2)?, codec::action)?,
                outcome: codec::word(row.try_get(3)?, Outcome::parse)?,
                error: row.try_get(4)?,
                after: codec::fields(row.try_get(5)?)?,
                noted_at: row.try_get(6)?,
                settled_at: row.try_get(7)?,
            })
        })
        .collect()
}

fn run(row: &Row) -> Result<Run, Trouble> {
    Ok(Run {
        id: row.try_get(0)?,
        user: row.try_get(1)?,
        host: row.try_get(2)?,
        pid: read::pid_at(row, 3)?,
        started_at: row.try_get(4)?,
        ended_at: row.try_get(5)?,
        git_commit: row.try_get(6)?,
        plan_sha256: row.try_get(7)?,
        status: codec::word(row.try_get(8)?, RunStatus::parse)?,
    })
}
