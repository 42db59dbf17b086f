//! What a run holds in a `SQLite` registry. Every record is one transaction that first checks that
//! it is still ours. Nothing here waits for anything but the disk.

use std::collections::BTreeSet;

use rusqlite::{Transaction, params};

use super::error::Trouble;
use super::liveness::Proof;
use super::record::Entry;
use super::writer::Writer;
use super::{history, lock, operations, query, serials, waves};
use crate::model::{RunStatus, Scope, Serials, Wave};
use crate::registry::attempt::{self, Attempt};
use crate::registry::codec::now;
use crate::registry::error::{RegistryError, TAKEN_AWAY};
use crate::registry::interface::{Answer, Session};
use crate::registry::operation::Accepted;
use crate::registry::settlement::{Intent, Settlement};

/// The session. Its lock lives as long as `proof`.
pub(super) struct HeldScope {
    pub(super) writer: Writer,
    pub(super) scope: Scope,
    pub(super) run_id: String,
    pub(super) lineage: String,
    pub(super) serials: Serials,
    /// The number of the run's latest change.
    pub(super) seq: i64,
    /// `None` once everything was released.
    pub(super) proof: Option<Proof>,
}

impl Session for HeldScope {
    fn run_id(&self) -> &str {
        &self.run_id
    }

    fn lineage(&self) -> &str {
        &self.lineage
    }

    fn serials(&self) -> &Serials {
        &self.serials
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

    fn accept<'a>(&'a mut self, accepted: &'a [Accepted]) -> Answer<'a, ()> {
        Box::pin(async move {
            self.note_operations(accepted)
                .map_err(|trouble| trouble.at("recording operations in", self.writer.db()))
        })
    }

    fn unclear<'a>(&'a mut self, since: &'a str) -> Answer<'a, Vec<Attempt>> {
        Box::pin(async move {
            history::noted_since(&self.writer, &self.scope, &self.run_id, since)
                .map(|noted| attempt::unclear(&noted))
                .map_err(|trouble| trouble.at("reading", self.writer.db()))
        })
    }

    fn note_wave<'a>(&'a mut self, wave: &'a Wave) -> Answer<'a, ()> {
        Box::pin(async move {
            self.write_wave(wave)
                .map_err(|trouble| trouble.at("recording a wave in", self.writer.db()))
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
        let mut changed = BTreeSet::new();
        for settlement in settled {
            entry.apply(settlement, &mut changed)?;
            entry.settle(settlement)?;
        }
        for intent in intents {
            entry.intend(intent)?;
        }
        let seq = entry.seq;
        let grown = serials::grow(&tx, &self.scope, changed)?;
        tx.commit()?;
        self.seq = seq;
        self.serials.parts.extend(grown);
        Ok(())
    }

    fn note_operations(&mut self, accepted: &[Accepted]) -> Result<(), Trouble> {
        let tx = ours(&mut self.writer, &self.scope, &self.run_id)?;
        operations::note(&tx, &self.run_id, accepted)?;
        tx.commit()?;
        Ok(())
    }

    fn write_wave(&mut self, wave: &Wave) -> Result<(), Trouble> {
        let tx = ours(&mut self.writer, &self.scope, &self.run_id)?;
        waves::note(&tx, &self.run_id, wave)?;
        tx.commit()?;
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

/// A transaction of a run that still holds what it took.
fn ours<'a>(
    writer: &'a mut Writer,
    scope: &Scope,
    run_id: &str,
) -> Result<Transaction<'a>, Trouble> {
    writer.must_be_in_place()?;
    let tx = query::begin(writer)?;
    if lock::is_held(&tx, run_id)? {
        return Ok(tx);
    }
    Err(RegistryError::LostLock {
        scope: scope.clone(),
        run_id: run_id.to_owned(),
        why: TAKEN_AWAY.to_owned(),
    }
    .into())
}
