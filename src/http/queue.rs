//! The shared state of one account's requests: how many may be under way, until when all of them
//! pause, and the rest of the waiting budget. It knows the clock and no HTTP.
//!
//! A throttled request pauses the whole account, because other requests would be throttled too.
//! The request that lengthens a pause pays for it, once. The time between two requests at the
//! account's rate is not a pause and costs nothing, nor does a wait for the account's cap.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::cap::Cap;
use super::limits::Limits;
use super::pace::Pace;
use super::rate::Rate;
use super::retry::Budget;

/// The queue to one account.
pub struct Queue {
    permits: Semaphore,
    state: Mutex<State>,
    cancel: CancellationToken,
    cap: Option<Cap>,
    /// The time from which the rate counts.
    begun: Instant,
}

struct State {
    pace: Pace,
    rate: Rate,
    /// The number of permits in use that are dropped when they are returned, because the pace was
    /// lowered.
    surplus: usize,
    /// No request is sent before this.
    paused: Option<Instant>,
    /// The budget has paid for waits until this.
    paid: Option<Instant>,
    budget: Budget,
}

/// The right to have one request under way. Dropping it returns it.
pub struct Pass<'a> {
    permit: Option<SemaphorePermit<'a>>,
    queue: &'a Queue,
    era: u64,
    /// The wait for a pause, for the account's rate and for its cap.
    pub waited: Duration,
}

/// Why a request may not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// The request would have to wait, and the run was cancelled.
    Cancelled,
    /// The request would have to wait, and the waiting budget is used up.
    Spent,
}

/// Whether a request may be sent.
enum Ready {
    /// Its pass is one too many, and is gone.
    Surplus,
    /// Not before this.
    Later(Instant),
    Now,
}

impl Queue {
    /// Allows at most `most` requests at once.
    pub fn new(most: usize, limits: &Limits, cancel: CancellationToken) -> Self {
        let pace = Pace::new(most.clamp(1, Semaphore::MAX_PERMITS));
        Self {
            permits: Semaphore::new(pace.now()),
            state: Mutex::new(State {
                pace,
                rate: Rate::new(limits.first_delay, limits.longest_delay),
                surplus: 0,
                paused: None,
                paid: None,
                budget: Budget::new(limits),
            }),
            cancel,
            cap: None,
            begun: Instant::now(),
        }
    }

