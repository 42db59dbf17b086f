//! What a sandbox keeps while it runs, and does not save.

use std::collections::{BTreeMap, VecDeque};

use jiff::SignedDuration;
use sandbox_server::Fault;
use serde::Serialize;

use crate::store::identity::Token;
use crate::store::limits::Usage;
use crate::store::settings::Settings;

/// How many violations are kept; older ones are dropped.
const KEPT: usize = 10_000;

/// What is not saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    pub(crate) settings: Settings,
    pub(crate) faults: Vec<Fault>,
    /// Issued tokens; revoked ones are removed.
    pub(crate) tokens: BTreeMap<String, Token>,
    /// Every token and assertion that was issued.
    pub(crate) issued: Vec<String>,
    pub(crate) violations: VecDeque<Violation>,
    /// How far the clock was advanced.
    pub(crate) advanced: SignedDuration,
    /// By user.
    pub(crate) usage: BTreeMap<String, Usage>,
    /// The links to next pages that were given out: path and query, and what they lead to.
    pub(crate) pages: BTreeMap<String, Page>,
    /// What makes each token different.
    pub(crate) counter: u64,
}

/// What a link to a next page leads to.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// The page's number, from 2.
    pub(crate) number: u64,
    /// The rows after this place.
    pub(crate) after: u64,
    /// The `Prefer` header of the page before.
    pub(crate) prefer: String,
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

impl Session {
    /// Notes a request that broke a rule.
    pub(crate) fn violated(&mut self, violation: Violation) {
        if self.violations.len() == KEPT {
            self.violations.pop_front();
        }
        self.violations.push_back(violation);
    }

    /// Notes a link to a next page.
    pub(crate) fn link(&mut self, target: String, page: Page) {
        if self.pages.len() == KEPT {
            self.pages.pop_first();
        }
        self.pages.insert(target, page);
    }

    /// A number that is used once.
    pub(crate) fn next(&mut self) -> String {
        self.counter += 1;
        self.counter.to_string()
    }
}
