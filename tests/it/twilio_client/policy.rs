//! Properties of repeating, for every course that requests can take.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::Config;
use switchboard::http::retry::{Budget, MOST_TRIES, Next, PATIENT, Policy, Reach, Repeat, Tried};
use switchboard::provider::Limits;

fn cases() -> Config {
    Config {
        cases: 500,
        failure_persistence: None,
        ..Config::default()
    }
}

fn milliseconds(most: u64) -> impl Strategy<Value = Duration> {
    (0..=most).prop_map(Duration::from_millis)
}

fn limits() -> impl Strategy<Value = Limits> {
    let waits = (
        milliseconds(2_000),
        milliseconds(20_000),
        milliseconds(60_000),
    );
    (waits, 0..20_u32, milliseconds(200_000), milliseconds(1_000)).prop_map(
        |(waits, tries, budget, earned)| Limits {
            first_delay: waits.0,
            longest_delay: waits.1,
            longest_wait: waits.2,
            tries,
            budget,
            earned,
            ..Limits::default()
        },
    )
}

fn repeat() -> impl Strategy<Value = Repeat> {
    prop::sample::select(vec![
        Repeat::Reads,
        Repeat::Sets,
        Repeat::Makes,
        Repeat::Removes,
    ])
}

/// How one try ends: `None` is a success.
fn outcome() -> impl Strategy<Value = Option<(Reach, bool, Option<Duration>)>> {
    let reach = prop::sample::select(vec![
        Reach::Nowhere,
        Reach::TurnedAway(1),
        Reach::Verdict,
        Reach::Fault,
        Reach::Lost,
    ]);
    let asked = prop::option::of(milliseconds(4_000_000));
    prop::option::weighted(0.9, (reach, prop::bool::weighted(0.9), asked))
}

proptest! {
    #![proptest_config(cases())]

    /// Plays requests one after the other with these answers, as a client does.
    #[test]
    fn tries_and_waits_are_bounded(
        limits in limits(),
        interval in milliseconds(2_000),
        requests in prop::collection::vec((repeat(), prop::collection::vec((outcome(), 0.0..1.0), 12)), 1..30),
    ) {
        let policy = Policy::new(&limits);
        let mut budget = Budget::new(&limits);
        let (mut waited, mut successes) = (Duration::ZERO, 0_u32);
        for (repeat, outcomes) in requests {
            let (mut tries, mut in_a_row) = (0, 0);
            for (outcome, chance) in outcomes {
                let Some((reach, passing, asked)) = outcome else {
                    budget.earn(interval);
                    successes += 1;
                    break;
                };
                let turned_away = reach == Reach::TurnedAway(1);
                in_a_row = if turned_away { in_a_row + 1 } else { 0 };
                tries += u32::from(!turned_away);
                let reach = if turned_away { Reach::TurnedAway(in_a_row) } else { reach };
                let tried = Tried { repeat, reach, passing, asked };
                let Next::Again(wait) = policy.next(tries, &tried, chance) else {
                    break;
                };
                prop_assert!(passing);
                // Twice is two where it makes something, unless it was turned away unseen.
                prop_assert!(repeat != Repeat::Makes || turned_away || reach == Reach::Nowhere);
                prop_assert!(wait <= limits.longest_delay.max(limits.longest_wait));
                prop_assert!(wait >= asked.unwrap_or_default().min(limits.longest_wait));
                if !budget.spend(wait) {
                    break;
                }
                waited += wait;
            }
            prop_assert!(tries <= MOST_TRIES && (tries <= limits.tries.max(1)));
        }
        prop_assert!(waited <= limits.budget + limits.earned.max(interval) * successes);
    }

    #[test]
    fn waits_grow_and_keep_their_bounds(limits in limits(), nth in 1..4_u32, chance in 0.0..1.0) {
        let limits = Limits { tries: 5, ..limits };
        let policy = Policy::new(&limits);
        let tried = Tried { repeat: Repeat::Reads, reach: Reach::Fault, passing: true, asked: None };
        let wait = |nth| match policy.next(nth, &tried, chance) {
            Next::Again(wait) => wait,
            Next::Stop => panic!("it stops after {nth}"),
        };
        let (least, most) = policy.bounds(nth);
        prop_assert!(least <= wait(nth) && wait(nth) <= most);
        prop_assert!(most <= limits.longest_delay);
        prop_assert!(most <= least * 2 + Duration::from_nanos(1));
        prop_assert!(wait(nth) <= wait(nth + 1), "with the same luck");
        let (next_least, next_most) = policy.bounds(nth + 1);
        prop_assert!(least <= next_least && most <= next_most);
    }

    /// A request that is turned away is no try, however often it happens; only after
    /// several times in a row does the request itself wait.
    #[test]
    fn being_turned_away_is_no_try(limits in limits(), times in 1..10_000_u32, nth in 0..5_u32, chance in 0.0..1.0) {
        let policy = Policy::new(&limits);
        let tried = |repeat| Tried { repeat, reach: Reach::TurnedAway(times), passing: true, asked: None };
        for repeat in [Repeat::Reads, Repeat::Sets, Repeat::Makes, Repeat::Removes] {
            let Next::Again(wait) = policy.next(nth, &tried(repeat), chance) else {
                panic!("{repeat:?} stops");
            };
            prop_assert!(wait <= limits.longest_delay);
            prop_assert!(times > PATIENT || wait.is_zero());
        }
        prop_assert_eq!(policy.next(nth, &tried(Repeat::Asks), chance), Next::Stop);
    }

    #[test]
    fn extreme_delays_do_not_change_the_number_of_tries(nth in any::<u32>(), chance in any::<f64>()) {
        let limits = Limits { tries: u32::MAX, longest_delay: Duration::MAX, first_delay: Duration::MAX, ..Limits::default() };
        let tried = Tried { repeat: Repeat::Sets, reach: Reach::Lost, passing: true, asked: Some(Duration::MAX) };
        let next = Policy::new(&limits).next(nth, &tried, chance);
        prop_assert_eq!(next == Next::Stop, nth >= MOST_TRIES);
    }
}

#[test]
fn the_documented_waits() {
    let policy = Policy::new(&Limits::default());
    let bounds: Vec<_> = (1..5).map(|nth| policy.bounds(nth)).collect();
    let seconds = |least: f64| {
        let least = Duration::from_secs_f64(least);
        (least, least * 2)
    };
    assert_eq!(bounds, [0.5, 1.0, 2.0, 4.0].map(seconds));
    assert_eq!(Limits::default().budget, Duration::from_mins(2));
}
