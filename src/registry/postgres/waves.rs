//! The waves of rollouts.

use std::collections::BTreeMap;

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::error::Trouble;
use super::lock::Holding;
use super::query;
use crate::model::Wave;
use crate::registry::wave::{WaveColumns, by_run};

/// Records a wave, in place of what was recorded of it before.
const NOTE: &str = "
    INSERT INTO switchboard.waves (run_id, kind, number, number_of, addresses, numbers, reached, started_at, ended_at, alerts, state, why)
    VALUES ($1, $2, $3, $4, $5::json, $6, $7, $8::timestamptz, $9::timestamptz, $10, $11, $12)
    ON CONFLICT (run_id, kind, number) DO UPDATE SET
      number_of = excluded.number_of, addresses = excluded.addresses,
      numbers = excluded.numbers, reached = excluded.reached,
      started_at = excluded.started_at, ended_at = excluded.ended_at,
      alerts = excluded.alerts, state = excluded.state, why = excluded.why";

/// The waves of some runs, by run, in the order in which they began: a revert is the last.
pub(super) async fn of(
    client: &Client,
    run_ids: &[&str],
) -> Result<BTreeMap<String, Vec<Wave>>, Trouble> {
    let (started, ended) = (query::utc("started_at"), query::utc("ended_at"));
    // Identifiers contain no comma.
    let waves = query::rows(
        client,
        &format!(
            "SELECT run_id, kind, number, number_of, addresses::text, numbers, reached, {started},
                    {ended}, alerts, state, why
               FROM switchboard.waves WHERE run_id = ANY(string_to_array($1, ','))
              ORDER BY run_id, kind = 'revert', number"
        ),
        &[&run_ids.join(",")],
    )
    .await?;
    Ok(by_run(waves))
}

/// Records a wave of a run, in one transaction.
pub(super) async fn note(
    client: &mut Client,
    holding: &Holding,
    wave: &Wave,
) -> Result<(), Trouble> {
    let wave = WaveColumns::of(wave)?;
    let tx = query::begin(client).await?;
    holding.confirm(&tx).await?;
    tx.execute_typed(
        NOTE,
        &[
            (&holding.run_id, Type::TEXT),
            (&wave.kind, Type::TEXT),
            (&wave.number, Type::INT8),
            (&wave.number_of, Type::INT8),
            (&wave.addresses, Type::TEXT),
            (&wave.numbers, Type::INT8),
            (&wave.reached, Type::INT8),
            (&wave.started_at, Type::TEXT),
            (&wave.ended_at, Type::TEXT),
            (&wave.alerts, Type::INT8),
            (&wave.state, Type::TEXT),
            (&wave.why, Type::TEXT),
        ],
    )
    .await?;
    Ok(tx.commit().await?)
}
