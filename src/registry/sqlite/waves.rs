//! The waves of rollouts.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, params};

use super::error::Trouble;
use super::query;
use crate::model::Wave;
use crate::registry::wave::{WaveColumns, by_run};

/// The waves of some runs, by run, in the order in which they began: a revert is the last.
pub(super) fn of(
    connection: &Connection,
    run_ids: &[&str],
) -> Result<BTreeMap<String, Vec<Wave>>, Trouble> {
    let mut waves = Vec::new();
    for run_id in run_ids {
        let of_run: Vec<(String, Wave)> = query::rows(
            connection,
            "SELECT run_id, kind, number, number_of, addresses, numbers, reached, started_at,
                    ended_at, alerts, state, why
               FROM waves WHERE run_id = ?1 ORDER BY kind = 'revert', number",
            [run_id],
        )?;
        waves.extend(of_run);
    }
    Ok(by_run(waves))
}

/// Records a wave of a run, in place of what was recorded of it before. It neither begins nor ends
/// the transaction.
pub(super) fn note(tx: &Transaction<'_>, run_id: &str, wave: &Wave) -> Result<(), Trouble> {
    let wave = WaveColumns::of(wave)?;
    tx.prepare_cached(
        "INSERT INTO waves (run_id, kind, number, number_of, addresses, numbers, reached, started_at, ended_at, alerts, state, why)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (run_id, kind, number) DO UPDATE SET
           number_of = excluded.number_of, addresses = excluded.addresses,
           numbers = excluded.numbers, reached = excluded.reached,
           started_at = excluded.started_at, ended_at = excluded.ended_at,
           alerts = excluded.alerts, state = excluded.state, why = excluded.why",
    )?
    .execute(params![
        run_id,
        wave.kind,
        wave.number,
        wave.number_of,
        wave.addresses,
        wave.numbers,
        wave.reached,
        wave.started_at,
        wave.ended_at,
        wave.alerts,
        wave.state,
        wave.why,
    ])?;
    Ok(())
}
