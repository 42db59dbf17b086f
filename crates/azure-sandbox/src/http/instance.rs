//! One running sandbox, as its requests share it.

use std::path::PathBuf;
use std::sync::{Arc, MutexGuard};

use sandbox_server::Stored;
use tokio::sync::Notify;

use crate::store::state::State;

/// What the requests to one sandbox share.
#[derive(Debug)]
pub(crate) struct Instance {
    /// The state and its file.
    pub(crate) stored: Arc<Stored<State>>,
    /// Notified when an endpoint has answered a handshake.
    pub(crate) answered: Notify,
    /// `http://` and the listening address.
    pub(crate) base: String,
}

impl Instance {
    /// An instance that serves `state` at the URL `base`.
    pub(crate) fn new(state: State, file: Option<PathBuf>, base: String) -> Self {
        Self {
            stored: Arc::new(Stored::new(state, file)),
            answered: Notify::new(),
            base,
        }
    }

    /// The state, locked.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.stored.state()
    }
}
