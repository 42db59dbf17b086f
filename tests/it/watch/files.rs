//! The files are read again in each round. A file that cannot be used is reported and not applied.

use super::watcher::{Watcher, until};
use crate::support::fixture::SERVICE;

const PENDING: &str = "switchboard_drift_pending{project=\"contoso\",environment=\"\"}";
const VALID: &str = "switchboard_watch_configuration_valid";

#[test]
fn a_change_of_the_files_counts_from_the_next_round() {
    let (world, _sandbox) = SERVICE.applied();
    let watcher = Watcher::start(&world, &[]);
    watcher.wait_ready();
    assert_eq!(watcher.metric(PENDING), Some(0.0));
    let edited = SERVICE
        .configuration
        .replace("example/sms", "example/sms/v2");
    world.write("switchboard.yaml", &edited);
    until("it is pending", || watcher.metric(PENDING) > Some(0.0));

    world.write("switchboard.yaml", "version: 1\nprovidres: {}\n");
    until("it is said", || watcher.metric(VALID) == Some(0.0));
    watcher.wait_rounds(2);
    // The watch continues with the configuration from before.
    assert!(watcher.metric(PENDING) > Some(0.0));
    let ready = watcher.get("/readyz");
    assert_eq!(ready.status, 200);
    assert!(
        ready.body.contains("cannot be used") && ready.body.contains("providres"),
        "{}",
        ready.body
    );
    assert_eq!(watcher.events("misconfigured").len(), 1, "said once");
    std::fs::remove_file(world.path("switchboard.yaml")).unwrap();
    until("another reason is said", || {
        watcher.events("misconfigured").len() == 2
    });

    world.write("switchboard.yaml", SERVICE.configuration);
    until("it is used", || watcher.metric(VALID) == Some(1.0));
    until("nothing is pending", || {
        watcher.metric(PENDING) == Some(0.0)
    });
    assert_eq!(watcher.get("/readyz").body, "ready\n");
}

#[test]
fn a_watch_before_the_first_apply_creates_no_registry() {
    let (world, _sandbox) = SERVICE.fresh();
    let watcher = Watcher::start(&world, &[]);
    // A watch without a record is not ready, and says why.
    until("a round has ended", || {
        watcher.get("/readyz").body.contains("there is no registry")
    });
    assert_eq!(watcher.get("/readyz").status, 503);
    let complete = "switchboard_drift_complete{project=\"contoso\",environment=\"\"}";
    assert_eq!(watcher.metric(complete), Some(0.0));
    assert!(watcher.leads());
    assert!(!world.path(".switchboard").exists());
    world.run(&["apply", "--auto-approve"]).exits(0);
    until("it is seen", || watcher.json()["summary"]["in_sync"] == 3);
    watcher.wait_ready();
    assert!(watcher.leads());
}
