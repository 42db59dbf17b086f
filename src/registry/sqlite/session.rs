//! A scope held in a `SQLite` registry. Every record is one transaction that first checks that
//! the scope is still ours. Nothing here waits for anything but the disk.

use rusqlite::{Transaction, params};

use super::error::Trouble;
use super::liveness::Proof;
use super::record::Entry;
use super::writer::Writer;
use super::{history, lock, query};
use crate::model::{RunStatus, Scope};
use crate::registry::attempt::{self, Attempt};
use crate::registry::codec::now;
use crate::registry::error::{RegistryError, TAKEN_AWAY};
use crate::registry::interface::{Answer, Session};
use crate::registry::row::Row as _;
use crate::registry::settlement::{Intent, Settlement};

/// The session. Its lock lives as long as `proof`.
pub(super) struct HeldScope {
    pub(super) writer: Writer,
    pub(super) scope: Scope,
    pub(super) run_id: String,
    pub(super) lineage: String,
    pub(super) serial: u64,
    /// The number of the run's latest change.
    pub(super) seq: i64,
    /// `None` once the scope was released.
    pub(super) proof: Option<Proof>,
}

impl Session for HeldScope {
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
                .map_err(|trouble| trouble.at("recording changes in", self.writer.db()))
        })
    }

    fn unclear<'a>(&'a mut self, since: &'a str) -> Answer<'a, Vec<Attempt>> {
        Box::pin(async move {
            history::noted_since(&self.writer, &self.scope, &self.run_id, since)
                .map(|noted| attempt::unclear(&noted))
                .map_err(|trouble| trouble.at("reading", self.writer.db()))
        })
    }

    fn replan<'a>(&'a mut self, plan_sha256: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            self.note_plan(plan_sha256)
                .map_err(|trouble| trouble.at("recording the plan in", self.writer.db()))
        })
    }

    fn finish(&mut self, status: RunStatus) -> Answer<'_, ()> {
        Box::pin(async move {
            self.end(status, Some(&now()))
                .map_err(|trouble| trouble.at("closing the run in", self.writer.db()))
        })
    }
}

impl Drop for HeldScope {
    fn drop(&mut self) {
        if self.proof.is_some() {
            // If this fails, the missing proof of life says the same.
            let _ = self.end(RunStatus::Interrupted, None);
        }
    }
}

impl HeldScope {
    fn write(&mut self, settled: &[Settlement], intents: &[Intent]) -> Result<(), Trouble> {
        let tx = ours(&mut self.writer, &self.scope, &self.run_id)?;
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
            entry.intend(intent)?;
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
        let tx = ours(&mut self.writer, &self.scope, &self.run_id)?;
        tx.execute(
            "UPDATE runs SET plan_sha256 = ?1 WHERE id = ?2",
            params![plan_sha256, self.run_id],
        )?;
        tx.commit()?;
        Ok(())
    }

    fn end(&mut self, status: RunStatus, ended_at: Option<&str>) -> Result<(), Trouble> {
        let tx = ours(&mut self.writer, &self.scope, &self.run_id)?;
        lock::release(&tx, &self.run_id, status, ended_at)?;
        tx.commit()?;
        // Not earlier: a reader that finds no proof must find the run's end.
        self.proof = None;
        Ok(())
    }
}

/// A transaction of a run that still holds its scope.
fn ours<'a>(
    writer: &'a mut Writer,
    scope: &Scope,
    run_id: &str,
) -> Result<Transaction<'a>, Trouble> {
    writer.must_be_in_place()?;
    let tx = query::begin(writer)?;
    if lock::is_held(&tx, scope, run_id)? {
        return Ok(tx);
    }
    Err(RegistryError::LostLock {
        scope: scope.clone(),
        run_id: run_id.to_owned(),
        why: TAKEN_AWAY.to_owned(),
    }
    .into())
}

/// Increments the scope's serial and returns it.
fn grow(tx: &Transaction, scope: &Scope) -> Result<u64, Trouble> {
    tx.prepare_cached(
        "UPDATE scopes SET serial = serial + 1 WHERE project = ?1 AND environment = ?2 RETURNING serial",
    )?
    .query_row(params![scope.project, scope.environment], |row| Ok(row.serial(0)))?
}
