//! Texts that arrive by themselves while the sandbox runs.

use jiff::SignedDuration;
use serde::Deserialize;

/// Simulated texts: each number whose handler is on this machine gets one in this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    /// The time from one text to the next, such as `1s`.
    pub every: SignedDuration,
}
