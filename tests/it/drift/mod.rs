//! What `drift` reports, where a folder of `tests/drift` cannot express it.

mod accepting;
mod authors;
mod browser;
mod environments;
mod exposition;
mod first_seen;
mod gitlab;
mod large;
mod left;
mod remedies;
mod reverting;
mod sarif;
mod table;
mod unapplied;
mod unreadable;

use crate::support::console::{CONSOLE, outside, outside_as};
use serde_json::Value;

/// The result of drift for an address.
pub fn of<'a>(document: &'a Value, address: &str) -> &'a Value {
    let resources = document["resources"].as_array().unwrap();
    let found = resources.iter().find(|one| one["address"] == address);
    found.unwrap_or_else(|| panic!("no {address} in {document:#}"))
}
