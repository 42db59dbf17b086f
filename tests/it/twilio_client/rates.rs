//! Properties of the rate of requests, for every account that counts them: played in a simulated
//! time, with the pure parts of the client.

use std::collections::VecDeque;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::Config;
use switchboard::http::pace::Pace;
use switchboard::http::rate::Rate;
use switchboard::http::retry::{Budget, Next, Policy, Reach, Repeat, Tried};
use switchboard::provider::Limits;

/// How an account decides that requests are too many.
#[derive(Debug, Clone, Copy)]
enum Counts {
    /// In each second by the clock.
    Seconds,
    /// In any second.
    AnySecond,
    /// A bucket that fills at the rate.
    Bucket,
}

/// An account that accepts this many requests per second, of which others take some.
#[derive(Debug)]
struct Gateway {
    counts: Counts,
    bears: f64,
    others: f64,
    next_other: f64,
    window: f64,
    in_window: f64,
    passed: VecDeque<f64>,
    tokens: f64,
    filled: f64,
}

impl Gateway {
    fn new(counts: Counts, bears: f64, others: f64) -> Self {
        Self {
            counts,
            bears,
            others,
            next_other: 0.0,
            window: -1.0,
            in_window: 0.0,
            passed: VecDeque::new(),
            tokens: bears.max(1.0),
            filled: 0.0,
        }
    }

    fn bears(&mut self, at: f64) -> bool {
        while self.others > 0.0 && self.next_other <= at {
            let other = self.next_other;
            self.next_other += 1.0 / self.others;
            self.passes(other);
        }
        self.passes(at)
    }

    fn passes(&mut self, at: f64) -> bool {
        match self.counts {
            Counts::Seconds => {
                if at.floor() > self.window {
                    (self.window, self.in_window) = (at.floor(), 0.0);
                }
                let passes = self.in_window < self.bears;
                self.in_window += f64::from(u8::from(passes));
                passes
            }
            Counts::AnySecond => {
                while self.passed.front().is_some_and(|then| *then <= at - 1.0) {
                    self.passed.pop_front();
                }
                let passes = number(self.passed.len()) < self.bears;
                if passes {
                    self.passed.push_back(at);
                }
                passes
            }
            Counts::Bucket => {
                self.tokens =
                    (self.tokens + (at - self.filled) * self.bears).min(self.bears.max(1.0));
                self.filled = at;
                let passes = self.tokens >= 1.0;
                self.tokens -= f64::from(u8::from(passes));
                passes
            }
        }
    }
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// The result of a run.
#[derive(Debug)]
struct Ran {
    requests: usize,
    took: f64,
    /// Requests that were given up.
    lost: usize,
}

/// Sends this many requests as a client does, at most four at once, each taking `latency`.
fn run(
    jobs: usize,
    limits: &Limits,
    latency: Duration,
    asked: Option<Duration>,
    mut bears: impl FnMut(f64) -> bool,
) -> Ran {
    let policy = Policy::new(limits);
    let mut budget = Budget::new(limits);
    let mut rate = Rate::new(limits.first_delay, limits.longest_delay);
    let mut pace = Pace::new(4);
    let mut ran = Ran {
        requests: 0,
        took: 0.0,
        lost: 0,
    };
    // When a request may be sent, and how often it was turned away.
    let mut queue: VecDeque<(Duration, u32)> = (0..jobs).map(|_| (Duration::ZERO, 0)).collect();
    // When a request is answered, whether it was accepted, its era, how often it was turned away.
    let mut under_way: VecDeque<(Duration, bool, u64, u32)> = VecDeque::new();
    let (mut now, mut paused, mut paid) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    loop {
        let free = under_way.len() < pace.now();
        let first = queue.iter().enumerate().min_by_key(|(_, (from, _))| *from);
        let next = first
            .filter(|_| free)
            .map(|(at, (from, _))| (at, now.max(*from).max(paused).max(rate.ready())));
        if let Some((at, when)) = next
            && under_way
                .front()
                .is_none_or(|(answered, ..)| when <= *answered)
        {
            now = when;
            let (_, times) = queue.remove(at).unwrap();
            rate.sent(now);
            ran.requests += 1;
            let borne = bears(now.as_secs_f64());
            under_way.push_back((now + latency, borne, pace.era(), times));
            continue;
        }
        let Some((answered, borne, era, times)) = under_way.pop_front() else {
            ran.took = now.as_secs_f64();
            return ran;
        };
        now = answered;
        if borne {
            rate.succeeded(now);
            pace.succeeded(None);
            budget.earn(rate.interval());
            continue;
        }
        let slower = if era == pace.era() {
            rate.throttled(now)
        } else {
            Duration::ZERO
        };
        assert!(slower <= limits.longest_delay);
        pace.throttled(era);
        let tried = Tried {
            repeat: Repeat::Sets,
            reach: Reach::TurnedAway(times + 1),
            passing: true,
            asked,
        };
        // Turned away is no try.
        let Next::Again(alone) = policy.next(0, &tried, 0.5) else {
            panic!("given up after {times}");
        };
        let until = now + slower.max(asked.unwrap_or_default());
        if budget.spend(until.saturating_sub(paid.max(now))) {
            paid = paid.max(until);
            queue.push_back((now + alone, times + 1));
        } else {
            ran.lost += 1;
        }
        paused = paused.max(until);
    }
}

fn cases() -> Config {
    Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    }
}

