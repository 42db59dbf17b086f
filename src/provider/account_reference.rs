//! The account of a declaration, before a request is made. Plain data.

/// The account that a declaration means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountReference {
    /// The account with this identifier.
    Literal(String),
    /// The account that this environment variable names.
    Variable(String),
}
