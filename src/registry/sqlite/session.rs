//! A scope held in a `SQLite` registry: every record is one transaction that first makes sure
//! that the scope is still ours. Nothing here waits for anybody but the disk.

use std::path::PathBuf;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::liveness::Proof;
use super::lock;
use super::record::Entry;
use super::{history, read};
use crate::model::{RunStatus, Scope};
use crate::registry::codec::now;
use crate::registry::error::{TAKEN_AWAY, Trouble};
use crate::registry::{Answer, Attempt, Intent, RegistryError, Session, Settlement, attempt};

/// The session. Its lock lives as long as `proof`.
pub(super) struct Held {
    pub(super) db: PathBuf,
    pub(super) connection: Connection,
    pub(super) scope: Scope,
    pub(super) run_id: String,
    pub(super) lineage: String,
    pub(super) serial: u64,
    /// The number of the run's latest change.
    pub(super) seq: i64,
    /// `None` once the scope was given back.
    pub(super) proof: Option<Proof>,
}

impl Session for Held {
    fn run_id(&self) -> &str {
        &self.run_id
    }

    fn lineage(&self) -> &str {
        &self.lineage
    }

    fn serial(&self) -> u64 {
        self.serial
    }

    fn record<'a>(
        &'a mut self,
        settled: &'a [Settlement],
        intents: &'a [Intent],
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            self.write(settled, intents)
                .map_err(|trouble| trouble.told("recording changes in", &self.db))
        })
    }

    fn unclear<'a>(&'a mut self, since: &'a str) -> Answer<'a, Vec<Attempt>> {
        Box::pin(async move {
            history::noted_since(&self.connection, &self.scope, &self.run_id, since)
                .map(|noted| attempt::unclear(&noted))
                .map_err(|trouble| trouble.told("reading", &self.db))
        })
    }

    fn replan<'a>(&'a mut self, plan_sha256: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            self.note_plan(plan_sha256)
                .map_err(|trouble| trouble.told("noting the plan in", &self.db))
        })
    }

    fn finish(&mut self, status: RunStatus) -> Answer<'_, ()> {
        Box::pin(async move {
            self.end(status, Some(&now()))
                .map_err(|trouble| trouble.told("closing the run in", &self.db))
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.proof.is_some() {
            // Should this fail, the missing proof of life tells the same.
            let _ = self.end(RunStatus::Interrupted, None);
        }
    }
}

impl Held {
    fn write(&mut self, settled: &[Settlement], intents: &[Intent]) -> Result<(), Trouble> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        still_ours(&tx, &self.scope, &self.run_id)?;
        let mut entry = Entry {
            tx: &tx,
            scope: &self.scope,
            run_id: &self.run_id,
            at: now(),
            seq: self.seq,
        };
        let mut changed = false;
        for settlement in settled {
            changed |= entry.apply(settlement)?;
            entry.settle(settlement)?;
        }
        for intent in intents {
            entry.note(intent)?;
        }
        let seq = entry.seq;
        let serial = if changed {
            grow(&tx, &self.scope)?
        } else {
            self.serial
        };
        tx.commit()?;
        (self.seq, self.serial) = (seq, serial);
        Ok(())
    }

    fn note_plan(&mut self, plan_sha256: &str) -> Result<(), Trouble> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        still_ours(&tx, &self.scope, &self.run_id)?;
        tx.execute(
            "UPDATE runs SET plan_sha256 = ?1 WHERE id = ?2",
            params![plan_sha256, self.run_id],
        )?;
        tx.commit()?;
        Ok(())
    }

    fn end(&mut self, status: RunStatus, ended_at: Option<&str>) -> Result<(), Trouble> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        still_ours(&tx, &self.scope, &self.run_id)?;
        lock::give_back(&tx, &self.run_id, status, ended_at)?;
        tx.commit()?;
        // Only now: who finds no proof must find the run's end.
        self.proof = None;
        Ok(())
    }
}

fn still_ours(tx: &Transaction, scope: &Scope, run_id: &str) -> Result<(), Trouble> {
    if lock::is_held(tx, scope, run_id)? {
        return Ok(());
    }
    Err(RegistryError::LostLock {
        scope: scope.clone(),
        run_id: run_id.to_owned(),
        why: TAKEN_AWAY.to_owned(),
    }
    .into())
}

fn grow(tx: &Transaction, scope: &Scope) -> rusqlite::Result<u64> {
    tx.prepare_cached(
        "UPDATE scopes SET serial = serial + 1 WHERE project = ?1 AND environment = ?2 RETURNING serial",
    )?
    .query_row(params![scope.project, scope.environment], |row| read::serial_at(row, 0))
}
