//! The bad day of the documentation, undisturbed and killed in each wave, in its pauses and in the
//! revert: every number ends at the old host, and the output says why.
//! `SWITCHBOARD_LONG_TESTS=1` kills 500 numbers' rollouts everywhere, with both registries; without it,
//! a few rollouts of 60 numbers are killed, with `SQLite`.

use super::day::{Base, Day, Kill};
use super::kinds::{FEW, MANY, Meets, Size};
use crate::support::killing::At;
use crate::support::postgres::{Server, server};

/// What the output of a rollout says that stopped for alerts.
const ALERTS: &[&str] = &["code 11200", "bad.contoso.example"];
/// What the output says if an interrupted revert was finished.
const FINISHED: &[&str] = &["an interrupted rollout was being changed back"];

/// How many rollouts run at once: each of them mostly waits.
const LANES: usize = 2;

fn thorough() -> bool {
    std::env::var_os("SWITCHBOARD_LONG_TESTS").is_some_and(|value| value == "1")
}

/// The places at which a rollout is killed, with what the next one says.
fn places(size: Size, meets: Meets) -> Vec<(Kill, &'static [&'static str])> {
    let [first, second, last] = size.adds;
    let two = first + second;
    let all = two + last;
    // Alerts are read before the first wave, and at the beginning and the end of each pause.
    match meets {
        Meets::Second => vec![
            (Kill::Write(0, At::Before), ALERTS),
            (Kill::Write(0, At::Done), ALERTS),
            (Kill::Alerts(1), ALERTS),
            (Kill::Write(first, At::Before), ALERTS),
            (Kill::Write(first + second / 2, At::Done), ALERTS),
            (Kill::Alerts(3), ALERTS),
            (Kill::Write(two, At::Before), FINISHED),
            (Kill::Write(two + two / 2, At::Done), FINISHED),
        ],
        Meets::Last => vec![
            (Kill::Write(two, At::Before), ALERTS),
            (Kill::Write(two + last / 2, At::Done), ALERTS),
            (Kill::Alerts(5), ALERTS),
            (Kill::Write(all + all / 2, At::Before), FINISHED),
        ],
    }
}

/// Kills a rollout once, and runs it again.
fn killed(base: &Base, meets: Meets, nth: usize, kill: Kill, says: &[&str]) {
    let when = format!("{meets:?} {kill:?}");
    let name = format!("{meets:?}{nth}").to_lowercase();
    let day: Day = base.day(meets, &name);
    day.roll_out(Some(kill));
    if let Some(ended) = day.roll_out(None) {
        day.is_over(&ended, says, &when);
    }
}

/// Kills a rollout everywhere, a few at a time.
fn killed_everywhere(size: Size, server: Option<&'static Server>) {
    let base = Base::new(size, server);
    let all = [Meets::Second, Meets::Last].into_iter().flat_map(|meets| {
        let places = places(size, meets).into_iter().enumerate();
        places.map(move |(nth, (kill, says))| (meets, nth, kill, says))
    });
    let all: Vec<_> = all.collect();
    let base = &base;
    std::thread::scope(|scope| {
        for lane in 0..LANES {
            let own: Vec<_> = all.iter().skip(lane).step_by(LANES).copied().collect();
            scope.spawn(move || {
                for (meets, nth, kill, says) in own {
                    killed(base, meets, nth, kill, says);
                }
            });
        }
    });
}

#[test]
fn a_bad_day_ends_with_every_number_at_the_old_host() {
    let base = Base::new(if thorough() { MANY } else { FEW }, None);
    for meets in [Meets::Second, Meets::Last] {
        let day = base.day(meets, "undisturbed");
        let ended = day.roll_out(None).unwrap();
        let at = match meets {
            Meets::Second => "wave 2 of 3",
            Meets::Last => "wave 3 of 3",
        };
        let says = [ALERTS, &[at]].concat();
        day.is_over(&ended, &says, &format!("{meets:?}"));
    }
}

#[test]
fn a_killed_bad_day_ends_so_too() {
    if thorough() {
        return killed_everywhere(MANY, None);
    }
    let base = Base::new(FEW, None);
    for (nth, (kill, says)) in places(FEW, Meets::Second).into_iter().enumerate().skip(4) {
        killed(&base, Meets::Second, nth, kill, says);
    }
}

#[test]
fn a_bad_day_with_a_registry_on_postgresql_ends_so_too() {
    if !thorough() {
        return;
    }
    let Some(server) = server() else { return };
    killed_everywhere(MANY, Some(server));
}

#[test]
fn a_rollout_that_is_killed_twice_is_changed_back_whole() {
    let base = Base::new(FEW, None);
    let day = base.day(Meets::Last, "twice");
    // In the pause of the first wave, which is one number.
    day.roll_out(Some(Kill::Alerts(1)));
    assert_eq!(day.moved(), 1);
    // Then in the second wave of the next one: after one number of its own, five of eleven more.
    day.roll_out(Some(Kill::Write(6, At::Before)));
    assert_eq!(day.moved(), 7);
    let ended = day.roll_out(None).unwrap();
    day.is_over(&ended, ALERTS, "killed twice");
}
