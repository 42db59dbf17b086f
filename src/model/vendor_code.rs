//! The error codes of providers.

use std::fmt;

use serde::Serialize;

/// A provider's error code: a number at some, a word at others. In documents it is what it is at
/// the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum VendorCode {
    /// Such as 21402.
    Number(u32),
    /// Such as `AuthorizationFailed`.
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
