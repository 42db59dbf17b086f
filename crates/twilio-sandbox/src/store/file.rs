//! The state file: one JSON document, always replaced as a whole.

use std::fs;
use std::io::{self, Write as _};
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

/// Replaces the file at `path` by `text`: writes a temporary file beside it (mode 0600), syncs it and renames it.
/// The new state includes the journal, which is then removed. A journal without a state file belonged to a state
/// that was deleted.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    if !path.exists() {
        journal::remove(path)?;
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    journal::remove(path)?;
    // On other systems a folder cannot be opened for syncing, and does not need it.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}
