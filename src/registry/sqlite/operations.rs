//! The operations that providers run for accepted writes, on the changes that they belong to.

use rusqlite::{Connection, Transaction, params};

use super::error::Trouble;
use super::query;
use crate::model::{Scope, without_passwords};
use crate::registry::operation::{Accepted, OpenOperation};

/// The operations of a scope whose end is not recorded, the latest first.
pub(super) fn open(connection: &Connection, scope: &Scope) -> Result<Vec<OpenOperation>, Trouble> {
    query::rows(
        connection,
        "SELECT c.run_id, c.address, c.operation
           FROM changes c JOIN runs r ON r.id = c.run_id
          WHERE c.operation IS NOT NULL AND r.project = ?1 AND r.environment = ?2
          ORDER BY r.number DESC, c.run_id DESC, c.seq DESC",
        params![scope.project, scope.environment],
    )
}

/// Notes the operations on the open intents of a run. It neither begins nor ends the transaction.
pub(super) fn note(
    tx: &Transaction<'_>,
    run_id: &str,
    accepted: &[Accepted],
) -> Result<(), Trouble> {
    let mut statement = tx.prepare_cached(
        "UPDATE changes SET operation = ?3
          WHERE run_id = ?1 AND seq = (SELECT max(seq) FROM changes
            WHERE run_id = ?1 AND address = ?2 AND outcome = 'intended')",
    )?;
    for one in accepted {
        let address = one.address.to_string();
        let operation = without_passwords(&one.operation);
        if statement.execute(params![run_id, address, operation])? == 0 {
            return Err(Trouble::Damaged(format!("{address} has no open intent")));
        }
    }
    Ok(())
}

/// Records that these operations have ended.
pub(super) fn close(connection: &mut Connection, ended: &[OpenOperation]) -> Result<(), Trouble> {
    let tx = query::begin(connection)?;
    let mut statement = tx.prepare(
        "UPDATE changes SET operation = NULL
          WHERE run_id = ?1 AND address = ?2 AND operation = ?3",
    )?;
    for one in ended {
        statement.execute(params![one.run_id, one.address.to_string(), one.operation])?;
    }
    drop(statement);
    tx.commit()?;
    Ok(())
}
