//! The limits of service protection, and how much of them each user has used.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What one user may ask of the Web API.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests in a window.
    pub requests: u64,
    /// Milliseconds of execution in a window.
    pub execution_ms: u64,
    /// Requests at the same time.
    pub concurrent: usize,
    /// The length of a window.
    pub window_seconds: i64,
    /// The execution time of each request, as it is counted; no request really takes that long.
    pub cost_ms: u64,
    /// Seconds in the Retry-After header; the time until the window has room if left out.
    pub retry_after: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: 6000,
            execution_ms: 1_200_000,
            concurrent: 52,
            window_seconds: 300,
            cost_ms: 0,
            retry_after: None,
        }
    }
}

/// The requests of one user in the current window, the oldest first: their times and their costs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Usage {
    requests: VecDeque<(Timestamp, u64)>,
}

/// A limit that is exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exceeded {
    Requests,
    Execution,
    Concurrent,
}

impl Usage {
    /// Counts a request, or returns the limit that refuses it and the seconds to wait.
    pub(crate) fn count(
        &mut self,
        limits: &Limits,
        now: Timestamp,
        open: usize,
    ) -> Result<u64, (Exceeded, u64)> {
        let age = |then: Timestamp| now.as_second().saturating_sub(then.as_second());
        while let Some((then, _)) = self.requests.front() {
            if age(*then) < limits.window_seconds {
                break;
            }
            self.requests.pop_front();
        }
        let oldest = self.requests.front().map_or(0, |(then, _)| age(*then));
        let wait = u64::try_from(limits.window_seconds - oldest).unwrap_or(1);
        let wait = limits.retry_after.unwrap_or(wait.max(1));
        let used = self.requests.len() as u64;
        let spent: u64 = self.requests.iter().map(|(_, cost)| cost).sum();
        if open > limits.concurrent {
            return Err((Exceeded::Concurrent, limits.retry_after.unwrap_or(1)));
        }
        if used >= limits.requests {
            return Err((Exceeded::Requests, wait));
        }
        if spent.saturating_add(limits.cost_ms) > limits.execution_ms {
            return Err((Exceeded::Execution, wait));
        }
        self.requests.push_back((now, limits.cost_ms));
        Ok(limits.requests - used - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_has_room_again_when_its_oldest_request_leaves_it() {
        let limits = Limits {
            requests: 2,
            ..Limits::default()
        };
        let mut usage = Usage::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(usage.count(&limits, at(0), 1), Ok(1));
        assert_eq!(usage.count(&limits, at(100), 1), Ok(0));
        let refused = Err((Exceeded::Requests, 100));
        assert_eq!(usage.count(&limits, at(200), 1), refused);
        assert_eq!(usage.count(&limits, at(300), 1), Ok(0));
        let crowd = Err((Exceeded::Concurrent, 1));
        assert_eq!(usage.count(&limits, at(900), 53), crowd);
    }
}
