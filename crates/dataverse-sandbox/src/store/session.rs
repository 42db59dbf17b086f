//! What a sandbox keeps while it runs, and does not save.

use std::collections::BTreeMap;

use sandbox_server::entra::Tokens;
use sandbox_server::{Clock, Fault, Recent, Violation};

use crate::store::limits::Usage;
use crate::store::settings::Settings;

/// How many links are kept.
const KEPT: usize = 10_000;

/// What is not saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    pub(crate) settings: Settings,
    pub(crate) faults: Vec<Fault>,
    pub(crate) tokens: Tokens,
    pub(crate) violations: Recent<Violation>,
    pub(crate) clock: Clock,
    /// By user.
    pub(crate) usage: BTreeMap<String, Usage>,
    /// The links to next pages that were given out: path and query, and what they lead to.
    pub(crate) pages: BTreeMap<String, Page>,
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

impl Session {
    /// Notes a link to a next page.
    pub(crate) fn link(&mut self, target: String, page: Page) {
        if self.pages.len() == KEPT {
            self.pages.pop_first();
        }
        self.pages.insert(target, page);
    }
}
