//! Removes runs with their changes and waves. What is recorded of resources stays.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::connect::within;
use super::error::Trouble;
use super::query;
use crate::model::{Scope, UNCLEAR};
use crate::registry::Prunable;
use crate::registry::prune::Candidate;

/// How many runs one statement removes.
const AT_ONCE: usize = 20;

/// Removes the waves of these runs.
const WAVES: &str = "DELETE FROM switchboard.waves WHERE run_id = ANY ($1)";

/// Removes some of the changes of these runs.
const CHANGES: &str = "
    DELETE FROM switchboard.changes WHERE ctid = ANY (ARRAY (
      SELECT ctid FROM switchboard.changes WHERE run_id = ANY ($1) LIMIT 20000))";

/// Removes the runs, except those that recorded resources refer to.
const RUNS: &str = "
    DELETE FROM switchboard.runs WHERE id = ANY ($1) AND status <> 'running'
       AND id NOT IN (SELECT run_id FROM switchboard.resources)";

/// A scope's runs, newest first. Failures without a clear end count since a time.
pub(super) async fn candidates(
    client: &Client,
    scope: &Scope,
    unclear_since: &str,
) -> Result<Vec<Candidate>, Trouble> {
    let started = query::utc("r.started_at");
    let last = query::utc("coalesce(r.ended_at, r.started_at)");
    query::rows(
        client,
        &format!(
            "SELECT r.id, {started},
                    (SELECT count(*) FROM switchboard.changes c WHERE c.run_id = r.id), {last}, r.status,
                    (EXISTS (SELECT 1 FROM switchboard.changes c WHERE c.run_id = r.id AND (c.outcome = 'intended' OR c.operation IS NOT NULL
                      OR c.outcome = 'failed' AND strpos(c.error, $3) > 0
                         AND c.noted_at >= $4::timestamptz)))::int::bigint,
                    (r.id IN (SELECT run_id FROM switchboard.resources))::int::bigint
               FROM switchboard.runs r WHERE r.project = $1 AND r.environment = $2
              ORDER BY r.number DESC, r.id DESC"
        ),
        &[&scope.project, &scope.environment, UNCLEAR, unclear_since],
    )
    .await
}

/// Removes these runs. Each statement is a transaction of its own, so that no run waits long for it.
pub(super) async fn remove(client: &Client, runs: &[Prunable]) -> Result<(), Trouble> {
    for some in runs.chunks(AT_ONCE) {
        let ids: Vec<&str> = some.iter().map(|run| run.run_id.as_str()).collect();
        let ids = [(
            &ids as &(dyn tokio_postgres::types::ToSql + Sync),
            Type::TEXT_ARRAY,
        )];
        within(async { Ok(client.execute_typed(WAVES, &ids).await?) }).await?;
        while within(async { Ok(client.execute_typed(CHANGES, &ids).await?) }).await? > 0 {}
        within(async { Ok(client.execute_typed(RUNS, &ids).await?) }).await?;
    }
    Ok(())
}
