//! The cap on the requests of an account: a shortest time between any two of them, whichever client
//! sends them. It knows the clock and no HTTP.
//!
//! A process keeps the cap by itself: it has one gate for each account. [`Slots`] adds the
//! processes that share a registry. There are no bursts: also after a rest, requests are sent one at
//! a time. Waiting for the cap is no sign of trouble: it pauses nothing and costs no budget.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The answer to a request for a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The slot is ours from now on: one request is sent.
    Taken,
    /// No slot is free before this time has passed. Then another process may be faster.
    NotBefore(Duration),
    /// Nothing is shared with other processes, because there is no place for it.
    Unshared,
}

/// A future that a trait object returns.
type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The slots of accounts, shared by several processes.
pub trait Slots: fmt::Debug + Send + Sync {
    /// Takes a slot of an account if none was taken within the interval before, by any process.
    /// Dropping the future takes none, or wastes one. It never fails: what cannot be shared is
    /// [`Slot::Unshared`].
    fn take<'a>(&'a self, account: &'a str, interval: Duration) -> Pending<'a, Slot>;
}

/// The earliest time of an account's next request from this process.
type Gate = tokio::sync::Mutex<Option<Instant>>;

/// The caps of a process. Clones share its gates.
#[derive(Debug, Clone, Default)]
pub struct Caps {
    /// By account: the longest interval that is declared for it.
    longest: Arc<BTreeMap<String, Duration>>,
    gates: Arc<Mutex<BTreeMap<String, Arc<Gate>>>>,
    slots: Option<Arc<dyn Slots>>,
}

impl Caps {
    /// The same caps, with the longest interval that any declaration sets, by account.
    #[must_use]
    pub fn with(&self, longest: BTreeMap<String, Duration>) -> Self {
        Self {
            longest: Arc::new(longest),
            ..self.clone()
        }
    }

    /// The same caps, shared with other processes.
    #[must_use]
    pub fn shared(&self, slots: Arc<dyn Slots>) -> Self {
        Self {
            slots: Some(slots),
            ..self.clone()
        }
    }

    /// The cap of an account; `None` if no declaration sets one. `own` is the interval of the
    /// declaration that opens it.
    pub fn of(&self, account: &str, own: Option<Duration>) -> Option<Cap> {
        let interval = self.longest.get(account).copied().max(own)?;
        // Nothing panics while holding it.
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = Arc::clone(gates.entry(account.to_owned()).or_default());
        Some(Cap {
            account: account.to_owned(),
            interval,
            gate,
            slots: self.slots.clone(),
        })
    }
}

/// The cap of one account.
#[derive(Debug, Clone)]
pub struct Cap {
    account: String,
    interval: Duration,
    gate: Arc<Gate>,
    slots: Option<Arc<dyn Slots>>,
}

/// The right to ask for the account's next slot. One request of the process has it.
pub(super) struct Turn<'a> {
    cap: &'a Cap,
    next: tokio::sync::MutexGuard<'a, Option<Instant>>,
}

impl Cap {
    /// Waits until it is this request's turn, in the order of arrival.
    pub(super) async fn turn(&self) -> Turn<'_> {
        Turn {
            cap: self,
            next: self.gate.lock().await,
        }
    }
}

impl Turn<'_> {
    /// Takes a slot for a request that is sent now. The error says how long to wait before the next
    /// try.
    pub(super) async fn take(&mut self) -> Result<(), Duration> {
        let cap = self.cap;
        let left = self
            .next
            .map(|next| next.saturating_duration_since(Instant::now()));
        if let Some(left) = left.filter(|left| !left.is_zero()) {
            return Err(left);
        }
        if let Some(slots) = &cap.slots
            && let Slot::NotBefore(wait) = slots.take(&cap.account, cap.interval).await
        {
            return Err(wait);
        }
        *self.next = Some(Instant::now() + cap.interval);
        Ok(())
    }
}
