//! The number of requests that may be sent per second. There is no limit until a request is
//! throttled; then the limit is the rate that succeeded before, raised step by step. Pure: the time
//! is an argument.
//!
//! A provider may document a limit on requests at once and no other (docs/twilio.md: Limits). A
//! gateway may count requests per second, and other programs may use up most of either limit, so
//! one request at a time can still be too fast. The first throttled request starts a rate; each
//! further one lowers it, each success raises it a little. The raise is large enough for a server
//! that throttles one in ten requests by chance: the account still makes progress.

use std::collections::VecDeque;
use std::time::Duration;

/// The least rate after the first throttled request. The second before may have had no successes
/// only because nothing was sent.
const START: f64 = 8.0;
/// A throttled request lowers the rate to this part of it…
const CUT: f64 = 0.8;
/// …and to this part at least, if far fewer requests succeeded.
const DEEPEST_CUT: f64 = 0.5;
/// A request that succeeds raises the rate by this factor.
const UP: f64 = 1.05;
/// The same factor until the first request is throttled at a rate.
const FAST_UP: f64 = 1.25;
/// Above this rate, no limit is needed.
const HIGHEST: f64 = 1000.0;
/// The number of recent successes that are kept.
const KEPT: usize = 1000;
/// The rate of successes is measured over the time of this many requests, one second at least.
const MEASURED: f64 = 8.0;
const SECOND: Duration = Duration::from_secs(1);

/// The rate of one account. All times count from the same start.
#[derive(Debug, Clone)]
pub struct Rate {
    /// Requests per second; `None` until one is throttled.
    now: Option<f64>,
    /// The earliest time of the next request.
    next: Duration,
    /// Whether no request was throttled since the rate began.
    fresh: bool,
    /// When the last requests succeeded.
    good: VecDeque<Duration>,
    /// Whether a request succeeded since the last throttled one.
    moving: bool,
    /// The number of throttled requests in a row, with no success between them.
    dry: u32,
    first: Duration,
    longest: Duration,
}

impl Rate {
    /// Starts without a limit. `first` is the shortest wait after requests stop succeeding; it
    /// doubles from time to time. `longest` limits that wait and the time between two requests.
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

    /// The earliest time of the next request.
    pub fn ready(&self) -> Duration {
        self.next
    }

    /// The time between two requests.
    pub fn interval(&self) -> Duration {
        let seconds = self.now.map_or(0.0, |rate| 1.0 / rate);
        let interval = Duration::try_from_secs_f64(seconds).unwrap_or(self.longest);
        interval.min(self.longest)
    }

    /// Records that a request is sent.
    pub fn sent(&mut self, at: Duration) {
        if self.now.is_some() {
            self.next = self.next.max(at).saturating_add(self.interval());
        }
    }

    /// Records a success.
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

    /// Records a throttled request. Returns how long the account must pause.
    pub fn throttled(&mut self, at: Duration) -> Duration {
        match self.now {
            None => {
                self.now = Some((self.borne(at, SECOND) * CUT).max(START));
                self.fresh = true;
                self.dry = 1;
            }
            Some(rate) if self.moving => {
                let window = Duration::try_from_secs_f64(MEASURED / rate).unwrap_or(self.longest);
                // A window holds a whole number of requests, so the measured rate may be one
                // request too low.
                let borne = self.borne(at, window.max(SECOND)) * 1.1;
                let lowest = 1.0 / self.longest.as_secs_f64().max(0.001);
                let lower = borne.max(rate * DEEPEST_CUT).min(rate * CUT).max(lowest);
                self.now = Some(lower);
                self.fresh = false;
                self.dry = 0;
            }
            // No request has succeeded since the rate was lowered, so it is not lowered again.
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

    /// Successes per second in the window before `at`.
    fn borne(&self, at: Duration, window: Duration) -> f64 {
        let since = at.saturating_sub(window);
        let recent = self.good.iter().rev().take_while(|good| **good >= since);
        let count = u32::try_from(recent.count()).unwrap_or(u32::MAX);
        f64::from(count) / window.as_secs_f64()
    }
}
