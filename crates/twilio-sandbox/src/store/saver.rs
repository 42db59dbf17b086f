//! Keeps the state file up to date: a write, or the alert about a text, is on disk before it is answered. A small state is
//! written as a whole each time; for a large one, writes and alerts are added to a journal until it is as long as the
//! state. Writes that arrive while the disk is busy go to disk together.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::Mutex as AsyncMutex;

use crate::store::file::replace;
use crate::store::journal;
use crate::store::state::State;

/// The largest size, in bytes, of a state that is written as a whole each time: up to here, writing takes no longer
/// than the sync.
const SMALL: usize = 256 * 1024;

/// Writes the state to one file.
#[derive(Debug)]
pub(crate) struct Saver {
    path: PathBuf,
    /// Journal lines that are not on disk yet. None if a line could not be written as JSON: then only the whole state
    /// will do.
    waiting: Mutex<Option<Vec<u8>>>,
    /// Locked while the disk is being written.
    disk: AsyncMutex<Disk>,
}

/// What is on disk.
#[derive(Debug)]
struct Disk {
    /// The number of the last write on disk.
    write: u64,
    /// Length of the state when it was last written as a whole; None before the first time and after an error.
    whole: Option<usize>,
    /// Length of the journal since then.
    journal: usize,
}

impl Saver {
    /// A saver for a state that is on disk up to `write`.
    pub(crate) fn new(path: PathBuf, write: u64) -> Self {
        let disk = Disk {
            write,
            whole: None,
            journal: 0,
        };
        Self {
            path,
            waiting: Mutex::new(Some(Vec::new())),
            disk: AsyncMutex::new(disk),
        }
    }

    /// Notes a write or an alert. The caller holds the lock on the state, so that they are noted in their order.
    pub(crate) fn note(&self, entry: &impl Serialize) {
        let line = journal::line(entry).ok();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.take().zip(line).map(|(mut lines, line)| {
            lines.extend(line);
            lines
        });
    }

    /// Returns when write number `write` is on disk.
    pub(crate) async fn save(&self, state: &Mutex<State>, write: u64) -> anyhow::Result<()> {
        let mut disk = self.disk.lock().await;
        if disk.write >= write {
            return Ok(());
        }
        self.write(&mut disk, state).await
    }

    /// Returns when everything noted so far is on disk.
    pub(crate) async fn flush(&self, state: &Mutex<State>) -> anyhow::Result<()> {
        let mut disk = self.disk.lock().await;
        if self.is_idle() {
            return Ok(());
        }
        self.write(&mut disk, state).await
    }

    async fn write(&self, disk: &mut Disk, state: &Mutex<State>) -> anyhow::Result<()> {
        let whole = disk.whole.take();
        let (text, writes, journaled) = {
            let state = state.lock().unwrap_or_else(PoisonError::into_inner);
            let lines = self.take_waiting();
            let room = whole
                .filter(|whole| *whole > SMALL)
                .map_or(0, |whole| whole.saturating_sub(disk.journal));
            match lines.filter(|lines| lines.len() <= room) {
                Some(lines) => (lines, state.writes, true),
                None => (state.to_json()?, state.writes, false),
            }
        };
        let (path, length) = (self.path.clone(), text.len());
        tokio::task::spawn_blocking(move || {
            if journaled {
                journal::append(&path, &text)
            } else {
                replace(&path, &text)
            }
        })
        .await??;
        disk.write = writes;
        if journaled {
            disk.whole = whole;
            disk.journal += length;
        } else {
            disk.whole = Some(length);
            disk.journal = 0;
        }
        Ok(())
    }

    /// Writes the whole state, so that no journal is left.
    pub(crate) async fn finish(&self, state: &Mutex<State>) -> anyhow::Result<()> {
        let mut disk = self.disk.lock().await;
        let (text, writes) = {
            let state = state.lock().unwrap_or_else(PoisonError::into_inner);
            if disk.write == state.writes && disk.journal == 0 && self.is_idle() {
                return Ok(());
            }
            self.take_waiting();
            (state.to_json()?, state.writes)
        };
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || replace(&path, &text)).await??;
        disk.write = writes;
        disk.journal = 0;
        Ok(())
    }

    /// True if nothing waits to be written.
    fn is_idle(&self) -> bool {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.as_ref().is_some_and(Vec::is_empty)
    }

    fn take_waiting(&self) -> Option<Vec<u8>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.replace(Vec::new())
    }
}
