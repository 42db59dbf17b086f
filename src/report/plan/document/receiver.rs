//! What may receive the texts to a number, in the documents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Receiver, Reception};

/// An object that may receive the texts to a number, where several objects may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiverDocument {
    /// The provider's identifier; null if the object does not exist yet.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// What it delivers to, in the provider's word, such as `WebHook`.
    pub kind: String,
    /// The URL; null if it delivers to something else. The values of a query string that is not declared are masked.
    pub url: Option<String>,
    /// Whether it receives the texts.
    pub verdict: Reception,
    /// Whether the configuration declares it.
    pub ours: bool,
}

impl ReceiverDocument {
    /// The documents of these receivers.
    pub(in crate::report) fn of(all: &[Receiver]) -> Vec<Self> {
        let one = |receiver: &Receiver| Self {
            id: receiver.id.clone(),
            name: receiver.name.clone(),
            kind: receiver.kind.clone(),
            url: receiver.url.clone(),
            verdict: receiver.reception,
            ours: receiver.ours,
        };
        all.iter().map(one).collect()
    }

    /// The receivers that documents describe. Why each does or does not receive a text is not in them.
    pub(in crate::report) fn recall(all: &[Self]) -> Vec<Receiver> {
        let one = |document: &Self| Receiver {
            id: document.id.clone(),
            name: document.name.clone(),
            kind: document.kind.clone(),
            url: document.url.clone(),
            reception: document.verdict,
            because: String::new(),
            ours: document.ours,
        };
        all.iter().map(one).collect()
    }
}
