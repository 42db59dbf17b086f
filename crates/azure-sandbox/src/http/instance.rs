//! One running sandbox, as its requests share it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use tokio::sync::{Mutex as AsyncMutex, Notify};

use crate::store::state::State;

/// What the requests to one sandbox share.
#[derive(Debug)]
pub(crate) struct Instance {
    /// Lock it with [`Instance::state`].
    state: Mutex<State>,
    /// Where the state is saved; locked while it is.
    file: Option<AsyncMutex<PathBuf>>,
    /// True once a request changed something. Until then nothing is saved, so that reading never writes: another
    /// process may be using the file.
    pub(crate) has_written: AtomicBool,
    /// Notified when an endpoint has answered a handshake.
    pub(crate) answered: Notify,
    /// `http://` and the listening address.
    pub(crate) base: String,
}

impl Instance {
    /// An instance that serves `state` at the URL `base`.
    pub(crate) fn new(state: State, file: Option<PathBuf>, base: String) -> Self {
        Self {
            state: Mutex::new(state),
            file: file.map(AsyncMutex::new),
            has_written: AtomicBool::new(false),
            answered: Notify::new(),
            base,
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding the lock. If something did, the state would still be readable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the whole state to its file, if something was changed.
    pub(crate) async fn save_changes(&self) -> anyhow::Result<()> {
        if self.has_written.load(Ordering::Relaxed) {
            return self.save().await;
        }
        Ok(())
    }

    /// Writes the whole state to its file, if it has one.
    pub(crate) async fn save(&self) -> anyhow::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        self.has_written.store(true, Ordering::Relaxed);
        let path = file.lock().await;
        let text = serde_json::to_vec(&*self.state())?;
        let target = path.clone();
        let written = tokio::task::spawn_blocking(move || sandbox_server::replace(&target, &text));
        written
            .await?
            .with_context(|| format!("cannot write {}", path.display()))
    }
}
