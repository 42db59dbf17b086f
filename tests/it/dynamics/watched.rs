//! A watch reads Dynamics 365 in its first round and then in each tenth only.
#![cfg(unix)]

use super::{Both, FIRST, checked};
use crate::support::receiver::Receiver;
use crate::support::secrets;
use crate::watch::watcher::{Watcher, until};

const MISSING: &str =
    "switchboard_drift_resources{project=\"contoso\",environment=\"\",status=\"missing\"}";
const ERRORS: &str =
    "switchboard_dynamics_findings{project=\"contoso\",environment=\"\",severity=\"error\"}";

#[test]
fn a_watch_looks_in_each_tenth_round() {
    let both = Both::of(&checked());
    both.apply(&[], 0);
    both.remove(&both.number(FIRST));
    both.clear_calls();
    let receiver = Receiver::start();
    let watcher = Watcher::start(&both.world, &["--notify-url", &receiver.url]);
    watcher.wait_ready();
    until("it notifies", || receiver.all().len() == 1);
    let reads = || both.requests("GET", "WhoAmI");
    assert_eq!(reads(), 1);
    assert_eq!(watcher.metric(ERRORS), Some(1.0));
    until("rounds go on", || watcher.rounds() >= 8);
    assert_eq!(reads(), 1);
    // Between two looks, what was found stays.
    assert_eq!(watcher.metric(ERRORS), Some(1.0));
    assert_eq!(watcher.metric(MISSING), Some(1.0));
    assert_eq!(watcher.json()["dynamics"]["findings"][0]["code"], "E0811");
    until("it looks again", || reads() == 2);
    assert!(watcher.rounds() >= 10, "{}", watcher.rounds());
    watcher.wait_rounds(1);
    assert_eq!(receiver.all().len(), 1, "nothing ended, and nothing is new");
    secrets::unspoken(&both.running.canaries(), "log", &watcher.text());
    secrets::unspoken(&both.running.canaries(), "page", &watcher.get("/").body);
}
