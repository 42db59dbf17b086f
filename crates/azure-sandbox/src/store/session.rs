//! What a sandbox keeps while it runs, and does not save.

use std::collections::BTreeMap;
use std::time::Instant;

use sandbox_server::entra::Tokens;
use sandbox_server::{Clock, Fault, Recent, Violation};
use serde::Serialize;

use crate::store::settings::Settings;

/// What is not saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    pub(crate) settings: Settings,
    pub(crate) faults: Vec<Fault>,
    /// Prefixes of URLs, and the loopback URLs that are called instead.
    pub(crate) deliver: BTreeMap<String, String>,
    pub(crate) tokens: Tokens,
    pub(crate) violations: Recent<Violation>,
    pub(crate) handshakes: Recent<HandshakeRecord>,
    pub(crate) clock: Clock,
    /// Token buckets by identity and kind of request: tokens left, and when.
    pub(crate) buckets: BTreeMap<String, (f64, Instant)>,
    /// What makes each event and each action different.
    pub(crate) counter: u64,
}

impl Session {
    /// A number that is used once.
    pub(crate) fn next(&mut self) -> String {
        self.counter += 1;
        self.counter.to_string()
    }
}

/// One call of an endpoint to validate it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HandshakeRecord {
    /// Id of the subscription.
    pub(crate) subscription: String,
    /// The URL without its query.
    pub(crate) url: String,
    /// What the endpoint answered, in words.
    pub(crate) answer: String,
    /// `passed`, `awaiting` or `failed`.
    pub(crate) outcome: &'static str,
}
