//! Decides whether a request is tried again, and after how long. Pure; the only randomness is a
//! number that is handed in.
//!
//! A request is tried at most five times, whatever the limits say. A throttled
//! request was not processed, so it does not count as a try; only the waiting budget ends it.
//! A request that may have been carried out and would create a second object is never repeated
//! (docs/twilio.md: Retries). Each wait is twice the one before, and half of it is random, so that
//! clients that fail together do not retry together.

use std::time::Duration;

use super::limits::Limits;

/// The maximum number of tries of a request.
pub const MOST_TRIES: u32 = 5;
/// A request that is throttled more often than this in a row, although the account slows down,
/// also waits on its own: perhaps only this kind of request is throttled.
pub const PATIENT: u32 = 2;

/// The effect of sending the same request twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// None: it reads.
    Reads,
    /// The same as sending it once: it sets fields to given values.
    Sets,
    /// It creates a second object.
    Makes,
    /// None: it reads something that is not worth a second attempt.
    Asks,
    /// None: it deletes.
    Removes,
}

/// How far a request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It was never sent.
    Nowhere,
    /// It was throttled and not carried out. Holds how often in a row, this time included.
    TurnedAway(u32),
    /// The API processed it and refused.
    Verdict,
    /// A server failed over it, perhaps after carrying it out.
    Fault,
    /// It was sent, and no complete answer was received.
    Lost,
}

/// A failed attempt.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    /// The effect of sending it twice.
    pub repeat: Repeat,
    /// How far it got.
    pub reach: Reach,
    /// Whether another try may succeed.
    pub passing: bool,
    /// The wait that the answer asks for.
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

/// The rules for repeating a request.
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

    /// Returns what follows the nth failed try, counted from 1 without throttled ones. `chance` is
    /// from 0 to below 1. A throttled request waits at least as long as this returns; the account's
    /// rate may make it wait longer.
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

    /// The wait of our own choosing after the nth try; half of it is random.
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

/// How long a client may still wait. Each wait is subtracted; each success adds a little, up to the
/// initial value. So a run that makes progress continues, and one that only waits ends.
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

    /// Subtracts a whole wait. Returns `false`, and subtracts nothing, if less than that is left.
    pub fn spend(&mut self, wait: Duration) -> bool {
        let rest = self.left.checked_sub(wait);
        self.left = rest.unwrap_or(self.left);
        rest.is_some()
    }

    /// Records a success, `interval` after the one before. On a slow account it gives back more:
    /// slow progress counts as progress.
    pub fn earn(&mut self, interval: Duration) {
        let earned = self.earned.max(interval);
        self.left = self.left.saturating_add(earned).min(self.full);
    }

    /// Its initial value.
    pub fn full(&self) -> Duration {
        self.full
    }
}
