//! What was notified: compares the latest state with the one that a receiver knows.

use std::collections::BTreeMap;

use crate::cli::commands::watch::leader::Past;
use crate::model::Scope;
use crate::report::watch::changes::{Notified, changes};
use crate::report::watch::notification::Part;
use crate::report::watch::seen::Seen;

/// The state of all environments after a round.
pub(super) struct State {
    /// What other replicas notified before.
    pub past: Past,
    /// Each environment.
    pub seen: Vec<Seen>,
}

/// The state that was last notified to one receiver, or written to the log.
#[derive(Default)]
pub(super) struct Memory {
    generation: u64,
    notified: BTreeMap<Scope, Notified>,
}

impl Memory {
    /// Changes since the last notification, and the state to remember as notified.
    pub(super) fn compare<'a>(
        &mut self,
        state: &'a State,
    ) -> (Vec<Part<'a>>, BTreeMap<Scope, Notified>) {
        if state.past.generation != self.generation {
            self.generation = state.past.generation;
            let noted = state.past.noted.iter();
            let notified = noted.map(|(scope, noted)| (scope.clone(), Notified::everything(noted)));
            self.notified = notified.collect();
        }
        let (mut parts, mut next) = (Vec::new(), BTreeMap::new());
        for seen in &state.seen {
            let known = self.notified.get(&seen.scope).cloned().unwrap_or_default();
            let (changes, notified) = changes(&known, seen);
            next.insert(seen.scope.clone(), notified);
            if !changes.is_empty() {
                parts.push(Part { seen, changes });
            }
        }
        (parts, next)
    }

    /// Remembers a state as notified.
    pub(super) fn learn(&mut self, next: BTreeMap<Scope, Notified>) {
        self.notified = next;
    }
}
