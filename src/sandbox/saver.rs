//! Keeps the state's file in step: a write is on disk before it is answered. Writers that come while a file is
//! being written share the next one, so that many writes at once do not cost a file each.

use std::path::PathBuf;

use tokio::sync::Mutex;

use super::server::World;
use super::state::{State, replace};

/// Writes the state to one file.
#[derive(Debug)]
pub(super) struct Saver {
    path: PathBuf,
    /// Up to which write the file holds the state. Held while the file is being written.
    saved: Mutex<u64>,
}

impl Saver {
    /// For a state that is on disk up to the write `saved`.
    pub(super) fn new(path: PathBuf, saved: u64) -> Self {
        Self {
            path,
            saved: Mutex::new(saved),
        }
    }

    /// Returns when the file holds the state up to the write number `write`.
    pub(super) async fn save(&self, world: &World, write: u64) -> anyhow::Result<()> {
        let mut saved = self.saved.lock().await;
        if *saved >= write {
            return Ok(());
        }
        let (text, writes) = {
            let state: &State = &world.state();
            (state.to_json()?, state.writes)
        };
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || replace(&path, &text)).await??;
        *saved = writes;
        Ok(())
    }
}