fn counts() -> impl Strategy<Value = Counts> {
    prop::sample::select(vec![Counts::Seconds, Counts::AnySecond, Counts::Bucket])
}

proptest! {
    #![proptest_config(cases())]

    /// Everything is done, in about the time that the account's rate takes, with few
    /// requests more than necessary.
    #[test]
    fn a_run_fits_itself_to_the_account(
        counts in counts(),
        bears in 1..60_u32,
        share in 0.0..0.6_f64,
        jobs in 1..150_usize,
        near in any::<bool>(),
        asks in any::<bool>(),
    ) {
        let first_delay = Duration::from_millis(if near { 20 } else { 500 });
        let latency = Duration::from_millis(if near { 2 } else { 80 });
        let limits = Limits { first_delay, ..Limits::default() };
        let bears = f64::from(bears);
        let others = (bears * share).floor();
        let mut gateway = Gateway::new(counts, bears, others);
        let asked = asks.then_some(Duration::from_secs(1));
        let ran = run(jobs, &limits, latency, asked, |at| gateway.bears(at));
        prop_assert_eq!(ran.lost, 0);
        prop_assert!(ran.requests <= jobs * 2 + 25, "{:?}", ran);
        let ideal = number(jobs) / (bears - others);
        prop_assert!(ran.took <= ideal * 2.5 + 15.0, "{:?}, ideal {}", ran, ideal);
    }

    /// Where no request is accepted, waiting ends with the budget, after few requests.
    #[test]
    fn waiting_has_an_end(jobs in 1..50_usize, budget in 1..200_u64) {
        let budget = Duration::from_secs(budget);
        let limits = Limits { budget, ..Limits::default() };
        let ran = run(jobs, &limits, Duration::from_millis(80), None, |_| false);
        prop_assert_eq!(ran.lost, jobs);
        let waited = budget + limits.longest_delay * u32::try_from(jobs).unwrap();
        prop_assert!(ran.took <= waited.as_secs_f64() + 1.0 + number(jobs), "{:?}", ran);
        prop_assert!(ran.requests <= jobs + 40, "{:?}", ran);
    }
}

/// A server that turns away one in ten by chance has no rate that would help.
#[test]
fn random_throttling_does_not_stop_progress() {
    for seed in 1..=5_u64 {
        let mut state = seed;
        let mut bears = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % 10 != 0
        };
        let limits = Limits {
            first_delay: Duration::from_millis(20),
            ..Limits::default()
        };
        let ran = run(2_000, &limits, Duration::from_millis(2), None, &mut bears);
        assert!(ran.lost == 0 && ran.took < 120.0, "{ran:?}");
    }
}

/// With its own numbers.
#[test]
fn a_limit_of_eight_requests_per_second_is_used_well() {
    for counts in [Counts::Seconds, Counts::AnySecond, Counts::Bucket] {
        let limits = Limits {
            first_delay: Duration::from_millis(20),
            ..Limits::default()
        };
        let mut gateway = Gateway::new(counts, 8.0, 0.0);
        let ran = run(40, &limits, Duration::from_millis(2), None, |at| {
            gateway.bears(at)
        });
        assert!(
            ran.lost == 0 && ran.requests <= 100 && ran.took <= 8.0,
            "{counts:?}: {ran:?}"
        );
    }
}

/// Less than one request per second is a rate too.
#[test]
fn an_account_may_be_slower_than_one_per_second() {
    let limits = Limits::default();
    let mut gateway = Gateway::new(Counts::Bucket, 0.5, 0.0);
    let ran = run(20, &limits, Duration::from_millis(80), None, |at| {
        gateway.bears(at)
    });
    assert!(
        ran.lost == 0 && ran.requests <= 50 && ran.took <= 80.0,
        "{ran:?}"
    );
}
