//! A long watch: things change at random, requests fail at random. Every change is notified once,
//! none is missed, and memory use stays level.

use crate::support::fixture::SERVICE;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::json;

use super::watcher::{Watcher, until};
use super::{FIRST, SECOND, rename};
use crate::support::receiver::Receiver;

/// The length of the watch: a number of turns, or a time.
enum Length {
    Turns(u32),
    Time(Duration),
}

fn length() -> Length {
    let long = std::env::var_os("SWITCHBOARD_LONG_TESTS").is_some_and(|value| value == "1");
    match std::env::var("SWITCHBOARD_SOAK_WATCH") {
        Ok(seconds) => Length::Time(Duration::from_secs(seconds.parse().unwrap())),
        Err(_) if long => Length::Time(Duration::from_mins(10)),
        Err(_) => Length::Turns(15),
    }
}

#[test]
fn no_change_is_missed_or_notified_twice_and_memory_stays_bounded() {
    let (world, sandbox) = SERVICE.applied();
    let receiver = Receiver::start();
    let watcher = Watcher::start(&world, &["--notify-url", &receiver.url]);
    watcher.wait_ready();
    let (begun, length) = (Instant::now(), length());
    let names = ["First", "Second"];
    let mut renamed = [0_u32, 0];
    let mut expected: Vec<(&str, String)> = Vec::new();
    let mut chance = 20_261_123_u64;
    let mut memory: Vec<u64> = Vec::new();
    let mut turn = 0;
    loop {
        let over = match length {
            Length::Turns(turns) => turn >= turns,
            Length::Time(time) => begun.elapsed() >= time,
        };
        if over {
            break;
        }
        turn += 1;
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(chance >> 40).unwrap() % 2;
        let (number, name) = ([FIRST, SECOND][at], names[at]);
        let address = format!("providers.us.numbers.{}", name.to_lowercase());
        match (chance >> 50) % 4 {
            0 => {
                sandbox.add_faults(
                    &json!([{ "method": "GET", "times": 100_000, "then": { "status": 503 } }]),
                );
                expected.push(("incomplete", String::new()));
                until("it is incomplete", || {
                    receiver.all().len() == expected.len()
                });
                // A change in the meantime is notified afterwards.
                sandbox.clear_faults();
                expected.push(("complete", String::new()));
            }
            1 if renamed[at] > 0 => {
                rename(&sandbox, number, name);
                renamed[at] = 0;
                expected.push(("vanished", address));
            }
            _ => {
                let kind = if renamed[at] > 0 {
                    "changed"
                } else {
                    "appeared"
                };
                renamed[at] += 1;
                rename(&sandbox, number, &format!("Renamed in turn {turn}"));
                expected.push((kind, address));
            }
        }
        until("every change is notified", || {
            receiver.all().len() >= expected.len()
        });
        let _ = (
            watcher.get("/"),
            watcher.get("/metrics"),
            watcher.get("/drift.json"),
        );
        memory.push(resident(&watcher));
    }
    watcher.wait_rounds(2);
    let all = receiver.all();
    let reported: Vec<(String, String)> = all
        .iter()
        .flat_map(crate::support::receiver::Received::changes)
        .collect();
    let expected: Vec<(String, String)> = expected
        .into_iter()
        .map(|(kind, address)| (kind.to_owned(), address))
        .collect();
    assert_eq!(reported, expected);
    let ids: BTreeSet<String> = all.iter().map(|one| one.json()["id"].to_string()).collect();
    assert_eq!(ids.len(), all.len(), "no identifier comes twice");
    steady(&memory);
}

#[cfg(target_os = "linux")]
fn resident(watcher: &Watcher) -> u64 {
    watcher.memory()
}

#[cfg(not(target_os = "linux"))]
fn resident(_: &Watcher) -> u64 {
    0
}

/// Asserts that memory use, in KiB, is in the end about what it was after a third of the time.
fn steady(memory: &[u64]) {
    let median = |part: &[u64]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part[part.len() / 2]
    };
    let third = memory.len() / 3;
    let (warm, end) = (
        median(&memory[third..2 * third]),
        median(&memory[2 * third..]),
    );
    assert!(
        end <= warm + warm / 10 + 4096,
        "{warm} KiB became {end} KiB: {memory:?}"
    );
}
