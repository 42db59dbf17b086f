//! An alert of a provider: a call to a handler that failed, as the provider reports it. Plain data;
//! nothing in it is trusted.

use jiff::Timestamp;

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alert {
    /// The provider's identifier of the alert; a digest of its content if it has none.
    pub id: String,
    /// When it was generated, by the provider's clock; `None` if the provider does not say.
    pub at: Option<Timestamp>,
    /// The provider's code of the problem, such as `11200`.
    pub code: Option<String>,
    /// The URL that was called, byte for byte; `None` if the provider does not say. It can hold a
    /// password.
    pub url: Option<String>,
    /// Texts that can name a number: identifiers of objects, and the words of the alert. They are
    /// searched and never shown.
    pub texts: Vec<String>,
}
