//! SIGTERM and SIGINT in the middle of an apply: what is under way ends and is recorded, the rest
//! is left, the lock is released, and the report covers all of it. A second signal stops at once.

use std::collections::BTreeSet;
use std::io::BufReader;

use serde_json::json;

use super::declared::{
    APPLY, CHANGES, DECLARED, WRITES, events, is_finished_by_the_next, outcomes, reported, runs,
    shown, summary,
};
use super::{end, signal, start, thorough, wait_until_interrupted};
use crate::support::world::Ended;

const SIGNALS: [(&str, i32); 2] = [("-TERM", 143), ("-INT", 130)];

/// The writes at which the apply is interrupted.
fn places() -> Vec<usize> {
    if thorough() {
        (1..=WRITES).collect()
    } else {
        vec![3, 16]
    }
}

#[test]
fn writes_under_way_end_and_the_rest_is_not_started() {
    for nth in places() {
        for (name, code) in SIGNALS {
            let harm = if nth % 2 == 0 { "hold" } else { "hold_answer" };
            let when = format!("{name} in write {nth}, {harm}");
            let (world, sandbox) = DECLARED.fresh();
            let then = json!({ harm: true });
            sandbox.add_faults(&json!([{ "method": "POST", "skip": nth - 1, "then": then }]));
            let apply = [&APPLY[..], &["--format", "json"]].concat();
            let mut child = start(&mut world.command(&apply));
            let mut stderr = BufReader::new(child.stderr.take().unwrap());
            sandbox.wait_until_held(1);
            signal(&child, name);
            wait_until_interrupted(&mut stderr);
            sandbox.release();
            let ended = end(child, stderr);
            assert_eq!(ended.code, code, "{when}\n{ended:?}");

            let done: BTreeSet<String> = reported(&ended).into_keys().collect();
            let begun: BTreeSet<String> = events(&ended, "apply_start").into_keys().collect();
            // A service is ended after any of its numbers; what was done of it is recorded.
            let partly: BTreeSet<String> = events(&ended, "apply_errored").into_keys().collect();
            let services = |address: &String| address.contains(".messaging_services.");
            assert!(partly.iter().all(services), "{when}\n{ended:?}");
            let known = &done | &partly;
            assert_eq!(shown(&world), known, "{when}\n{ended:?}");
            assert!(begun.is_subset(&known), "{when}: what was begun was ended");
            let run = &runs(&world)[0];
            // A run that reported the end of every change does not count as interrupted.
            let status = if done.len() == CHANGES {
                "succeeded"
            } else {
                "partial"
            };
            assert_eq!(run["status"], status, "{when}");
            let outcomes = outcomes(&world, run);
            let recorded: BTreeSet<String> = outcomes["done"].iter().cloned().collect();
            assert_eq!((outcomes.len(), recorded), (1, known), "{when}");
            let counts = summary(&ended);
            assert_eq!(counts["not_tried"], CHANGES - done.len(), "{when}");
            assert_eq!(counts["partial"], partly.len(), "{when}\n{ended:?}");
            assert_eq!(counts["failed"], 0, "{when}\n{ended:?}");
            assert_eq!(counts["unsettled"], 0, "{when}");
            is_finished_by_the_next(&world, &sandbox, &when);
        }
    }
}

/// The same for people: every change is accounted for by name or by number.
#[test]
fn the_summary_names_changes_that_were_not_tried() {
    let (world, sandbox) = DECLARED.fresh();
    sandbox.add_faults(&json!([{ "method": "POST", "skip": 4, "then": { "hold": true } }]));
    let mut child = start(&mut world.command(&[&APPLY[..], &["--parallelism", "1"]].concat()));
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    sandbox.wait_until_held(1);
    signal(&child, "-TERM");
    wait_until_interrupted(&mut stderr);
    sandbox.release();
    let ended: Ended = end(child, stderr).exits(143);
    let reported = &ended.stdout;
    assert!(reported.contains("not tried: interrupted\n"), "{reported}");
    for left in [
        "create providers.us.messaging_services.campaigns",
        "update providers.us.numbers.n11",
    ] {
        assert!(reported.contains(&format!("\n  {left}\n")), "{reported}");
    }
    assert!(
        reported.contains("; 10 not tried. Run `switchboard apply` again"),
        "{reported}"
    );
    is_finished_by_the_next(&world, &sandbox, "-TERM");
}

#[test]
fn a_second_signal_stops_at_once() {
    let pairs = [
        ("-TERM", "-TERM", 143),
        ("-INT", "-TERM", 143),
        ("-TERM", "-INT", 130),
    ];
    for (first, second, code) in pairs {
        let when = format!("{first}, then {second}");
        let (world, sandbox) = DECLARED.fresh();
        sandbox.add_faults(&json!([{ "method": "POST", "skip": 6, "then": { "hold": true } }]));
        let apply = [&APPLY[..], &["--parallelism", "1"]].concat();
        let mut child = start(&mut world.command(&apply));
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        sandbox.wait_until_held(1);
        signal(&child, first);
        wait_until_interrupted(&mut stderr);
        // One signal is enough. The held write is not released: the apply must not wait for it.
        signal(&child, second);
        let ended = end(child, stderr);
        assert_eq!(ended.code, code, "{when}\n{ended:?}");
        sandbox.wait_until_held(0);
        assert_eq!(runs(&world)[0]["status"], "interrupted", "{when}");
        is_finished_by_the_next(&world, &sandbox, &when);
    }
}
