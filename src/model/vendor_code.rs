//! The error codes of providers.

use std::fmt;

use serde::Serialize;

/// A provider's error code: a number at some providers, a word at others. Documents show it as the
/// provider does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum VendorCode {
    /// A number, such as 21402.
    Number(u32),
    /// A word, such as `AuthorizationFailed`.
    Word(String),
}

impl fmt::Display for VendorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(code) => write!(f, "{code}"),
            Self::Word(code) => f.write_str(code),
        }
    }
}
