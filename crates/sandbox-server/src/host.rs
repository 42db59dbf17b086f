//! A stand-in with what the server keeps beside it: faults, calls, waiting requests, counters.

use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::calls::Calls;
use crate::faults::fault::Fault;
use crate::faults::hold::Holds;
use crate::faults::matching::Faults;

/// What the requests to one sandbox share.
#[derive(Debug)]
pub(crate) struct Host<S> {
    pub(crate) stand_in: Arc<S>,
    faults: Mutex<Faults>,
    calls: Mutex<Calls>,
    /// Requests that a `hold` fault keeps waiting.
    pub(crate) holds: Arc<Holds>,
    /// Requests so far.
    pub(crate) requests: AtomicU64,
    /// Requests in progress.
    pub(crate) open: AtomicUsize,
}

impl<S> Host<S> {
    /// A host with these faults pending.
    pub(crate) fn new(stand_in: Arc<S>, faults: Vec<Fault>) -> Self {
        Self {
            stand_in,
            faults: Mutex::new(Faults::new(faults)),
            calls: Mutex::default(),
            holds: Arc::default(),
            requests: AtomicU64::new(0),
            open: AtomicUsize::new(0),
        }
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
