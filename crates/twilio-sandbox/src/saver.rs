//! Keeps the state's file in step: a write is on disk before it is answered. A small state is written as a whole each
//! time; a large one by adding to a journal, until that has grown as long as the state. Writers that come while the
//! disk is busy share what is written next.

use std::path::PathBuf;
use std::sync::{Mutex as Lock, PoisonError};

use tokio::sync::Mutex;

use super::journal::{self, Entry};
use super::request::Request;
use super::server::World;
use super::state::{State, replace};

/// Up to this many bytes a state is small: writing it costs no more than waiting for the disk.
const SMALL: usize = 256 * 1024;

/// Writes the state to one file.
#[derive(Debug)]
pub(super) struct Saver {
    path: PathBuf,
    /// Lines for the journal that are not on disk. None when one could not be made, so that only the whole will do.
    waiting: Lock<Option<Vec<u8>>>,
    /// Held while the disk is being written.
    disk: Mutex<Disk>,
}

/// What is on disk.
#[derive(Debug)]
struct Disk {
    /// Up to which write.
    write: u64,
    /// How long the state was when it was last written as a whole; unknown before the first time, and after an error.
    whole: Option<usize>,
    /// How long the journal is since then.
    journal: usize,
}

impl Saver {
    /// For a state that is on disk up to `write`.
    pub(super) fn new(path: PathBuf, write: u64) -> Self {
        let disk = Disk {
            write,
            whole: None,
            journal: 0,
        };
        Self {
            path,
            waiting: Lock::new(Some(Vec::new())),
            disk: Mutex::new(disk),
        }
    }

    /// Notes a write that has been done. The caller holds the state, so that writes are noted in their order.
    pub(super) fn note(&self, write: u64, method: &str, request: &Request) {
        let line = Entry::new(write, method, request).line().ok();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.take().zip(line).map(|(mut lines, line)| {
            lines.extend(line);
            lines
        });
    }

    /// Returns when the write number `write` is on disk.
    pub(super) async fn save(&self, world: &World, write: u64) -> anyhow::Result<()> {
        let mut disk = self.disk.lock().await;
        if disk.write >= write {
            return Ok(());
        }
        let whole = disk.whole.take();
        let (text, writes, journaled) = {
            let state: &State = &world.state();
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

    /// Sees everything to disk as a whole, so that no journal is left.
    pub(super) async fn finish(&self, world: &World) -> anyhow::Result<()> {
        let mut disk = self.disk.lock().await;
        let (text, writes) = {
            let state: &State = &world.state();
            if disk.write == state.writes && disk.journal == 0 {
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

    fn take_waiting(&self) -> Option<Vec<u8>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.replace(Vec::new())
    }
}
