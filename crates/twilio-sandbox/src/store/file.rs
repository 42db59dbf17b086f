//! The state file: one JSON document, always replaced as a whole.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context as _, ensure};

use crate::store::journal;
use crate::store::state::State;

impl State {
    /// Writes the state to `path`, readable by its owner only. A reader finds the old file or the new one, never a
    /// part of either. Missing folders are created.
    ///
    /// # Errors
    /// If the folder or the file cannot be written.
    pub fn save(&self, path: &Path) -> anyhow::Result<()> {
        let text = self
            .to_json()
            .context("cannot write the sandbox state as JSON")?;
        replace(path, &text).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Reads the state file at `path`, without its journal.
pub(crate) fn read(path: &Path) -> anyhow::Result<State> {
    let cannot_read = || format!("cannot read {}", path.display());
    // Opening a named pipe would wait for a writer that never comes.
    let metadata = fs::metadata(path).with_context(cannot_read)?;
    ensure!(
        metadata.is_file(),
        "{} is not a regular file, and a sandbox state must be one",
        path.display()
    );
    let text = fs::read(path).with_context(cannot_read)?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is not a sandbox state", path.display()))
}

/// Replaces the file at `path` by `text`. The new state includes the journal, which is then removed. A journal without
/// a state file belonged to a state that was deleted.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    if !path.exists() {
        journal::remove(path)?;
    }
    sandbox_server::replace(path, text)?;
    journal::remove(path)
}
