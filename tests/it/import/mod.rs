//! Importing what accounts already have, and taking objects over from other tools.

mod accounts;
mod command;
mod handover;

use std::fs;

use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// A folder without a configuration, and a sandbox with these accounts.
fn bare(accounts: &str) -> (World, Sandbox) {
    let (world, sandbox) = World::and_sandbox("version: 1\nkeywords: [JOIN]\n", accounts);
    fs::remove_file(world.path("switchboard.yaml")).unwrap();
    (world, sandbox)
}
