//! What `drift` reports, where a folder of `tests/drift` cannot express it.

mod authors;
mod browser;
mod environments;
mod exposition;
mod first_seen;
mod gitlab;
mod large;
mod left;
mod remedies;
mod sarif;
mod table;
mod unapplied;
mod unreadable;

use crate::support::console::{CONSOLE, outside, outside_as};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;
use serde_json::Value;

/// A provider with two numbers, one of them in a service.
pub const CONFIGURATION: &str = r#"version: 1
project: contoso
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661", friendly_name: First }
      second: { phone_number: "+15017122662", friendly_name: Second }
    messaging_services:
      news: { friendly_name: News, inbound: webhook, numbers: [second] }
keywords: [JOIN]
"#;

/// A world with [`CONFIGURATION`] in it, applied.
pub fn applied() -> (World, Sandbox) {
    let (world, sandbox) = World::and_sandbox(CONFIGURATION, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    sandbox.clear_calls();
    (world, sandbox)
}

/// What drift says of an address.
pub fn of<'a>(document: &'a Value, address: &str) -> &'a Value {
    let resources = document["resources"].as_array().unwrap();
    let found = resources.iter().find(|one| one["address"] == address);
    found.unwrap_or_else(|| panic!("no {address} in {document:#}"))
}
