//! The writes of one transaction of a run: resources as they are now, intents, and the results of
//! changes. It neither begins nor ends the transaction.

use std::collections::BTreeSet;

use rusqlite::{Transaction, params};

use super::error::Trouble;
use super::{counterpart_records, query};
use crate::model::{
    Address, Kind, Name, Outcome, Part, Resource, Scope, is_unclear, without_passwords,
};
use crate::registry::codec::{self, json, optional};
use crate::registry::error::RegistryError;
use crate::registry::settlement::{Claim, Intent, Settlement};

/// Selects the owner of a number.
const NUMBER: &str = "SELECT project, environment, address FROM resources WHERE kind = 'number' AND natural_key = ?1";
/// Selects the owner of a group. It repeats the condition of the index, which is used then.
const GROUP: &str = "SELECT project, environment, address FROM resources
  WHERE kind NOT IN ('provider', 'number', 'keyword') AND kind = ?1 AND id = ?2";

/// A transaction under way.
pub(super) struct Entry<'a> {
    pub(super) tx: &'a Transaction<'a>,
    pub(super) scope: &'a Scope,
    pub(super) run_id: &'a str,
    pub(super) at: String,
    /// The number of the run's latest change.
    pub(super) seq: i64,
}

impl Entry<'_> {
    /// Updates the recorded resource. Adds the parts in which anything recorded changed.
    pub(super) fn apply(
        &self,
        settlement: &Settlement,
        changed: &mut BTreeSet<Part>,
    ) -> Result<(), Trouble> {
        let address = &settlement.address;
        let system = address.counterpart();
        let changes = match (settlement.kept(), &settlement.result, system) {
            (Some(resource), _, None) => {
                self.keep(address, resource, changed)?;
                true
            }
            (Some(row), _, Some(system)) => {
                counterpart_records::keep(self.tx, self.scope, system, address, row, &self.at)?;
                true
            }
            (None, Ok(_), None) => self.delete(&address.to_string())? > 0,
            (None, Ok(_), Some(_)) => {
                counterpart_records::drop_one(self.tx, self.scope, address)? > 0
            }
            (None, Err(_), _) => false,
        };
        changed.extend(changes.then(|| Part::of(address)));
        Ok(())
    }

    fn keep(
        &self,
        address: &Address,
        resource: &Resource,
        changed: &mut BTreeSet<Part>,
    ) -> Result<(), Trouble> {
        let (kind, path) = (address.kind(), address.to_string());
        match kind {
            Kind::Number => {
                if let Some(number) = &resource.key {
                    let owner = query::first(self.tx, NUMBER, [number.as_str()])?;
                    self.free(number, owner, &path, changed)?;
                }
            }
            Kind::Handler(_) | Kind::Group(_) => {
                if let Some(id) = &resource.id {
                    let owner = query::first(self.tx, GROUP, [kind.as_str(), id])?;
                    self.free(id, owner, &path, changed)?;
                }
            }
            Kind::Provider | Kind::Keyword | Kind::Counterpart(..) => {}
        }
        let Scope {
            project,
            environment,
        } = self.scope;
        let fields = json(&resource.fields)?;
        self.tx
            .prepare_cached(
                "INSERT INTO resources (project, environment, address, kind, provider, name, id, natural_key, fields, run_id, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (project, environment, address) DO UPDATE SET
                   address = excluded.address, name = excluded.name, id = excluded.id,
                   natural_key = excluded.natural_key, fields = excluded.fields,
                   run_id = excluded.run_id, updated_at = excluded.updated_at,
                   route = NULL",
            )?
            .execute(params![
                project,
                environment,
                path,
                kind.as_str(),
                address.provider().map(Name::as_str),
                address.name(),
                resource.id.as_deref(),
                resource.key.as_deref(),
                fields,
                self.run_id,
                self.at
            ])?;
        Ok(())
    }

    /// Makes sure that no other address owns an object: an address of this scope gives it up (it
    /// was renamed, or two swapped their names), one of another scope keeps it.
    fn free(
        &self,
        object: &str,
        owner: Option<(Scope, String)>,
        address: &str,
        changed: &mut BTreeSet<Part>,
    ) -> Result<(), Trouble> {
        match owner {
            Some((scope, owner)) if scope != *self.scope => {
                Err(owned_elsewhere(object, (scope, owner)))
            }
            Some((_, owner)) if owner != address => {
                changed.insert(Part::of(&codec::address(&owner)?));
                self.delete(&owner).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    fn delete(&self, address: &str) -> Result<usize, Trouble> {
        let Scope {
            project,
            environment,
        } = self.scope;
        Ok(self
            .tx
            .prepare_cached(
                "DELETE FROM resources WHERE project = ?1 AND environment = ?2 AND address = ?3",
            )?
            .execute(params![project, environment, address])?)
    }

    /// Closes the address's open intent, or records a change that needed none.
    pub(super) fn settle(&mut self, settlement: &Settlement) -> Result<(), Trouble> {
        let (outcome, error) = match &settlement.result {
            Ok(_) => (Outcome::Done, None),
            Err(failed) => (Outcome::Failed, Some(without_passwords(&failed.why))),
        };
        let address = settlement.address.to_string();
        let action = settlement.action.as_str();
        let (before, after) = (
            optional(settlement.before.as_ref())?,
            optional(settlement.after.as_ref())?,
        );
        // Of a write without a clear end, the next apply must find out how its operation ended.
        let unclear = error.as_deref().is_some_and(is_unclear);
        let closed = self
            .tx
            .prepare_cached(
                "UPDATE changes SET action = ?3, before = ?4, after = ?5, outcome = ?6, error = ?7, settled_at = ?8,
                   operation = CASE WHEN ?9 THEN operation END
                 WHERE run_id = ?1 AND seq = (SELECT max(seq) FROM changes
                   WHERE run_id = ?1 AND address = ?2 AND outcome = 'intended')",
            )?
            .execute(params![
                self.run_id, address, action, before, after, outcome.as_str(), error, self.at, unclear
            ])?;
        if closed == 0 {
            self.seq += 1;
            self.tx
                .prepare_cached(
                    "INSERT INTO changes (run_id, seq, address, action, before, after, outcome, error, noted_at, settled_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
                )?
                .execute(params![
                    self.run_id, self.seq, address, action, before, after, outcome.as_str(), error, self.at
                ])?;
        }
        Ok(())
    }

    /// Refuses a claim on a group that another scope owns or is about to write.
    fn claim(&self, kind: Kind, claim: &Claim) -> Result<(), Trouble> {
        let Scope {
            project,
            environment,
        } = self.scope;
        let recorded = match claim {
            Claim::There(id) => query::first(
                self.tx,
                "SELECT project, environment, address FROM groups_of_accounts
                  WHERE kind = ?3 AND id = ?4
                    AND (project <> ?1 OR environment <> ?2)",
                params![project, environment, kind.as_str(), id],
            )?,
            Claim::New { account, key } => query::first(
                self.tx,
                "SELECT project, environment, address FROM groups_of_accounts
                  WHERE kind = ?3 AND account = ?4 AND natural_key = ?5
                    AND (project <> ?1 OR environment <> ?2)",
                params![project, environment, kind.as_str(), account, key],
            )?,
        };
        let claim = claim.to_string();
        let holder = match recorded {
            Some(owner) => Some(owner),
            None => query::first(
                self.tx,
                "SELECT l.project, l.environment, c.address
                   FROM changes c JOIN locks l ON l.run_id = c.run_id
                  WHERE c.claim = ?3 AND c.outcome = 'intended'
                    AND (l.project <> ?1 OR l.environment <> ?2)",
                params![project, environment, claim],
            )?,
        };
        match holder {
            Some(owner) => Err(owned_elsewhere(&claim, owner)),
            None => Ok(()),
        }
    }

    /// Records a change that is about to be written.
    pub(super) fn intend(&mut self, intent: &Intent) -> Result<(), Trouble> {
        if let Some(claim) = &intent.claim {
            self.claim(intent.address.kind(), claim)?;
        }
        self.seq += 1;
        self.tx
            .prepare_cached(
                "INSERT INTO changes (run_id, seq, address, action, before, after, outcome, noted_at, claim)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                self.run_id,
                self.seq,
                intent.address.to_string(),
                intent.action.as_str(),
                optional(intent.before.as_ref())?,
                optional(intent.after.as_ref())?,
                Outcome::Intended.as_str(),
                self.at,
                intent.claim.as_ref().map(ToString::to_string)
            ])?;
        Ok(())
    }
}

fn owned_elsewhere(object: &str, (scope, address): (Scope, String)) -> Trouble {
    let key = object.to_owned();
    RegistryError::OwnedElsewhere {
        key,
        scope,
        address,
    }
    .into()
}
