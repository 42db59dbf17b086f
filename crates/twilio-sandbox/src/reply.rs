//! One response before it is put on the wire: status, JSON body, headers. Knows nothing of HTTP libraries.

use serde::Serialize;

use super::error::Refusal;

/// What a resource answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Reply {
    /// A JSON answer.
    pub(super) fn json(status: u16, value: &impl Serialize) -> Result<Self, Refusal> {
        serde_json::to_vec(value)
            .map(|body| Self::bytes(status, body))
            .map_err(|error| Refusal::internal(format!("cannot write the answer: {error}")))
    }

    /// 204, as after every delete.
    pub(super) fn no_content() -> Self {
        Self::bytes(204, Vec::new())
    }

    /// An answer whose body is already text.
    pub(super) fn bytes(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            body,
            headers: Vec::new(),
        }
    }

    /// The same with one more header.
    pub(super) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
