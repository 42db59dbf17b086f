//! The faults that are waiting, and which request each one strikes. The same requests in the same order meet the same
//! faults, those that strike by chance included: their dice have a seed.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::faults::{Fault, Then};

/// A fault, how many requests it has thrown dice for, and when it let the last ones pass that are
/// not too many.
#[derive(Debug)]
struct Waiting {
    fault: Fault,
    thrown: u64,
    passed: VecDeque<Instant>,
}

impl Waiting {
    /// Whether a request now is one of those that are not too many per second.
    fn bears(&mut self, now: Instant) -> bool {
        let Some(most) = self.fault.per_second else {
            return false;
        };
        let over = |then: &Instant| now.saturating_duration_since(*then) >= Duration::from_secs(1);
        while self.passed.front().is_some_and(over) {
            self.passed.pop_front();
        }
        let most = usize::try_from(most.get()).unwrap_or(usize::MAX);
        let bears = self.passed.len() < most;
        if bears {
            self.passed.push_back(now);
        }
        bears
    }
}

/// The faults that are waiting.
#[derive(Debug, Default)]
pub(super) struct Faults {
    waiting: Vec<Waiting>,
}

impl Faults {
    /// Waits with these.
    pub(super) fn new(faults: Vec<Fault>) -> Self {
        let mut waiting = Self::default();
        waiting.add(faults);
        waiting
    }

    /// Waits with these too.
    pub(super) fn add(&mut self, more: Vec<Fault>) {
        let waiting = |fault| Waiting {
            fault,
            thrown: 0,
            passed: VecDeque::new(),
        };
        self.waiting.extend(more.into_iter().map(waiting));
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// What is left, with `skip` and `times` counted down.
    pub(super) fn left(&self) -> Vec<Fault> {
        self.waiting
            .iter()
            .map(|waiting| waiting.fault.clone())
            .collect()
    }

    /// What happens to this request. Every fault that it fits counts it; the first that is due spoils it.
    pub(super) fn strike(&mut self, method: &str, path: &str) -> Option<Then> {
        self.strike_at(method, path, Instant::now())
    }

    fn strike_at(&mut self, method: &str, path: &str, now: Instant) -> Option<Then> {
        let mut due = None;
        for waiting in &mut self.waiting {
            let fault = &mut waiting.fault;
            let fits = fault
                .method
                .as_deref()
                .is_none_or(|m| m.eq_ignore_ascii_case(method))
                && leads(path, &fault.path);
            if !fits {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if waiting.bears(now) {
                continue;
            }
            waiting.thrown += 1;
            let fault = &mut waiting.fault;
            let struck = dice(fault.seed, waiting.thrown) < u64::from(fault.percent);
            if struck && due.is_none() && fault.times > 0 {
                fault.times -= 1;
                due = Some(fault.then.clone());
            }
        }
        self.waiting.retain(|waiting| waiting.fault.times > 0);
        due
    }
}

/// Whether a path and query is one that is meant: it contains this, or, with a `$` at the end, ends so.
fn leads(path: &str, meant: &str) -> bool {
    match meant.strip_suffix('$') {
        Some(end) => path.ends_with(end),
        None => path.contains(meant),
    }
}

/// The nth throw of dice with a hundred sides: a number below 100 (splitmix64, whose steps need no memory).
fn dice(seed: u64, nth: u64) -> u64 {
    let mut bits = seed.wrapping_add(nth.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (bits ^ (bits >> 31)) % 100
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(yaml: &str) -> Faults {
        Faults::new(serde_yaml::from_str(yaml).unwrap())
    }

    #[test]
    fn a_fault_skips_strikes_and_is_spent() {
        let text = "[{method: POST, path: Numbers, skip: 1, times: 2, then: {reset: true}}]";
        let mut waiting = faults(text);
        let strikes: Vec<bool> = [("POST", "/x"), ("GET", "/Numbers"), ("POST", "/Numbers")]
            .into_iter()
            .chain([("POST", "/Numbers"); 3])
            .map(|(method, path)| waiting.strike(method, path).is_some())
            .collect();
        assert_eq!(strikes, [false, false, false, true, true, false]);
        assert!(waiting.left().is_empty());
    }

    #[test]
    fn a_path_can_be_meant_to_its_end() {
        let mut waiting = faults("[{path: /Services$, then: {reset: true}}]");
        assert!(waiting.strike("POST", "/v1/Services/MG1").is_none());
        assert!(waiting.strike("POST", "/v1/Services").is_some());
    }

    #[test]
    fn so_many_a_second_pass() {
        let text = "[{path: a, per_second: 2, times: 100, then: {status: 429}}]";
        let mut waiting = faults(text);
        let begun = Instant::now();
        let mut strikes = |path: &str, after: u64| {
            let at = begun + Duration::from_millis(after);
            waiting.strike_at("GET", path, at).is_some()
        };
        assert!(!strikes("/a", 0) && !strikes("/a", 400) && strikes("/a", 401));
        assert!(!strikes("/b", 402), "another path is not counted");
        assert!(strikes("/a", 999), "what was turned away is not counted");
        assert!(!strikes("/a", 1000) && strikes("/a", 1399) && !strikes("/a", 1400));
    }

    #[test]
    fn dice_strike_so_many_and_the_same_again() {
        let struck = |seed: u64, percent: u64| -> Vec<usize> {
            let text = format!(
                "[{{percent: {percent}, seed: {seed}, times: 100000, then: {{reset: true}}}}]"
            );
            let mut waiting = faults(&text);
            (0..10_000)
                .filter(|_| waiting.strike("GET", "/").is_some())
                .collect()
        };
        for percent in [1, 10, 50, 100] {
            let found = struck(7, percent);
            let wanted = usize::try_from(percent * 100).unwrap();
            assert!(found.len().abs_diff(wanted) <= wanted / 4, "{percent}");
            assert_eq!(found, struck(7, percent));
        }
        assert_ne!(struck(7, 10), struck(8, 10));
    }
}
