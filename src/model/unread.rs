//! The objects of an account that could not be read.

use super::{Code, Level, Name};

/// A level of objects that should have been read and could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The provider whose account was being read.
    pub provider: Name,
    /// The level of the missing objects.
    pub level: Level,
    /// Stable diagnostic code.
    pub code: Code,
    /// The cause, in one line without secrets.
    pub why: String,
    /// What to do about it.
    pub help: String,
    /// Whether some objects of this kind were read before the read failed.
    pub partly: bool,
    /// Whether the provider knows the credentials but does not let them read this. Then nothing
    /// says that the credentials are wrong.
    pub denied: bool,
    /// Whether nothing may be applied before this is repaired: no account could be read, and
    /// credentials are not accepted or accounts not in use.
    pub blocks: bool,
}
