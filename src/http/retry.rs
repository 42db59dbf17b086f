//! Decides whether a request is tried again, and after how long. Pure; the only randomness is a
//! number that is handed in.
//!
//! A request is tried at most five times, whatever the limits say. One that is turned away because
//! there are too many was not processed: that does not count, and only the waiting budget ends it.
//! A request that may have been carried out and would create a second object is never repeated
//! (docs/twilio.md: Retries). Waits grow twofold, with half of each left to chance so that clients that
//! fail together do not come back together.

use std::time::Duration;

use super::limits::Limits;

/// No request is tried more often than this.
pub const MOST_TRIES: u32 = 5;
/// A request that is turned away more often than this in a row, while the account slows down,
/// also waits by itself: perhaps only its kind is turned away.
pub const PATIENT: u32 = 2;

/// What a second sending of the same request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Nothing: it reads.
    Reads,
    /// The same again: it sets fields to given values.
    Sets,
    /// It creates a second object.
    Makes,
    /// Nothing: it reads something that is not worth a second attempt.
    Asks,
    /// Nothing: what is gone stays gone.
    Removes,
}

/// How far a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It was not carried out: never sent.
    Nowhere,
    /// It was turned away because there are too many, and not carried out: so often in a row,
    /// this time included.
    TurnedAway(u32),
    /// The API processed it and refused.
    Verdict,
    /// A server failed over it, perhaps after carrying it out.
    Fault,
    /// It was sent, and no answer came that can be read to its end.
    Lost,
}

/// A failed attempt.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    /// What doing it twice does.
    pub repeat: Repeat,
    /// How far it came.
    pub reach: Reach,
    /// Whether the next try may fare better.
    pub passing: bool,
    /// How long the answer asks to wait.
    pub asked: Option<Duration>,
}

/// What follows a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is tried again after this long.
    Again(Duration),
    /// It is not tried again.
    Stop,
}

/// When and how often a request is repeated.
#[derive(Debug, Clone)]
pub struct Policy {
    tries: u32,
    first: Duration,
    longest: Duration,
    longest_asked: Duration,
}

impl Policy {
    /// The policy under these limits.
    pub fn new(limits: &Limits) -> Self {
        Self {
            tries: limits.tries.clamp(1, MOST_TRIES),
            first: limits.first_delay,
            longest: limits.longest_delay,
            longest_asked: limits.longest_wait,
        }
    }

    /// What follows from the nth try, the first being 1 and those that were turned away not
    /// counted. `chance` is from 0 to below 1. Where the request was turned away the wait is what
    /// it waits at least, beside what the account's rate makes it wait.
    pub fn next(&self, nth: u32, tried: &Tried, chance: f64) -> Next {
        let asked = tried.asked.unwrap_or_default().min(self.longest_asked);
        let worth_it = tried.repeat != Repeat::Asks;
        if !tried.passing || !worth_it {
            return Next::Stop;
        }
        if let Reach::TurnedAway(times) = tried.reach {
            let more = times.saturating_sub(PATIENT);
            let own = if more > 0 {
                self.delay(more, chance)
            } else {
                Duration::ZERO
            };
            return Next::Again(own.max(asked));
        }
        let harmless = tried.repeat != Repeat::Makes || tried.reach == Reach::Nowhere;
        if !harmless || nth >= self.tries {
            return Next::Stop;
        }
        Next::Again(self.delay(nth, chance).max(asked))
    }

    /// The wait of our own choosing after the nth try: half of it fixed, half of it chance.
    fn delay(&self, nth: u32, chance: f64) -> Duration {
        let (least, most) = self.bounds(nth);
        let chance = if chance.is_finite() {
            chance.clamp(0.0, 1.0)
        } else {
            0.0
        };
        let luck = most.saturating_sub(least).as_secs_f64() * chance;
        let luck = Duration::try_from_secs_f64(luck).unwrap_or_default();
        least.saturating_add(luck).min(most)
    }

    /// The shortest and the longest wait of our own choosing after the nth try.
    pub fn bounds(&self, nth: u32) -> (Duration, Duration) {
        let doubled = 2_u32.saturating_pow(nth);
        let most = self.first.saturating_mul(doubled).min(self.longest);
        (most / 2, most)
    }
}

/// How long a client may still wait. Each wait takes from it, each success gives a little back,
/// never above its initial value: a run that makes progress goes on, one that only waits ends.
#[derive(Debug, Clone)]
pub struct Budget {
    left: Duration,
    full: Duration,
    earned: Duration,
}

impl Budget {
    /// The whole budget under these limits.
    pub fn new(limits: &Limits) -> Self {
        Self {
            left: limits.budget,
            full: limits.budget,
            earned: limits.earned,
        }
    }

    /// Takes a wait, all of it or nothing. `false`: less than that is left.
    pub fn spend(&mut self, wait: Duration) -> bool {
        let rest = self.left.checked_sub(wait);
        self.left = rest.unwrap_or(self.left);
        rest.is_some()
    }

    /// A request succeeded, `interval` after the one before. On a slow
    /// account, slow progress is progress.
    pub fn earn(&mut self, interval: Duration) {
        let earned = self.earned.max(interval);
        self.left = self.left.saturating_add(earned).min(self.full);
    }

    /// Its initial value.
    pub fn full(&self) -> Duration {
        self.full
    }
}
