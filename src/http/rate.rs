//! How many requests may be sent per second: no limit until one is turned away, and then what the
//! account was seen to bear, probed upwards. Pure; it is given the time.
//!
//! A provider may document a limit on requests at once and no other (docs/twilio.md: Limits). A
//! gateway may count requests per second, and other programs may use up most of
//! either, so one request at a time can still be too fast. The first "too many" starts a rate;
//! each further one lowers it, each success raises it a little. The raise is large enough that a
//! server that turns away one in ten requests by chance does not slow the account to a crawl.

use std::collections::VecDeque;
use std::time::Duration;

/// The rate after the first request was turned away, if the account bore less in the second
/// before: it may have borne nothing because nothing was sent.
const START: f64 = 8.0;
/// A request that is turned away lowers the rate to this part of it…
const CUT: f64 = 0.8;
/// …and to this part at most, if the account bore much less.
const DEEPEST_CUT: f64 = 0.5;
/// A request that succeeds raises the rate by this factor.
const UP: f64 = 1.05;
/// The same, until the first request is turned away at a rate.
const FAST_UP: f64 = 1.25;
/// Above this rate there is nothing to gain from counting.
const HIGHEST: f64 = 1000.0;
/// So many of the last successes are kept.
const KEPT: usize = 1000;
/// The rate that was borne is measured over the time of so many requests, and one second at least.
const MEASURED: f64 = 8.0;
const SECOND: Duration = Duration::from_secs(1);

/// The rate of one account. All times count from one beginning.
#[derive(Debug, Clone)]
pub struct Rate {
    /// Requests per second; `None` until one is turned away.
    now: Option<f64>,
    /// The next request is sent no earlier.
    next: Duration,
    /// No request was turned away since the rate began.
    fresh: bool,
    /// When the last requests succeeded.
    good: VecDeque<Duration>,
    /// Whether a request succeeded since one was turned away.
    moving: bool,
    /// How many times in a row requests were turned away with no success between.
    dry: u32,
    first: Duration,
    longest: Duration,
}

impl Rate {
    /// Begins without a limit. `first` is the shortest wait where nothing succeeds any more, it
    /// doubles from time to time; `longest` bounds it, and the time between two requests.
    pub fn new(first: Duration, longest: Duration) -> Self {
        Self {
            now: None,
            next: Duration::ZERO,
            fresh: true,
            good: VecDeque::new(),
            moving: true,
            dry: 0,
            first,
            longest,
        }
    }

    /// The time from which the next request may be sent.
    pub fn ready(&self) -> Duration {
        self.next
    }

    /// The time between two requests.
    pub fn interval(&self) -> Duration {
        let seconds = self.now.map_or(0.0, |rate| 1.0 / rate);
        let interval = Duration::try_from_secs_f64(seconds).unwrap_or(self.longest);
        interval.min(self.longest)
    }

    /// A request is sent.
    pub fn sent(&mut self, at: Duration) {
        if self.now.is_some() {
            self.next = self.next.max(at).saturating_add(self.interval());
        }
    }

    /// A request succeeded.
    pub fn succeeded(&mut self, at: Duration) {
        if self.good.len() == KEPT {
            self.good.pop_front();
        }
        self.good.push_back(at);
        self.moving = true;
        self.dry = 0;
        let up = if self.fresh { FAST_UP } else { UP };
        self.now = self.now.map(|rate| (rate * up).min(HIGHEST));
    }

    /// A request was turned away. Returns how long the account must pause.
    pub fn throttled(&mut self, at: Duration) -> Duration {
        match self.now {
            None => {
                self.now = Some((self.borne(at, SECOND) * CUT).max(START));
                self.fresh = true;
                self.dry = 1;
            }
            Some(rate) if self.moving => {
                let window = Duration::try_from_secs_f64(MEASURED / rate).unwrap_or(self.longest);
                // What was borne is a whole number of requests in the window, so it may be short
                // of the rate by one of them.
                let borne = self.borne(at, window.max(SECOND)) * 1.1;
                let lowest = 1.0 / self.longest.as_secs_f64().max(0.001);
                let lower = borne.max(rate * DEEPEST_CUT).min(rate * CUT).max(lowest);
                self.now = Some(lower);
                self.fresh = false;
                self.dry = 0;
            }
            // The rate was lowered already and could not show yet what it is worth.
            Some(_) => self.dry = self.dry.saturating_add(1),
        }
        self.moving = false;
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(self.dry));
        let dry = if self.dry > 0 {
            doubled
        } else {
            Duration::ZERO
        };
        dry.max(self.interval()).min(self.longest)
    }

    /// Successes per second in the time before.
    fn borne(&self, at: Duration, window: Duration) -> f64 {
        let since = at.saturating_sub(window);
        let recent = self.good.iter().rev().take_while(|good| **good >= since);
        let count = u32::try_from(recent.count()).unwrap_or(u32::MAX);
        f64::from(count) / window.as_secs_f64()
    }
}
