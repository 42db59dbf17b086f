//! Ownership: a number and a group belong to one project and environment of a registry, a group
//! also while it is being created.

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Transaction};

use super::batch::Batch;
use super::error::Trouble;
use super::lock::Holding;
use crate::model::{Kind, Scope};
use crate::registry::error::RegistryError;
use crate::registry::row::{FromRow, Row as _};
use crate::registry::settlement::Claim;

/// Keeps two runs from claiming at once: an advisory lock with a key of our own ("SWBC"), held for
/// the length of a transaction.
const ONE_AT_A_TIME: &str = "SELECT pg_advisory_xact_lock(1398227523)";

/// Refuses the record if another scope owns, or is about to write, one of the claimed objects.
pub(super) async fn confirm(
    tx: &Transaction<'_>,
    holding: &Holding,
    claims: &[(Kind, Claim)],
) -> Result<(), Trouble> {
    if claims.is_empty() {
        return Ok(());
    }
    tx.batch_execute(ONE_AT_A_TIME).await?;
    let scope = &holding.scope;
    for (kind, claim) in claims {
        let (account, object) = match claim {
            Claim::There(id) => (None, id),
            Claim::New { account, key } => (Some(account), key),
        };
        let owner = tx
            .query_typed_opt(
                "SELECT project, environment, address FROM switchboard.groups_of_accounts
                  WHERE kind = $6
                    AND CASE WHEN $3 IS NULL THEN id = $4
                             ELSE account = $3 AND natural_key = $4 END
                    AND (project <> $1 OR environment <> $2)
                  UNION ALL
                 SELECT l.project, l.environment, c.address
                   FROM switchboard.changes c JOIN switchboard.locks l ON l.run_id = c.run_id
                  WHERE c.claim = $5 AND c.outcome = 'intended'
                    AND (l.project <> $1 OR l.environment <> $2)
                  LIMIT 1",
                &[
                    (&scope.project, Type::TEXT),
                    (&scope.environment, Type::TEXT),
                    (&account, Type::TEXT),
                    (object, Type::TEXT),
                    (&claim.to_string(), Type::TEXT),
                    (&kind.as_str(), Type::TEXT),
                ],
            )
            .await?;
        if let Some(owner) = owner {
            return Err(owned_elsewhere(
                claim.to_string(),
                FromRow::from_row(&owner)?,
            ));
        }
    }
    Ok(())
}

/// Refuses the record if another project or environment owns one of its numbers or groups.
pub(super) async fn refuse_owned_elsewhere(
    client: &Client,
    holding: &Holding,
    batch: &Batch,
) -> Result<(), Trouble> {
    let owner = client
        .query_typed_opt(
            "SELECT project, environment, address,
                    CASE kind WHEN 'number' THEN natural_key ELSE id END
               FROM switchboard.resources
              WHERE (kind = 'number' AND natural_key = ANY($3)
                     OR (kind, id) IN (SELECT * FROM unnest($4, $5)))
                AND (project <> $1 OR environment <> $2)
              ORDER BY 4 LIMIT 1",
            &[
                (&holding.scope.project, Type::TEXT),
                (&holding.scope.environment, Type::TEXT),
                (&batch.numbers, Type::TEXT_ARRAY),
                (&batch.groups.kinds, Type::TEXT_ARRAY),
                (&batch.groups.ids, Type::TEXT_ARRAY),
            ],
        )
        .await?;
    match owner {
        None => Ok(()),
        Some(owner) => Err(owned_elsewhere(
            owner.string(3)?,
            FromRow::from_row(&owner)?,
        )),
    }
}

fn owned_elsewhere(key: String, (scope, address): (Scope, String)) -> Trouble {
    RegistryError::OwnedElsewhere {
        key,
        scope,
        address,
    }
    .into()
}
