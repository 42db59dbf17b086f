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
use crate::support::world::World;

/// A provider with two numbers.
pub const CONFIGURATION: &str = r#"version: 1
project: contoso
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661", friendly_name: First }
      second: { phone_number: "+15017122662", friendly_name: Second }
"#;
pub const FIRST: &str = "+15017122661";
pub const SECOND: &str = "+15017122662";

/// A world with [`CONFIGURATION`] in it, applied.
pub fn applied() -> (World, Sandbox) {
    let (world, sandbox) = World::and_sandbox(CONFIGURATION, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    sandbox.clear_calls();
    (world, sandbox)
}

/// Somebody calls a number something else.
pub fn rename(sandbox: &Sandbox, number: &str, name: &str) {
    let fields = [("FriendlyName".to_owned(), name.to_owned())];
    sandbox.change("POST", number, &fields);
}
