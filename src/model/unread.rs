//! What could not be read of an account.

use super::{Code, Level, Name};

/// Something that should have been read and could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The provider whose account was being read.
    pub provider: Name,
    /// What is missing.
    pub level: Level,
    /// Stable diagnostic code.
    pub code: Code,
    /// Why, in one line without secrets.
    pub why: String,
    /// What to do about it.
    pub help: String,
    /// Whether some objects of this kind were read before it failed.
    pub partly: bool,
    /// Whether the credentials are known to the provider and may not read this, so that nothing
    /// says that they are wrong.
    pub denied: bool,
    /// Whether nothing at all may be applied before this is put right: no account could be read,
    /// and credentials are not accepted or accounts not in use.
    pub blocks: bool,
}
