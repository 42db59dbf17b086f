//! The attempts of one request: their number, how many of them count, and the total wait. Pure.

use std::time::Duration;

use super::queue::Barred;
use super::retry::{Reach, Repeat};

/// A failed attempt and the client's judgement of it.
pub struct Attempted<E> {
    /// The error, in the client's own type.
    pub error: E,
    /// How far the request got.
    pub reach: Reach,
    /// Whether the next attempt may succeed.
    pub passing: bool,
    /// The wait that the answer asks for.
    pub wait: Option<Duration>,
}

/// The end of a request that failed.
pub struct Ended<E> {
    /// The last failed attempt; `None` where none was made.
    pub last: Option<Attempted<E>>,
    /// Why the queue refused another attempt, if it did.
    pub barred: Option<Barred>,
    /// Whether an attempt was sent and never answered.
    pub lost: bool,
    /// The number of attempts.
    pub tries: u32,
    /// The total wait before and between the attempts.
    pub waited: Duration,
}

impl<E> Ended<E> {
    /// Whether the request may have been carried out although it failed. `understood` says
    /// whether the last answer was as documented.
    pub fn is_unclear(&self, repeat: Repeat, understood: bool) -> bool {
        let Some(last) = &self.last else {
            return false;
        };
        match repeat {
            Repeat::Reads | Repeat::Asks => false,
            Repeat::Sets | Repeat::Removes => {
                self.lost && last.reach != Reach::Verdict && understood
            }
            Repeat::Makes => matches!(last.reach, Reach::Fault | Reach::Lost),
        }
    }
}

/// The attempts of one request so far.
pub(super) struct Course<E> {
    tries: u32,
    /// The number of throttled attempts.
    turned_away: u32,
    /// The number of throttled attempts in a row.
    in_a_row: u32,
    waited: Duration,
    lost: bool,
    last: Option<Attempted<E>>,
}

impl<E> Default for Course<E> {
    fn default() -> Self {
        Self {
            tries: 0,
            turned_away: 0,
            in_a_row: 0,
            waited: Duration::ZERO,
            lost: false,
            last: None,
        }
    }
}

impl<E> Course<E> {
    /// Counts an attempt and returns its number, from 1.
    pub(super) fn tries(&mut self) -> u32 {
        self.tries = self.tries.saturating_add(1);
        self.tries
    }

    /// The number of attempts that count: those that were not throttled.
    pub(super) fn counted(&self) -> u32 {
        self.tries.saturating_sub(self.turned_away)
    }

    /// Counts a throttled attempt. Returns how many were throttled in a row.
    pub(super) fn turned_away(&mut self) -> u32 {
        self.turned_away = self.turned_away.saturating_add(1);
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.in_a_row
    }

    /// Adds a wait before or between attempts.
    pub(super) fn waited(&mut self, wait: Duration) {
        self.waited += wait;
    }

    /// Records a failed attempt.
    pub(super) fn fails(&mut self, attempted: Attempted<E>) {
        self.lost |= attempted.reach == Reach::Lost;
        if !matches!(attempted.reach, Reach::TurnedAway(_)) {
            self.in_a_row = 0;
        }
        self.last = Some(attempted);
    }

    /// The error of the last attempt.
    pub(super) fn last(&self) -> Option<&E> {
        self.last.as_ref().map(|attempted| &attempted.error)
    }

    /// Ends the request without success.
    pub(super) fn end(self, barred: Option<Barred>) -> Ended<E> {
        Ended {
            last: self.last,
            barred,
            lost: self.lost,
            tries: self.tries,
            waited: self.waited,
        }
    }
}
