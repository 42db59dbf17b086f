//! The transaction of one record. Its statements are sent together, since a round trip to the
//! server costs more than the work there.

use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row, Transaction};

use super::batch::Batch;
use super::error::Trouble;
use super::lock::Holding;
use super::{claims, counterpart_records, query, serials};
use crate::model::{Part, UNCLEAR};
use crate::registry::codec::now;
use crate::registry::row::Row as _;

/// The number of tries of a record that conflicts with another run's record.
const TRIES: usize = 4;

/// Deletes the entries that are replaced or forgotten, and every other entry of this scope that
/// has one of the numbers or groups: it was renamed, or two swapped their names. Returns their
/// addresses.
const TAKE_OUT: &str = "
    DELETE FROM switchboard.resources WHERE project = $1 AND environment = $2
       AND (lower(address) = ANY($3) OR kind = 'number' AND natural_key = ANY($4)
         OR (kind, id) IN (SELECT * FROM unnest($5, $6)))
    RETURNING address";

/// Inserts the new entries. The indexes on owners refuse what another scope owns.
const KEEP: &str = "
    INSERT INTO switchboard.resources (project, environment, address, kind, provider, name, id, natural_key, fields, run_id, updated_at)
    SELECT $1, $2, address, kind, provider, name, id, key, fields::json, $3, $4::timestamptz
      FROM unnest($5, $6, $7, $8, $9, $10, $11)
        AS kept (address, kind, provider, name, id, key, fields)";

/// Inserts changes. A closed intent is updated; the time at which it was recorded stays. So does the
/// operation of a write without a clear end: the next apply must find out how it ended.
const NOTE: &str = "
    INSERT INTO switchboard.changes (run_id, seq, address, action, before, after, outcome, error, claim, noted_at, settled_at)
    SELECT $1, seq, address, action, before::json, after::json, outcome, error, claim, $2::timestamptz,
           CASE WHEN outcome <> 'intended' THEN $2::timestamptz END
      FROM unnest($3, $4, $5, $6, $7, $8, $9, $10)
        AS noted (seq, address, action, before, after, outcome, error, claim)
    ON CONFLICT (run_id, seq) DO UPDATE SET action = excluded.action,
      before = excluded.before, after = excluded.after, outcome = excluded.outcome,
      error = excluded.error, settled_at = excluded.settled_at,
      operation = CASE WHEN strpos(excluded.error, $11) > 0 THEN changes.operation END";

type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// Writes the whole batch or nothing. Returns the new serials of the parts that changed.
pub(super) async fn write(
    client: &mut Client,
    holding: &Holding,
    batch: &Batch,
) -> Result<Vec<(Part, u64)>, Trouble> {
    let mut tries = 1..TRIES;
    loop {
        match attempt(client, holding, batch).await {
            // Another project owns one of the numbers or groups, or gave it up just now; or another
            // part of this one did.
            Err(Trouble::Server(error)) if is_conflict(&error) => {
                claims::refuse_owned_elsewhere(client, holding, batch).await?;
                if tries.next().is_none() {
                    return Err(error.into());
                }
            }
            other => return other,
        }
    }
}

async fn attempt(
    client: &mut Client,
    holding: &Holding,
    batch: &Batch,
) -> Result<Vec<(Part, u64)>, Trouble> {
    let noted_at = now();
    let tx = query::begin(client).await?;
    claims::confirm(&tx, holding, &batch.claims).await?;
    let text = |text| -> Parameter<'_> { (text, Type::TEXT) };
    let (project, environment) = (
        text(&holding.scope.project),
        text(&holding.scope.environment),
    );
    let (run, at) = (text(&holding.run_id), text(&noted_at));
    let texts = |column| -> Parameter<'_> { (column, Type::TEXT_ARRAY) };

    let (kept, noted) = (&batch.resources, &batch.changes);
    let out = [
        project.clone(),
        environment.clone(),
        texts(&batch.touched),
        texts(&batch.numbers),
        texts(&batch.groups.kinds),
        texts(&batch.groups.ids),
    ];
    let keep = [
        project.clone(),
        environment.clone(),
        run.clone(),
        at.clone(),
        texts(&kept.addresses),
        texts(&kept.kinds),
        texts(&kept.providers),
        texts(&kept.names),
        texts(&kept.ids),
        texts(&kept.keys),
        texts(&kept.fields),
    ];
    let note = [
        run,
        at,
        (&noted.seqs, Type::INT8_ARRAY),
        texts(&noted.addresses),
        texts(&noted.actions),
        texts(&noted.befores),
        texts(&noted.afters),
        texts(&noted.outcomes),
        texts(&noted.errors),
        texts(&noted.claims),
        (&UNCLEAR, Type::TEXT),
    ];
    // The statements are sent and executed in this order.
    let ((), taken_out, _, _, dropped) = tokio::try_join!(
        biased;
        holding.confirm(&tx),
        take_out(&tx, &out, batch.touched.is_empty()),
        send(&tx, KEEP, &keep, kept.addresses.is_empty()),
        send(&tx, NOTE, &note, noted.seqs.is_empty()),
        counterpart_records::write(&tx, &holding.scope, &noted_at, &batch.counterparts),
    )?;
    let mut changed = batch.kept.clone();
    for row in taken_out.iter().chain(&dropped) {
        changed.insert(Part::of(&row.address(0)?));
    }
    let grown = if changed.is_empty() {
        Vec::new()
    } else {
        serials::grow(&tx, &holding.scope, &changed).await?
    };
    tx.commit().await?;
    Ok(grown)
}

/// Sends [`TAKE_OUT`], unless it is idle.
async fn take_out(
    tx: &Transaction<'_>,
    with: &[Parameter<'_>],
    idle: bool,
) -> Result<Vec<Row>, Trouble> {
    if idle {
        return Ok(Vec::new());
    }
    Ok(tx.query_typed(TAKE_OUT, with).await?)
}

/// Sends a statement, unless it is idle. Returns how many rows it changed.
async fn send(
    tx: &Transaction<'_>,
    statement: &str,
    with: &[Parameter<'_>],
    idle: bool,
) -> Result<u64, Trouble> {
    if idle {
        return Ok(0);
    }
    Ok(tx.execute_typed(statement, with).await?)
}

/// True if a transaction failed because of another one.
fn is_conflict(error: &tokio_postgres::Error) -> bool {
    [
        SqlState::UNIQUE_VIOLATION,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::T_R_SERIALIZATION_FAILURE,
    ]
    .iter()
    .any(|code| error.code() == Some(code))
}
