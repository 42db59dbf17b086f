//! Sends the requests of one account. Each request waits for its turn; a failed attempt is repeated
//! after a wait as long as another one may succeed.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::cap::Cap;
use super::course::{Attempted, Course, Ended};
use super::limits::Limits;
use super::queue::{Barred, Queue, chance};
use super::retry::{Next, Policy, Reach, Repeat, Tried};
use crate::model::TRACES;

/// Sends the requests of one account.
pub struct Dispatcher {
    queue: Queue,
    policy: Policy,
    /// The longest wait that an answer may ask for.
    longest_wait: Duration,
}

/// The wait before the next attempt.
#[derive(Clone, Copy)]
enum Wait {
    /// The whole account pauses, and this request waits `alone` at least.
    Paused { account: Duration, alone: Duration },
    /// The whole account should pause, and the budget does not cover it.
    Spent,
    /// This request waits.
    Alone(Duration),
    /// There is no next attempt.
    None,
}

impl Dispatcher {
    /// Allows at most `parallelism` requests at once. `cancel` ends waits, not requests under way.
    pub fn new(parallelism: usize, limits: &Limits, cancel: CancellationToken) -> Self {
        Self {
            queue: Queue::new(parallelism, limits, cancel),
            policy: Policy::new(limits),
            longest_wait: limits.longest_wait,
        }
    }

    /// The same dispatcher with a cap on the account's requests.
    #[must_use]
    pub fn capped(self, cap: Option<Cap>) -> Self {
        Self {
            queue: self.queue.capped(cap),
            ..self
        }
    }

    /// Sends one request. `attempt` makes one attempt; its argument is the number of the attempt,
    /// from 1. It returns the value and, if the answer has it, the number of requests that the
    /// account had under way.
    /// `waiting` is called before each wait with the error and the delay.
    pub async fn send<T, E, F, A>(
        &self,
        repeat: Repeat,
        mut attempt: F,
        waiting: Option<fn(&E, Duration)>,
    ) -> Result<T, Ended<E>>
    where
        F: FnMut(u32) -> A,
        A: Future<Output = Result<(T, Option<usize>), Attempted<E>>>,
    {
        let mut course = Course::default();
        loop {
            // The pass is dropped before the wait, so that other requests can use it.
            let pass = match self.queue.enter().await {
                Ok(pass) => pass,
                Err(barred) => return Err(course.end(Some(barred))),
            };
            course.waited(pass.waited);
            let mut attempted = match attempt(course.tries()).await {
                Ok((value, concurrent)) => {
                    pass.succeeded(concurrent);
                    return Ok(value);
                }
                Err(attempted) => attempted,
            };
            let slower = if let Reach::TurnedAway(times) = &mut attempted.reach {
                *times = course.turned_away();
                Some(pass.throttled())
            } else {
                None
            };
            drop(pass);
            let waits = self.before_next(repeat, course.counted(), &attempted, slower);
            course.fails(attempted);
            let wait = match waits {
                Wait::Paused { account, alone } => account.max(alone),
                Wait::Alone(wait) => wait,
                Wait::Spent => return Err(course.end(Some(Barred::Spent))),
                Wait::None => return Err(course.end(None)),
            };
            let milliseconds = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            tracing::info!(target: TRACES, milliseconds, "retry");
            if let (Some(report), Some(error)) = (waiting, course.last()) {
                report(error, wait);
            }
            if let Wait::Alone(wait) | Wait::Paused { alone: wait, .. } = waits
                && !wait.is_zero()
            {
                if let Err(barred) = self.queue.wait(wait).await {
                    return Err(course.end(Some(barred)));
                }
                course.waited(wait);
            }
        }
    }

    /// Waits outside of any request. Returns `false` if the run was cancelled.
    pub async fn rest(&self, wait: Duration) -> bool {
        self.queue.rest(wait).await
    }

    /// The total time that the account's requests may wait.
    pub fn patience(&self) -> Duration {
        self.queue.patience()
    }

    /// Decides about another attempt. If an answer asks for a wait or reports too many requests, the
    /// whole account pauses, even if this request is not repeated.
    /// `slower` is the pause of the account after a throttled request.
    fn before_next<E>(
        &self,
        repeat: Repeat,
        counted: u32,
        attempted: &Attempted<E>,
        slower: Option<Duration>,
    ) -> Wait {
        let tried = Tried {
            repeat,
            reach: attempted.reach,
            passing: attempted.passing,
            asked: attempted.wait,
        };
        let next = self.policy.next(counted, &tried, chance());
        let asked = attempted.wait.map(|asked| asked.min(self.longest_wait));
        let account = attempted.passing && (slower.is_some() || asked.is_some());
        match (next, slower) {
            (Next::Again(wait), None) if account => self.pause(wait, Duration::ZERO),
            (Next::Again(wait), Some(slower)) => {
                // Chance spreads the next attempts of clients that were throttled together.
                let slower = slower + slower.mul_f64(chance() / 4.0);
                self.pause(slower.max(asked.unwrap_or_default()), wait)
            }
            (Next::Again(wait), None) => Wait::Alone(wait),
            (Next::Stop, _) => {
                if let Some(asked) = asked.filter(|_| account) {
                    self.queue.pause(asked);
                }
                Wait::None
            }
        }
    }

    fn pause(&self, account: Duration, alone: Duration) -> Wait {
        if self.queue.pause(account) {
            Wait::Paused { account, alone }
        } else {
            Wait::Spent
        }
    }
}
