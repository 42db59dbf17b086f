//! What every reader can see while the watch goes on: the latest report and no older one, the
//! counters, and the readiness.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;

use crate::report::watch::metrics::Metrics;

/// A success may be this many intervals old, each counted a tenth longer than configured.
const PATIENCE: u32 = 3;

/// The state that the rounds write and the endpoints read.
pub(super) struct Board {
    live: Mutex<Live>,
    interval: Duration,
}

/// The content of the board.
#[derive(Default)]
pub(super) struct Live {
    /// All metrics.
    pub metrics: Metrics,
    /// The latest report. `None` before the first round, and while another replica leads.
    pub published: Option<Published>,
    /// Why the files cannot be used, if they cannot.
    pub misconfigured: Option<String>,
    /// Why the last round failed or was incomplete; `None` after a success.
    pub trouble: Option<String>,
    /// When the last complete round ended.
    pub succeeded: Option<Instant>,
    /// When another replica was last known to lead, if one does.
    pub followed: Option<Instant>,
}

/// The latest report, in the forms in which it is served.
pub(super) struct Published {
    /// For people.
    pub page: Bytes,
    /// For programs.
    pub json: Bytes,
}

impl Board {
    /// An empty board.
    pub(super) fn new(interval: Duration) -> Self {
        let mut live = Live::default();
        env!("CARGO_PKG_VERSION").clone_into(&mut live.metrics.version);
        live.metrics.configuration_valid = true;
        Self {
            live: Mutex::new(live),
            interval,
        }
    }

    /// The current content. It must not be kept over an `await`.
    pub(super) fn live(&self) -> MutexGuard<'_, Live> {
        // No code panics while it holds the lock.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the watch is ready, in words: there is a report that is not too old, or another
    /// replica is known to lead. The error says why it is not ready.
    pub(super) fn readiness(&self) -> Result<String, String> {
        let live = self.live();
        let patience = self.interval * PATIENCE * 11 / 10;
        let fresh = |at: &Instant| at.elapsed() <= patience;
        let ready = match (&live.followed, &live.succeeded) {
            (Some(at), _) if fresh(at) => Ok("ready: another replica leads"),
            (None, Some(at)) if fresh(at) => Ok("ready"),
            (Some(_), _) => Err("cannot determine which replica is the leader"),
            (None, Some(_)) => Err("the last complete round was more than 3 intervals ago"),
            (None, None) if live.metrics.last_run.is_none() => {
                Err("the first round has not finished")
            }
            (None, None) => Err("no round has been complete yet"),
        };
        let mut notes: Vec<String> = Vec::new();
        if ready.is_err() {
            notes.extend(live.trouble.clone());
        }
        let misconfigured = live.misconfigured.as_ref();
        notes.extend(misconfigured.map(|why| {
            format!("the configuration files cannot be used, so the last good configuration stays in use: {why}")
        }));
        let whole = |text: &str| [&[text.to_owned()], notes.as_slice()].concat().join("; ");
        ready.map(whole).map_err(whole)
    }
}
