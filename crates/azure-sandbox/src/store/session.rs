//! What a sandbox keeps while it runs, and does not save.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use jiff::SignedDuration;
use sandbox_server::Fault;
use serde::Serialize;

use crate::store::identity::Token;
use crate::store::settings::Settings;

/// How many violations and handshakes are kept; older ones are dropped.
const KEPT: usize = 10_000;

/// What is not saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    pub(crate) settings: Settings,
    pub(crate) faults: Vec<Fault>,
    /// Prefixes of URLs, and the loopback URLs that are called instead.
    pub(crate) deliver: BTreeMap<String, String>,
    /// Issued tokens; revoked ones are removed.
    pub(crate) tokens: BTreeMap<String, Token>,
    /// Every token, assertion and other secret that was issued.
    pub(crate) issued: Vec<String>,
    pub(crate) violations: VecDeque<Violation>,
    pub(crate) handshakes: VecDeque<HandshakeRecord>,
    /// How far the clock was advanced.
    pub(crate) advanced: SignedDuration,
    /// Token buckets by identity and kind of request: tokens left, and when.
    pub(crate) buckets: BTreeMap<String, (f64, Instant)>,
    /// What makes each token different.
    pub(crate) counter: u64,
}

impl Session {
    /// Notes a request that broke a rule.
    pub(crate) fn violated(&mut self, violation: Violation) {
        keep(&mut self.violations, violation);
    }

    /// Notes a handshake.
    pub(crate) fn shook(&mut self, handshake: HandshakeRecord) {
        keep(&mut self.handshakes, handshake);
    }

    /// A number that is used once.
    pub(crate) fn next(&mut self) -> String {
        self.counter += 1;
        self.counter.to_string()
    }
}

fn keep<T>(list: &mut VecDeque<T>, one: T) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(one);
}

/// A rule that a request broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The HTTP method.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// The rule, as a sentence about the request.
    pub rule: String,
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
