//! Programs and commands that a test needs and a machine or a build may lack.

pub use crate::support::programs::present;
use crate::support::programs::skip;
use crate::support::world::binary;

/// Whether the binary has `drift`, and that reports so.
pub fn drifts(what: &str, format: &str) -> bool {
    let help = binary().args(["drift", "--help"]).output().unwrap();
    let has = help.status.success() && String::from_utf8_lossy(&help.stdout).contains(format);
    if !has {
        skip(
            what,
            &format!("there is no `switchboard drift --format {format}`"),
        );
    }
    has
}
