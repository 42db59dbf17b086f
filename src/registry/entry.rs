//! What one transaction of a run writes: resources as they are now, intents, and how changes
//! ended. It neither begins nor ends the transaction.

use rusqlite::{OptionalExtension, Transaction, params};

use super::error::Trouble;
use super::values::{json, optional, without_passwords};
use super::{Intent, RegistryError, Settlement};
use crate::model::{Address, Kind, Name, Outcome, Resource, Scope};

/// What one transaction writes.
pub(super) struct Entry<'a> {
    pub(super) tx: &'a Transaction<'a>,
    pub(super) scope: &'a Scope,
    pub(super) run_id: &'a str,
    pub(super) at: String,
    /// The number of the run's latest change.
    pub(super) seq: i64,
}

impl Entry<'_> {
    /// Brings the recorded resource up to date. Says whether anything recorded was touched.
    pub(super) fn apply(&self, settlement: &Settlement) -> Result<bool, Trouble> {
        match (settlement.kept(), &settlement.result) {
            (Some(resource), _) => self.keep(&settlement.address, resource).map(|()| true),
            (None, Ok(_)) => self.forget(&settlement.address),
            (None, Err(_)) => Ok(false),
        }
    }

    fn keep(&self, address: &Address, resource: &Resource) -> Result<(), Trouble> {
        let (kind, path) = (address.kind(), address.to_string());
        if let (Kind::Number, Some(number)) = (kind, &resource.key) {
            self.free(number, &path)?;
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
                   run_id = excluded.run_id, updated_at = excluded.updated_at",
            )?
            .execute(params![
                project,
                environment,
                path,
                kind.as_str(),
                address.provider().map(Name::as_str),
                address.name(),
                resource.id,
                resource.key,
                fields,
                self.run_id,
                self.at
            ])?;
        Ok(())
    }

    /// Makes sure that no other address owns the number: one of this scope gives it up (the
    /// number was renamed, or two swapped their names), one of another scope keeps it.
    fn free(&self, number: &str, address: &str) -> Result<(), Trouble> {
        let owner = self
            .tx
            .prepare_cached(
                "SELECT project, environment, address FROM resources WHERE kind = 'number' AND natural_key = ?1",
            )?
            .query_row([number], |row| {
                let (project, environment) = (row.get(0)?, row.get(1)?);
                Ok((Scope { project, environment }, row.get::<_, String>(2)?))
            })
            .optional()?;
        match owner {
            Some((scope, owner)) if scope != *self.scope => Err(RegistryError::OwnedElsewhere {
                key: number.to_owned(),
                scope,
                address: owner,
            }
            .into()),
            Some((_, owner)) if owner != address => self.delete(&owner).map(|_| ()),
            _ => Ok(()),
        }
    }

    fn forget(&self, address: &Address) -> Result<bool, Trouble> {
        Ok(self.delete(&address.to_string())? > 0)
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

    /// Closes the address's open intent, or notes what needed none.
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
        let closed = self
            .tx
            .prepare_cached(
                "UPDATE changes SET action = ?3, before = ?4, after = ?5, outcome = ?6, error = ?7, settled_at = ?8
                 WHERE run_id = ?1 AND seq = (SELECT max(seq) FROM changes
                   WHERE run_id = ?1 AND address = ?2 AND outcome = 'intended')",
            )?
            .execute(params![
                self.run_id, address, action, before, after, outcome.as_str(), error, self.at
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

    /// Notes what is about to be written.
    pub(super) fn note(&mut self, intent: &Intent) -> Result<(), Trouble> {
        self.seq += 1;
        self.tx
            .prepare_cached(
                "INSERT INTO changes (run_id, seq, address, action, before, after, outcome, noted_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                self.run_id,
                self.seq,
                intent.address.to_string(),
                intent.action.as_str(),
                optional(intent.before.as_ref())?,
                optional(intent.after.as_ref())?,
                Outcome::Intended.as_str(),
                self.at
            ])?;
        Ok(())
    }
}
