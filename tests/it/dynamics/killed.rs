//! An apply that is killed in the request that creates a keyword, before it was carried out, before
//! its answer and after it: the next apply leaves one keyword and its record.
#![cfg(unix)]

use serde_json::json;

use super::created::{CREATE, EMPTY, RECORD};
use super::{Both, CONFIGURATION};
use crate::support::killing::{self, At};
use crate::support::postgres::server;

const APPLY: [&str; 5] = ["apply", "--auto-approve", CREATE, "--lock-timeout", "20"];

/// Kills an apply in the request with this method, and applies again.
fn killed(settings: &serde_json::Value, method: &str, at: At, registry: Option<&str>) {
    let when = format!("{method}, {at:?}, {settings}");
    let both = Both::kept_in(CONFIGURATION, EMPTY, registry);
    both.settings(settings);
    let place = json!({"method": method, "path": "msdynmkt_keywords"});
    let came = killing::kill(&both.world, &both.stand_in(), &place, at, &APPLY);
    assert!(came, "{when}");
    let expected = usize::from(at != At::Before);
    assert_eq!(both.count("JOIN"), expected, "{when}");
    both.run(&APPLY).exits(0);
    assert_eq!(both.count("JOIN"), 1, "{when}");
    assert!(both.recorded().contains(&RECORD.to_owned()), "{when}");
    both.run(&["plan", CREATE, "--detailed-exitcode"]).exits(0);
    let sent = both.requests(method, "msdynmkt_keywords");
    assert_eq!(sent, 2 - expected, "{when}");
    both.run(&["drift"]).exits(0);
}

#[test]
fn the_next_apply_leaves_one_keyword_and_its_record() {
    for at in [At::Before, At::Done, At::Answered] {
        killed(&json!({}), "PATCH", at, None);
        killed(
            &json!({"client_ids": false, "optimistic_concurrency": false}),
            "POST",
            at,
            None,
        );
    }
}

#[test]
fn it_does_with_a_registry_on_postgresql_too() {
    let Some(server) = server() else { return };
    for at in [At::Before, At::Done, At::Answered] {
        killed(&json!({}), "PATCH", at, Some(&server.database()));
    }
}
