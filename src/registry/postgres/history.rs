//! Runs and their changes, as they are recorded.

use tokio_postgres::Client;

use super::error::Trouble;
use super::liveness::LIVES;
use super::query;
use crate::model::{Run, RunStatus, Scope, Settled};
use crate::registry::OutcomeCount;
use crate::registry::attempt::Trace;
use crate::registry::row::{FromRow, Row, only_id};

/// A run as it is recorded.
pub(super) struct RecordedRun {
    run: Run,
    /// True if it is recorded as running, and no process that could record its end lives.
    dead: bool,
}

/// A run and, after its columns, whether it is dead.
impl FromRow for RecordedRun {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok(Self {
            run: Run::from_row(row)?,
            dead: row.integer(11)? != 0,
        })
    }
}

/// A scope's runs, newest first.
pub(super) async fn runs(client: &Client, scope: &Scope) -> Result<Vec<RecordedRun>, Trouble> {
    let which = "r.project = $1 AND r.environment = $2 ORDER BY r.number DESC, r.id DESC";
    recorded(client, which, &[&scope.project, &scope.environment]).await
}

/// One run.
pub(super) async fn run_of(client: &Client, id: &str) -> Result<Option<RecordedRun>, Trouble> {
    Ok(recorded(client, "r.id = $1", &[id]).await?.pop())
}

async fn recorded(
    client: &Client,
    which: &str,
    with: &[&str],
) -> Result<Vec<RecordedRun>, Trouble> {
    let (started, ended) = (query::utc("r.started_at"), query::utc("r.ended_at"));
    query::rows(
        client,
        &format!(
            "SELECT r.id, r.user_name, r.host, r.pid, {started}, {ended}, r.git_commit,
                    r.plan_sha256, r.status, r.undoes, r.shard, (r.status = 'running' AND NOT EXISTS (
                      SELECT 1 FROM switchboard.locks l WHERE l.run_id = r.id AND {LIVES}
                    ))::int::bigint
               FROM switchboard.runs r WHERE {which}"
        ),
        with,
    )
    .await
}

/// True if any of these runs must be read again: it may have ended just now, and it records its end
/// before its proof of life ends.
pub(super) fn in_doubt(runs: &[RecordedRun]) -> bool {
    runs.iter().any(|run| run.dead)
}

/// The runs with their actual status, given what a second reading found.
pub(super) fn actual(first: Vec<RecordedRun>, later: &[RecordedRun]) -> Vec<Run> {
    first
        .into_iter()
        .map(|RecordedRun { run, dead }| {
            let end = later
                .iter()
                .map(|recorded| &recorded.run)
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

/// The whole identifier of the one run whose identifier begins with the prefix.
pub(super) async fn whole_id(client: &Client, prefix: &str) -> Result<Option<String>, Trouble> {
    if prefix.is_empty() {
        return Ok(None);
    }
    let ids = query::rows(
        client,
        "SELECT id FROM switchboard.runs WHERE left(id, length($1)) = lower($1)",
        &[prefix],
    )
    .await?;
    Ok(only_id(ids, prefix)?)
}

/// A run's changes, in the order in which they were recorded.
pub(super) async fn changes(client: &Client, run_id: &str) -> Result<Vec<Settled>, Trouble> {
    let noted_at = query::utc("noted_at");
    query::rows(
        client,
        &format!(
            "SELECT address, action, before::text, after::text, outcome, error, {noted_at}
               FROM switchboard.changes WHERE run_id = $1 ORDER BY seq"
        ),
        &[run_id],
    )
    .await
}

/// How many changes of some runs have each outcome.
pub(super) async fn outcomes(
    client: &Client,
    run_ids: &[&str],
) -> Result<Vec<OutcomeCount>, Trouble> {
    // Identifiers contain no comma.
    query::rows(
        client,
        "SELECT run_id, outcome, count(*) FROM switchboard.changes
          WHERE run_id = ANY(string_to_array($1, ',')) GROUP BY run_id, outcome",
        &[&run_ids.join(",")],
    )
    .await
}

/// The changes that other runs of a scope recorded since a time, in that order. Runs that still
/// hold locks are left out: they cover other parts and know best what they are doing.
pub(super) async fn noted_since(
    client: &Client,
    scope: &Scope,
    run_id: &str,
    since: &str,
) -> Result<Vec<Trace>, Trouble> {
    let (noted_at, settled_at) = (query::utc("c.noted_at"), query::utc("c.settled_at"));
    query::rows(
        client,
        &format!(
            "SELECT c.run_id, c.address, c.action, c.outcome, c.error,
                    CASE WHEN c.outcome <> 'done' THEN c.after::text END, {noted_at}, {settled_at}
               FROM switchboard.runs r JOIN switchboard.changes c ON c.run_id = r.id
              WHERE r.project = $1 AND r.environment = $2 AND r.id <> $3
                AND (r.ended_at IS NULL OR r.ended_at >= $4::timestamptz)
                AND NOT EXISTS (SELECT 1 FROM switchboard.locks l WHERE l.run_id = r.id)
                AND greatest(c.noted_at, c.settled_at) >= $4::timestamptz
              ORDER BY r.started_at, r.id, c.seq"
        ),
        &[&scope.project, &scope.environment, run_id, since],
    )
    .await
}
