//! `watch` with the real binary against the sandbox, over HTTP: what it serves, whom it tells,
//! who leads, how it ends. Nothing waits for a time to pass: every wait is for a condition.
//!
//! `SWITCHBOARD_SOAK_WATCH=SECONDS` has the soak go on for so long, `SWITCHBOARD_LONG_TESTS=1` for
//! ten minutes; else it lasts a few rounds.

#![cfg(unix)]

mod browser;
mod changes;
mod crowd;
mod deployment;
mod endpoints;
mod files;
mod receiver;
mod replicas;
mod soak;
mod unwell;
mod usage;
mod watcher;

use crate::support::sandbox::Sandbox;

pub const FIRST: &str = "+15017122661";
pub const SECOND: &str = "+15017122662";

/// Somebody calls a number something else.
pub fn rename(sandbox: &Sandbox, number: &str, name: &str) {
    let fields = [("FriendlyName".to_owned(), name.to_owned())];
    sandbox.change("POST", number, &fields);
}
