//! A folder as `init` leaves it, and texts to open in it.

use crate::support::world::World;

/// The folder of configurations.
pub const BESIDE: &str = ".";
/// The folder of overlays.
pub const ENVS: &str = "envs";
/// The first line of a configuration.
pub const CONFIGURATION: &str = "# yaml-language-server: $schema=.switchboard/config.schema.json\n";
/// The first line of an overlay.
pub const OVERLAY: &str = "# yaml-language-server: $schema=../.switchboard/overlay.schema.json\n";

/// A folder after `init`.
pub fn begun() -> World {
    let world = World::empty();
    world.run(&["init"]).exits(0);
    world
}

/// A configuration with the given lines below a provider.
pub fn provider(lines: &str) -> String {
    let lines = indented(lines, 4);
    format!("{CONFIGURATION}version: 1\nproviders:\n  us:\n    type: twilio\n{lines}")
}

/// A configuration with the given lines below a number.
pub fn number(lines: &str) -> String {
    let lines = indented(lines, 4);
    provider(&format!("numbers:\n  store:\n{lines}"))
}

fn indented(lines: &str, by: usize) -> String {
    let lines = lines.lines().map(|line| format!("{:by$}{line}\n", ""));
    lines.collect()
}
