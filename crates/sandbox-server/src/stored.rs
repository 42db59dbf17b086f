//! A state that requests share, and the file that keeps it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, ensure};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex as AsyncMutex;

use crate::file::replace;

/// Reads a state that [`Stored::save`] wrote.
///
/// # Errors
/// If the file cannot be read or is not such a state.
pub fn load<S: DeserializeOwned>(path: &Path) -> anyhow::Result<S> {
    let cannot_read = || format!("cannot read {}", path.display());
    // Opening a named pipe would wait for a writer that never comes.
    let metadata = std::fs::metadata(path).with_context(cannot_read)?;
    ensure!(
        metadata.is_file(),
        "{} is not a regular file, and a sandbox state must be one",
        path.display()
    );
    let text = std::fs::read(path).with_context(cannot_read)?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is not a sandbox state", path.display()))
}

/// A state with its file.
#[derive(Debug)]
pub struct Stored<S> {
    /// Lock it with [`Stored::state`].
    state: Mutex<S>,
    /// Where the state is saved; locked while it is.
    file: Option<AsyncMutex<PathBuf>>,
    /// True once a request changed something.
    has_written: AtomicBool,
}

impl<S: Serialize> Stored<S> {
    /// A state that is saved in `file`, or nowhere.
    pub fn new(state: S, file: Option<PathBuf>) -> Self {
        Self {
            state: Mutex::new(state),
            file: file.map(AsyncMutex::new),
            has_written: AtomicBool::new(false),
        }
    }

    /// The state, locked.
    pub fn state(&self) -> MutexGuard<'_, S> {
        // Nothing panics while holding the lock. If something did, the state would still be readable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the whole state to its file, if it has one. Only a request that changed something calls this, so that
    /// reading never writes: another process may be using the file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub async fn save(&self) -> anyhow::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        self.has_written.store(true, Ordering::Relaxed);
        let path = file.lock().await;
        let text = serde_json::to_vec(&*self.state())?;
        let target = path.clone();
        let written = tokio::task::spawn_blocking(move || replace(&target, &text));
        written
            .await?
            .with_context(|| format!("cannot write {}", path.display()))
    }

    /// Writes the whole state to its file, if that was ever done: saves what time has changed.
    ///
    /// # Errors
    /// As [`Stored::save`].
    pub async fn save_changes(&self) -> anyhow::Result<()> {
        if self.has_written.load(Ordering::Relaxed) {
            return self.save().await;
        }
        Ok(())
    }
}
