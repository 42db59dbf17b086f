//! One running sandbox, as its requests share it.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use tokio::sync::Mutex as AsyncMutex;

use crate::store::state::State;

/// What the requests to one sandbox share.
#[derive(Debug)]
pub(crate) struct Instance {
    /// Lock it with [`Instance::state`].
    state: Mutex<State>,
    /// Where the state is saved; locked while it is.
    file: Option<AsyncMutex<PathBuf>>,
}

impl Instance {
    /// An instance that serves `state`.
    pub(crate) fn new(state: State, file: Option<PathBuf>) -> Self {
        Self {
            state: Mutex::new(state),
            file: file.map(AsyncMutex::new),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding the lock. If something did, the state would still be readable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the whole state to its file, if it has one. Only a request that changed something calls this, so that
    /// reading never writes: another process may be using the file.
    pub(crate) async fn save(&self) -> anyhow::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let path = file.lock().await;
        let text = serde_json::to_vec(&*self.state())?;
        let target = path.clone();
        let written = tokio::task::spawn_blocking(move || sandbox_server::replace(&target, &text));
        written
            .await?
            .with_context(|| format!("cannot write {}", path.display()))
    }
}
