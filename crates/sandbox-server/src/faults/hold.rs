//! Requests that a `hold` fault keeps waiting until they are released. A test of what a crash or a signal leaves behind
//! needs a moment that lasts until the test has acted, not a few milliseconds.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::oneshot;

/// A waiting request.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Waiting {
    method: String,
    path: String,
    /// True if the request was handled, so that only its answer waits.
    done: bool,
}

/// The waiting requests, in the order in which they arrived.
#[derive(Debug, Default)]
pub(crate) struct Holds(Mutex<Waits>);

#[derive(Debug, Default)]
struct Waits {
    last: u64,
    waiting: BTreeMap<u64, (Waiting, oneshot::Sender<()>)>,
}

impl Holds {
    fn waits(&self) -> MutexGuard<'_, Waits> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when the request is released. If its client disconnects first, this future is dropped, and the request
    /// is no longer listed.
    pub(crate) async fn wait(self: &Arc<Self>, method: &str, path: &str, done: bool) {
        let (go, released) = oneshot::channel();
        let waiting = Waiting {
            method: method.to_owned(),
            path: path.to_owned(),
            done,
        };
        let leaving = {
            let mut waits = self.waits();
            waits.last += 1;
            let number = waits.last;
            waits.waiting.insert(number, (waiting, go));
            Leaving(Arc::clone(self), number)
        };
        // A dropped sender releases too.
        let _ = released.await;
        drop(leaving);
    }

    /// The waiting requests.
    pub(crate) fn list(&self) -> Vec<Waiting> {
        let waits = self.waits();
        let waiting = waits.waiting.values();
        waiting.map(|(waiting, _)| waiting.clone()).collect()
    }

    /// Releases all of them.
    pub(crate) fn release(&self) {
        self.waits().waiting.clear();
    }
}

/// Takes the request off the list when its waiting ends, for whatever reason.
struct Leaving(Arc<Holds>, u64);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.waits().waiting.remove(&self.1);
    }
}
