//! What a plan, a drift or a comparison reports about the configuration. Plain data.

pub use crate::yaml::{Code, Severity};

use super::Address;

/// A problem or note about the configuration in the light of what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The severity.
    pub severity: Severity,
    /// The stable code.
    pub code: Code,
    /// The address that it is about.
    pub address: Option<Address>,
    /// The YAML key under that address to point at, if one key is the cause.
    pub key: Option<&'static str>,
    /// What is wrong.
    pub summary: String,
    /// What to do.
    pub help: String,
    /// Whether it forbids applying the whole plan, not only this resource's part.
    pub blocks: bool,
}

impl Finding {
    /// Returns the same finding as a note: the configuration accepts it, and says why.
    #[must_use]
    pub fn accepted(self, reason: &str) -> Self {
        Self {
            severity: Severity::Note,
            help: format!("`ignore` accepts it: {reason}"),
            blocks: false,
            ..self
        }
    }
}
