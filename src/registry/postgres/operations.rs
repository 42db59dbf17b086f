//! The operations that providers run for accepted writes, on the changes that they belong to.

use tokio_postgres::Client;

use super::batch::Open;
use super::error::Trouble;
use super::lock::Holding;
use super::query;
use crate::model::{Scope, without_passwords};
use crate::registry::operation::{Accepted, OpenOperation};

/// The operations of a scope whose end is not recorded, the latest first.
pub(super) async fn open(client: &Client, scope: &Scope) -> Result<Vec<OpenOperation>, Trouble> {
    query::rows(
        client,
        "SELECT c.run_id, c.address, c.operation
           FROM switchboard.changes c JOIN switchboard.runs r ON r.id = c.run_id
          WHERE c.operation IS NOT NULL AND r.project = $1 AND r.environment = $2
          ORDER BY r.number DESC, c.run_id DESC, c.seq DESC",
        &[&scope.project, &scope.environment],
    )
    .await
}

/// Notes the operations on the open intents of a run, in one transaction.
pub(super) async fn note(
    client: &mut Client,
    holding: &Holding,
    intents: &Open,
    accepted: &[Accepted],
) -> Result<(), Trouble> {
    let tx = query::begin(client).await?;
    holding.confirm(&tx).await?;
    let (mut seqs, mut operations) = (Vec::new(), Vec::new());
    for one in accepted {
        let address = one.address.to_string();
        let Some(seq) = intents.get(&address).and_then(|seqs| seqs.last()) else {
            return Err(Trouble::Damaged(format!("{address} has no open intent")));
        };
        seqs.push(*seq);
        // A text in the database cannot contain a zero byte.
        operations.push(without_passwords(&one.operation).replace('\0', "\u{fffd}"));
    }
    tx.execute(
        "UPDATE switchboard.changes AS c SET operation = noted.operation
           FROM unnest($2::bigint[], $3::text[]) AS noted (seq, operation)
          WHERE c.run_id = $1 AND c.seq = noted.seq",
        &[&holding.run_id, &seqs, &operations],
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Records that these operations have ended.
pub(super) async fn close(client: &Client, ended: &[OpenOperation]) -> Result<(), Trouble> {
    let runs: Vec<&str> = ended.iter().map(|one| one.run_id.as_str()).collect();
    let addresses: Vec<String> = ended.iter().map(|one| one.address.to_string()).collect();
    let operations: Vec<&str> = ended.iter().map(|one| one.operation.as_str()).collect();
    client
        .execute(
            "UPDATE switchboard.changes AS c SET operation = NULL
               FROM unnest($1::text[], $2::text[], $3::text[]) AS ended (run_id, address, operation)
              WHERE c.run_id = ended.run_id AND c.address = ended.address
                AND c.operation = ended.operation",
            &[&runs, &addresses, &operations],
        )
        .await?;
    Ok(())
}
