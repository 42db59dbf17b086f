//! One running sandbox, as its requests share it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::inbound::failure::Failure;
use crate::store::saver::Saver;
use crate::store::state::State;

/// What the requests to one sandbox share.
#[derive(Debug)]
pub(crate) struct Instance {
    /// Lock it with [`Instance::state`].
    pub(crate) state: Mutex<State>,
    pub(crate) saver: Option<Saver>,
    /// `http://` and the listening address.
    pub(crate) base: String,
}

impl Instance {
    /// An instance that serves `state` at the URL `base`, and saves it with `saver`.
    pub(crate) fn new(state: State, saver: Option<Saver>, base: String) -> Self {
        Self {
            state: Mutex::new(state),
            saver,
            base,
        }
    }

    /// Records the alerts about webhooks that were called in vain. Returns when they are on disk.
    pub(crate) async fn record(&self, failures: Vec<Failure>) -> anyhow::Result<()> {
        if failures.is_empty() {
            return Ok(());
        }
        {
            let mut state = self.state();
            for Failure { account, alert } in failures {
                if let (Some(new), Some(saver)) = (state.add_alert(&account, alert), &self.saver) {
                    saver.note(&new);
                }
            }
        }
        match &self.saver {
            Some(saver) => saver.flush(&self.state).await,
            None => Ok(()),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding the lock. If something did, the state would still be whole, because handlers
        // change it last.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
