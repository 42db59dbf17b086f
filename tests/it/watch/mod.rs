//! `watch` with the real binary against the sandbox, over HTTP: what it serves, what it notifies,
//! which replica leads, how it ends. No test waits for a time to pass: every wait is for a
//! condition.
//!
//! With `SWITCHBOARD_SOAK_WATCH=SECONDS` the soak lasts that long, with `SWITCHBOARD_LONG_TESTS=1`
//! ten minutes; otherwise it lasts a few rounds.

#![cfg(unix)]

mod browser;
mod changes;
mod crowd;
mod deployment;
mod endpoints;
mod files;

mod replicas;
mod soak;
mod unwell;
mod usage;
pub mod watcher;

use crate::support::sandbox::Sandbox;

pub const FIRST: &str = "+15017122661";
pub const SECOND: &str = "+15017122662";

/// Renames a number in the console.
pub fn rename(sandbox: &Sandbox, number: &str, name: &str) {
    let fields = [("FriendlyName".to_owned(), name.to_owned())];
    sandbox.change("POST", number, &fields);
}