    /// The same queue with a cap.
    #[must_use]
    pub fn capped(self, cap: Option<Cap>) -> Self {
        Self { cap, ..self }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for its turn in the order of arrival, for the end of a pause, for the account's rate,
    /// and for a slot under the account's cap.
    pub async fn enter(&self) -> Result<Pass<'_>, Barred> {
        let mut waited = Duration::ZERO;
        'permit: loop {
            // The semaphore is never closed, so there is always a permit in the end.
            let mut pass = Pass {
                permit: self.permits.acquire().await.ok(),
                queue: self,
                era: 0,
                waited,
            };
            let mut turn = match &self.cap {
                Some(cap) => Some(self.unless_cancelled(&mut waited, cap.turn()).await?),
                None => None,
            };
            let mut has_slot = false;
            loop {
                let goes = has_slot || turn.is_none();
                match self.ready(&mut pass, goes)? {
                    Ready::Surplus => continue 'permit,
                    Ready::Later(until) => {
                        // The account's other queue may not be paused.
                        drop(turn);
                        let slept = self.unless_cancelled(&mut waited, sleep_until(until));
                        slept.await?;
                        continue 'permit;
                    }
                    Ready::Now => {}
                }
                let Some(turn) = turn.as_mut().filter(|_| !goes) else {
                    pass.waited = waited;
                    return Ok(pass);
                };
                match self.unless_cancelled(&mut waited, turn.take()).await? {
                    Ok(()) => has_slot = true,
                    Err(wait) => {
                        self.unless_cancelled(&mut waited, tokio::time::sleep(wait))
                            .await?;
                    }
                }
            }
        }
    }

    /// Whether a request with this pass may be sent now. If so and if it `goes`, the account's rate
    /// counts it.
    fn ready(&self, pass: &mut Pass<'_>, goes: bool) -> Result<Ready, Barred> {
        let mut state = self.state();
        pass.era = state.pace.era();
        if state.surplus > 0 {
            state.surplus -= 1;
            pass.forget();
            return Ok(Ready::Surplus);
        }
        let now = Instant::now();
        let paused = state.paused.filter(|until| *until > now);
        if paused.is_some_and(|until| state.paid.is_none_or(|paid| paid < until)) {
            return Err(Barred::Spent);
        }
        let turn = self.begun + state.rate.ready();
        let until = paused.map_or(turn, |paused| paused.max(turn));
        if until > now {
            return Ok(Ready::Later(until));
        }
        if goes {
            state.rate.sent(now - self.begun);
        }
        Ok(Ready::Now)
    }

    /// Does what may take time, and adds this time, unless the run is cancelled first.
    async fn unless_cancelled<T>(
        &self,
        waited: &mut Duration,
        work: impl Future<Output = T>,
    ) -> Result<T, Barred> {
        let begun = Instant::now();
        // What needs no wait is done in a cancelled run too.
        let done = tokio::select! {
            biased;
            done = work => Ok(done),
            () = self.cancel.cancelled() => Err(Barred::Cancelled),
        };
        *waited += begun.elapsed();
        done
    }

    /// Pauses the account. Returns `false` if the budget does not cover the pause: then a request
    /// that would have to wait is not sent.
    pub fn pause(&self, wait: Duration) -> bool {
        let mut state = self.state();
        let now = Instant::now();
        let until = now + wait;
        let from = state.paid.map_or(now, |paid| paid.max(now));
        let more = until.saturating_duration_since(from);
        let pays = state.budget.spend(more);
        if pays {
            state.paid = Some(from.max(until));
        }
        state.paused = Some(state.paused.map_or(until, |paused| paused.max(until)));
        pays
    }

    /// Makes one request wait while others continue. The budget does not pay again for time that a
    /// pause covers.
    pub async fn wait(&self, wait: Duration) -> Result<(), Barred> {
        {
            let mut state = self.state();
            let now = Instant::now();
            let from = state.paid.map_or(now, |paid| paid.max(now));
            let more = (now + wait).saturating_duration_since(from);
            if !state.budget.spend(more) {
                return Err(Barred::Spent);
            }
        }
        let waited = self.cancel.run_until_cancelled(tokio::time::sleep(wait));
        waited.await.ok_or(Barred::Cancelled)
    }

    /// Waits outside of any request. Returns `false` if the run was cancelled.
    pub async fn rest(&self, wait: Duration) -> bool {
        let waited = self.cancel.run_until_cancelled(tokio::time::sleep(wait));
        waited.await.is_some()
    }

    /// The total time that requests may wait.
    pub fn patience(&self) -> Duration {
        self.state().budget.full()
    }
}

impl Pass<'_> {
    /// Records that the request was throttled. Returns how long the account must pause: zero for a
    /// request that was sent before another one was throttled.
    pub fn throttled(&self) -> Duration {
        let mut state = self.queue.state();
        if self.era != state.pace.era() {
            state.pace.throttled(self.era);
            return Duration::ZERO;
        }
        let fewer = state.pace.throttled(self.era);
        // Unused permits are removed now, permits in use when they are returned.
        state.surplus += fewer - self.queue.permits.forget_permits(fewer);
        let wait = state.rate.throttled(self.queue.begun.elapsed());
        tracing::debug!(
            target: "switchboard::http",
            at_once = state.pace.now(),
            between = ?state.rate.interval(),
            "fewer requests at once, and fewer per second"
        );
        wait
    }

    /// Records a success. `reported` is the API's own count of the account's requests.
    pub fn succeeded(&self, reported: Option<usize>) {
        let mut state = self.queue.state();
        state.rate.succeeded(self.queue.begun.elapsed());
        let interval = state.rate.interval();
        state.budget.earn(interval);
        if state.pace.succeeded(reported) {
            tracing::debug!(target: "switchboard::http", at_once = state.pace.now(), "more requests at once");
            match state.surplus.checked_sub(1) {
                Some(rest) => state.surplus = rest,
                None => self.queue.permits.add_permits(1),
            }
        }
    }

    fn forget(&mut self) {
        if let Some(permit) = self.permit.take() {
            permit.forget();
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else {
            return;
        };
        let mut state = self.queue.state();
        if let Some(rest) = state.surplus.checked_sub(1) {
            state.surplus = rest;
            permit.forget();
        }
    }
}

/// A random number from 0 to below 1, from the seed that the standard library gives its maps.
pub(super) fn chance() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 32;
    f64::from(u32::try_from(bits).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
}
