//! One running sandbox, as its requests share it: state, faults, calls and counters.

use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::faults::hold::Holds;
use crate::faults::matching::Faults;
use crate::http::calls::Calls;
use crate::store::saver::Saver;
use crate::store::state::State;

/// What the requests to one sandbox share.
#[derive(Debug)]
pub(crate) struct Instance {
    /// Lock it with [`Instance::state`].
    pub(crate) state: Mutex<State>,
    faults: Mutex<Faults>,
    calls: Mutex<Calls>,
    /// Requests that a `hold` fault keeps waiting.
    pub(crate) holds: Arc<Holds>,
    pub(crate) saver: Option<Saver>,
    /// `http://` and the listening address.
    pub(crate) base: String,
    /// Requests so far: the number in `Twilio-Request-Id`.
    pub(crate) requests: AtomicU64,
    /// Requests in progress, for `Twilio-Concurrent-Requests`.
    pub(crate) open: AtomicUsize,
}

impl Instance {
    /// An instance that serves `state` at the URL `base`, and saves it with `saver`.
    pub(crate) fn new(mut state: State, saver: Option<Saver>, base: String) -> Self {
        let faults = Faults::new(std::mem::take(&mut state.faults));
        Self {
            state: Mutex::new(state),
            faults: Mutex::new(faults),
            calls: Mutex::default(),
            holds: Arc::default(),
            saver,
            base,
            requests: AtomicU64::new(0),
            open: AtomicUsize::new(0),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding the lock. If something did, the state would still be whole, because handlers
        // change it last.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
