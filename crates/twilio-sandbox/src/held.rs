//! Requests that a `hold` fault keeps waiting until somebody lets them go. Whoever tests what a death or a signal
//! leaves behind needs a moment that lasts until they have done their part, not one that lasts some milliseconds.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::oneshot;

/// A request that waits.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Waiting {
    method: String,
    path: String,
    /// Whether it was done, so that only its answer waits.
    done: bool,
}

/// All requests that wait, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<Waits>);

#[derive(Debug, Default)]
struct Waits {
    last: u64,
    waiting: BTreeMap<u64, (Waiting, oneshot::Sender<()>)>,
}

impl Held {
    fn waits(&self) -> MutexGuard<'_, Waits> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when the request is let go. When its client goes away first, nobody waits for this any more, and it is
    /// no longer listed.
    pub(super) async fn wait(self: &Arc<Self>, method: &str, path: &str, done: bool) {
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
        // A dropped sender lets go too.
        let _ = released.await;
        drop(leaving);
    }

    /// The requests that wait.
    pub(super) fn list(&self) -> Vec<Waiting> {
        let waits = self.waits();
        let waiting = waits.waiting.values();
        waiting.map(|(waiting, _)| waiting.clone()).collect()
    }

    /// Lets all of them go.
    pub(super) fn release(&self) {
        self.waits().waiting.clear();
    }
}

/// Takes the request off the list, however its waiting ends.
struct Leaving(Arc<Held>, u64);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.waits().waiting.remove(&self.1);
    }
}
