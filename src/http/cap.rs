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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use tokio_util::sync::CancellationToken;

    use super::{Arc, BTreeMap, Cap, Caps, Instant, Pending, Slot, Slots};
    use crate::http::{Barred, Dispatcher, Ended, Limits, Repeat};

    const INTERVAL: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_hours(1);

    fn capped(cap: Option<Cap>, cancel: &CancellationToken) -> Dispatcher {
        // Without a budget, whatever spends some fails.
        let limits = Limits {
            budget: Duration::ZERO,
            earned: Duration::ZERO,
            ..Limits::default()
        };
        Dispatcher::new(4, &limits, cancel.clone()).capped(cap)
    }

    async fn send(dispatcher: &Dispatcher) -> Result<Instant, Ended<()>> {
        let attempt = |_| async { Ok((Instant::now(), None)) };
        dispatcher.send(Repeat::Reads, attempt, None).await
    }

    /// Slots that say what a script says, and note who asked.
    #[derive(Debug, Default)]
    struct Script {
        answers: Mutex<Vec<Slot>>,
        asked: Mutex<Vec<String>>,
    }

    impl Slots for Script {
        fn take<'a>(&'a self, account: &'a str, _: Duration) -> Pending<'a, Slot> {
            self.asked.lock().unwrap().push(account.to_owned());
            let answer = self.answers.lock().unwrap().pop();
            Box::pin(async move { answer.unwrap_or(Slot::Unshared) })
        }
    }

    /// Also if an account has two queues. The time is from before the first, since a slow machine
    /// may note a time late.
    #[tokio::test]
    async fn no_two_requests_are_closer_than_the_interval() {
        let (caps, cancel) = (Caps::default(), CancellationToken::new());
        let queues = [1, 2].map(|_| capped(caps.of("AC1", Some(INTERVAL)), &cancel));
        let [first, second] = &queues;
        let begun = Instant::now();
        let sent = tokio::join!(
            send(first),
            send(second),
            send(first),
            send(first),
            send(second),
            send(first),
            send(second)
        );
        let sent: [_; 7] = sent.into();
        let mut sent = sent.map(|sent| sent.unwrap_or_else(|_| panic!("barred")));
        sent.sort();
        for (at, sent) in (0..).zip(sent) {
            assert!(sent - begun >= INTERVAL * at, "{at}: {:?}", sent - begun);
        }
    }

    #[test]
    fn the_longest_interval_counts_and_without_any_there_is_no_cap() {
        let caps = Caps::default();
        assert!(caps.of("AC1", None).is_none());
        let caps = caps.with(BTreeMap::from([("AC1".to_owned(), LONG)]));
        for own in [None, Some(INTERVAL), Some(LONG)] {
            assert_eq!(caps.of("AC1", own).unwrap().interval, LONG);
        }
        assert_eq!(caps.of("AC2", Some(INTERVAL)).unwrap().interval, INTERVAL);
        assert!(caps.of("AC2", None).is_none());
    }

    #[tokio::test]
    async fn a_wait_for_the_cap_ends_with_the_run() {
        let cancel = CancellationToken::new();
        let dispatcher = capped(Caps::default().of("AC1", Some(LONG)), &cancel);
        assert!(send(&dispatcher).await.is_ok());
        let (waiting, ()) = tokio::join!(send(&dispatcher), async { cancel.cancel() });
        let ended = waiting.err().unwrap();
        assert_eq!((ended.tries, ended.barred), (0, Some(Barred::Cancelled)));
    }

    /// What other processes took is waited for; what cannot be shared is kept alone.
    #[tokio::test]
    async fn slots_are_asked_before_each_request() {
        let slots = Arc::new(Script::default());
        let later = Slot::NotBefore(Duration::from_millis(1));
        *slots.answers.lock().unwrap() = vec![Slot::Taken, later, later];
        let caps = Caps::default().shared(Arc::clone(&slots) as Arc<dyn Slots>);
        let dispatcher = capped(caps.of("AC1", Some(INTERVAL)), &CancellationToken::new());
        let begun = Instant::now();
        assert!(send(&dispatcher).await.is_ok());
        assert!(begun.elapsed() >= Duration::from_millis(2));
        assert_eq!(*slots.asked.lock().unwrap(), ["AC1"; 3]);
        assert!(send(&dispatcher).await.is_ok());
        assert!(begun.elapsed() >= INTERVAL);
        assert_eq!(slots.asked.lock().unwrap().len(), 4);
    }
}
