//! The answer to a request, independent of the HTTP library: status, body, headers.

use serde::Serialize;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body; JSON unless a header says otherwise.
    pub body: Vec<u8>,
    /// Headers, their names in lower case.
    pub headers: Vec<(&'static str, String)>,
}

impl Reply {
    /// A JSON answer.
    ///
    /// # Errors
    /// If the value cannot be written as JSON.
    pub fn json(status: u16, value: &impl Serialize) -> serde_json::Result<Self> {
        Ok(Self::bytes(status, serde_json::to_vec(value)?))
    }

    /// 204, without a body.
    pub fn no_content() -> Self {
        Self::bytes(204, Vec::new())
    }

    /// An answer with this body.
    pub fn bytes(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            body,
            headers: Vec::new(),
        }
    }

    /// The answer with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
