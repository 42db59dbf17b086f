//! What a declaration chooses about the comparison. Plain data.

use super::declaration::{Declaration, FriendlyNames, Keywords};

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Options {
    /// Whether keywords are compared.
    pub keywords: bool,
    /// Whether a number must have the same name on both sides.
    pub same_names: bool,
}

impl Options {
    /// The choices of a declaration.
    pub(super) fn of(declaration: &Declaration) -> Self {
        Self {
            keywords: declaration.keywords == Keywords::Compare,
            same_names: declaration.friendly_names == FriendlyNames::Same,
        }
    }
}
