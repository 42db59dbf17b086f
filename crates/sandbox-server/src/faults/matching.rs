//! The pending faults, and which request each of them spoils. The same requests in the same order always meet the same
//! faults; those that spoil a percentage choose with a seeded generator.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::faults::effect::Then;
use crate::faults::fault::Fault;

/// A fault that is not spent.
#[derive(Debug)]
struct Pending {
    fault: Fault,
    /// How many requests it has drawn a number for.
    drawn: u64,
    /// The requests of the last second that passed because of `per_second`.
    passed: VecDeque<Instant>,
}

impl Pending {
    /// True if a request at `now` is within the rate that passes.
    fn lets_pass(&mut self, now: Instant) -> bool {
        let Some(most) = self.fault.per_second else {
            return false;
        };
        let over = |then: &Instant| now.saturating_duration_since(*then) >= Duration::from_secs(1);
        while self.passed.front().is_some_and(over) {
            self.passed.pop_front();
        }
        let most = usize::try_from(most.get()).unwrap_or(usize::MAX);
        let passes = self.passed.len() < most;
        if passes {
            self.passed.push_back(now);
        }
        passes
    }
}

/// The pending faults.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pending: Vec<Pending>,
}

impl Faults {
    /// With these faults pending.
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        let mut pending = Self::default();
        pending.add(faults);
        pending
    }

    /// Adds faults.
    pub(crate) fn add(&mut self, more: Vec<Fault>) {
        let pending = |fault| Pending {
            fault,
            drawn: 0,
            passed: VecDeque::new(),
        };
        self.pending.extend(more.into_iter().map(pending));
    }

    /// Removes all faults.
    pub(crate) fn clear(&mut self) {
        self.pending.clear();
    }

    /// The pending faults, with `skip` and `times` counted down.
    pub(crate) fn left(&self) -> Vec<Fault> {
        self.pending
            .iter()
            .map(|pending| pending.fault.clone())
            .collect()
    }

    /// The effect on a request, if a fault is due. Each matching fault counts the request; the first that is due spoils it.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Then> {
        self.strike_at(method, path, Instant::now())
    }

    fn strike_at(&mut self, method: &str, path: &str, now: Instant) -> Option<Then> {
        let mut due = None;
        for pending in &mut self.pending {
            let fault = &mut pending.fault;
            let fits = fault
                .method
                .as_deref()
                .is_none_or(|m| m.eq_ignore_ascii_case(method))
                && matches(path, &fault.path);
            if !fits {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if pending.lets_pass(now) {
                continue;
            }
            pending.drawn += 1;
            let fault = &mut pending.fault;
            let chosen = draw(fault.seed, pending.drawn) < u64::from(fault.percent);
            if chosen && due.is_none() && fault.times > 0 {
                fault.times -= 1;
                due = Some(fault.then.clone());
            }
        }
        self.pending.retain(|pending| pending.fault.times > 0);
        due
    }
}

/// True if a path and query contains `wanted`, or ends with it if `$` follows.
fn matches(path: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('$') {
        Some(end) => path.ends_with(end),
        None => path.contains(wanted),
    }
}

/// The nth pseudo-random number below 100 (splitmix64, which needs no state between draws).
fn draw(seed: u64, nth: u64) -> u64 {
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
        let mut pending = faults(text);
        let strikes: Vec<bool> = [("POST", "/x"), ("GET", "/Numbers"), ("POST", "/Numbers")]
            .into_iter()
            .chain([("POST", "/Numbers"); 3])
            .map(|(method, path)| pending.strike(method, path).is_some())
            .collect();
        assert_eq!(strikes, [false, false, false, true, true, false]);
        assert!(pending.left().is_empty());
    }

    #[test]
    fn a_path_can_be_meant_to_its_end() {
        let mut pending = faults("[{path: /Services$, then: {reset: true}}]");
        assert!(pending.strike("POST", "/v1/Services/MG1").is_none());
        assert!(pending.strike("POST", "/v1/Services").is_some());
    }

    #[test]
    fn so_many_a_second_pass() {
        let text = "[{path: a, per_second: 2, times: 100, then: {status: 429}}]";
        let mut pending = faults(text);
        let begun = Instant::now();
        let mut strikes = |path: &str, after: u64| {
            let at = begun + Duration::from_millis(after);
            pending.strike_at("GET", path, at).is_some()
        };
        assert!(!strikes("/a", 0) && !strikes("/a", 400) && strikes("/a", 401));
        assert!(!strikes("/b", 402), "another path is not counted");
        assert!(strikes("/a", 999), "what was turned away is not counted");
        assert!(!strikes("/a", 1000) && strikes("/a", 1399) && !strikes("/a", 1400));
    }

    #[test]
    fn dice_strike_so_many_and_the_same_again() {
        let spoilt = |seed: u64, percent: u64| -> Vec<usize> {
            let text = format!(
                "[{{percent: {percent}, seed: {seed}, times: 100000, then: {{reset: true}}}}]"
            );
            let mut pending = faults(&text);
            (0..10_000)
                .filter(|_| pending.strike("GET", "/").is_some())
                .collect()
        };
        for percent in [1, 10, 50, 100] {
            let found = spoilt(7, percent);
            let wanted = usize::try_from(percent * 100).unwrap();
            assert!(found.len().abs_diff(wanted) <= wanted / 4, "{percent}");
            assert_eq!(found, spoilt(7, percent));
        }
        assert_ne!(spoilt(7, 10), spoilt(8, 10));
    }
}
