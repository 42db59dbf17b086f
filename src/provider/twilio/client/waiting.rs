//! What comes between two tries of one request: who waits, and for how long.

use std::time::Duration;

use super::attempt::Trouble;
use super::ending::Course;
use super::retry::{Next, Tried};
use super::{Call, Client, lane};
use crate::provider::{Limits, ProviderError};

/// What comes before the next try.
#[derive(Clone, Copy)]
pub(super) enum Wait {
    /// The whole account does, and this request waits for so long at least.
    Paused { account: Duration, alone: Duration },
    /// The whole account should, and there is no waiting left for that.
    Spent,
    /// This request waits.
    Alone(Duration),
    /// There is no next try.
    None,
}

impl Client {
    /// Waits where there is nothing to be sent yet. `false`: nobody waits any longer.
    pub async fn rest(&self, wait: Duration) -> bool {
        self.lane.rest(wait).await
    }

    /// Tells whoever wants to know that something is waited for, and why.
    pub fn tell_of_wait(&self, why: &ProviderError, wait: Duration) {
        if let Some(tell) = self.waiting {
            tell(why, wait);
        }
    }

    /// How patient it is.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Decides about another try. Who asks for a wait, or turns requests away because there are
    /// too many, means the account: it is paused, also where this request is not sent again.
    /// `slower` is the pause that a request turned away demands of the account.
    pub(super) fn before_next(
        &self,
        call: &Call<'_>,
        course: &Course,
        trouble: &Trouble,
        slower: Option<Duration>,
    ) -> Wait {
        let tried = Tried {
            repeat: call.repeat,
            reach: trouble.reach,
            passing: trouble.passing,
            asked: trouble.wait,
        };
        let next = self.policy.next(course.counted(), &tried, lane::chance());
        let asked = trouble
            .wait
            .map(|asked| asked.min(self.limits.longest_wait));
        let account = trouble.passing && (slower.is_some() || asked.is_some());
        match (next, slower) {
            (Next::Again(wait), None) if account => self.pause(wait, Duration::ZERO),
            (Next::Again(wait), Some(slower)) => {
                // Clients that are turned away together do not come back together.
                let slower = slower + slower.mul_f64(lane::chance() / 4.0);
                self.pause(slower.max(asked.unwrap_or_default()), wait)
            }
            (Next::Again(wait), None) => Wait::Alone(wait),
            (Next::Stop, _) => {
                if let Some(asked) = asked.filter(|_| account) {
                    self.lane.pause(asked);
                }
                Wait::None
            }
        }
    }

    fn pause(&self, account: Duration, alone: Duration) -> Wait {
        if self.lane.pause(account) {
            Wait::Paused { account, alone }
        } else {
            Wait::Spent
        }
    }
}
