//! An account that does not answer: the state is incomplete and never in sync; it is notified once,
//! and once more when it is over. Also how a watch ends.

use crate::support::fixture::SERVICE;
use std::time::{Duration, Instant};

use serde_json::json;

use super::watcher::{Watcher, until};
use super::{FIRST, rename};
use crate::support::receiver::Receiver;

const COMPLETE: &str = "switchboard_drift_complete{project=\"contoso\",environment=\"\"}";
const IN_SYNC: &str =
    "switchboard_drift_resources{project=\"contoso\",environment=\"\",status=\"in_sync\"}";

#[test]
fn an_unreadable_account_is_incomplete_and_notified_once() {
    let (world, sandbox) = SERVICE.applied();
    rename(&sandbox, FIRST, "Renamed");
    let receiver = Receiver::start();
    let watcher = Watcher::start(&world, &["--notify-url", &receiver.url]);
    until("the drift is notified", || receiver.all().len() == 1);
    assert_eq!(watcher.metric(COMPLETE), Some(1.0));

    sandbox.add_faults(&json!([{ "method": "GET", "times": 100_000, "then": { "status": 500 } }]));
    until("it is incomplete", || watcher.metric(COMPLETE) == Some(0.0));
    until("a notification arrives", || receiver.all().len() == 2);
    assert_eq!(receiver.all()[1].changes()[0].0, "incomplete");
    let reported = receiver.all()[1].json();
    assert_eq!(reported["environments"][0]["complete"], false);
    assert!(
        !reported["environments"][0]["changes"][0]["why"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    watcher.wait_rounds(3);
    assert_eq!(watcher.metric(IN_SYNC), Some(0.0));
    assert_eq!(watcher.json()["complete"], false);
    let page = watcher.get("/").body;
    assert!(
        page.contains("Incomplete") && !page.contains("No drift"),
        "{page}"
    );
    until("its last success is too old", || {
        watcher.get("/readyz").status == 503
    });
    let reason = watcher.get("/readyz").body;
    assert!(
        reason.contains("intervals ago") && reason.contains("error"),
        "{reason}"
    );
    assert_eq!(watcher.get("/healthz").status, 200);
    assert_eq!(receiver.all().len(), 2, "once, and nothing vanished");

    sandbox.clear_faults();
    until("a notification arrives", || receiver.all().len() == 3);
    assert_eq!(
        receiver.all()[2].changes(),
        [("complete".to_owned(), String::new())]
    );
    watcher.wait_ready();
    watcher.wait_rounds(2);
    assert_eq!(receiver.all().len(), 3);
}

#[test]
fn a_watch_is_not_ready_before_its_first_complete_round() {
    let (world, sandbox) = SERVICE.applied();
    let slow = json!([{ "method": "GET", "then": { "hold": true } }]);
    sandbox.add_faults(&slow);
    let watcher = Watcher::start(&world, &[]);
    sandbox.wait_until_held(1);
    let early = watcher.get("/readyz");
    assert_eq!(early.status, 503);
    assert!(
        early.body.contains("first round has not finished"),
        "{}",
        early.body
    );
    assert_eq!(watcher.get("/").status, 503);
    assert_eq!(watcher.get("/drift.json").status, 503);
    assert_eq!(watcher.get("/healthz").status, 200);
    sandbox.release();
    watcher.wait_ready();
}

fn ends(name: &str, code: i32) {
    let (world, sandbox) = SERVICE.applied();
    let watcher = Watcher::start(&world, &[]);
    watcher.wait_ready();
    // In the middle of a round.
    sandbox.add_faults(&json!([{ "method": "GET", "then": { "hold": true } }]));
    sandbox.wait_until_held(1);
    let begun = Instant::now();
    watcher.signal(name);
    let (status, log) = watcher.ended();
    assert_eq!(status.code(), Some(code), "{log}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{log}");
    assert!(log.contains("\"stopping\""), "{log}");
    sandbox.release();
    // The lead and everything else is free.
    Watcher::start(&world, &[]).wait_ready();
}

#[test]
fn terminate_is_143() {
    ends("-TERM", 143);
}

#[test]
fn interrupt_is_130() {
    ends("-INT", 130);
}
