//! The comparison with the counterpart, which a watch makes in some rounds only. Between them its
//! last result stays, so that nothing seems to end that was not looked at.

use std::collections::BTreeMap;

use crate::cli::commands::drift::environment::EnvironmentDrift;
use crate::model::{Comparison, Drifted, Scope};

/// A counterpart is read in each round whose number is a multiple of this.
const EVERY: u64 = 10;

/// What the last comparison of each environment found.
#[derive(Default)]
pub(super) struct Compared {
    round: u64,
    last: BTreeMap<Scope, (Comparison, Vec<Drifted>)>,
}

impl Compared {
    /// Begins a round. Returns whether the counterpart is read in it.
    pub(super) fn begin(&mut self) -> bool {
        let reads = self.round.is_multiple_of(EVERY);
        self.round += 1;
        reads
    }

    /// Keeps what a round found that read the counterpart, and adds it to one that did not.
    pub(super) fn complete(&mut self, one: &mut EnvironmentDrift, reads: bool) {
        let scope = &one.drift.scope;
        if one.blind {
            return;
        }
        if reads {
            self.last.remove(scope);
            if let Some(comparison) = &one.drift.comparison {
                let resources = one.drift.resources.iter();
                let rows = resources.filter(|one| one.address.counterpart().is_some());
                let kept = (comparison.clone(), rows.cloned().collect());
                self.last.insert(scope.clone(), kept);
            }
            return;
        }
        let Some((comparison, rows)) = self.last.get(scope) else {
            return;
        };
        one.exit.incomplete |= !comparison.complete;
        one.exit.differences |= rows.iter().any(Drifted::is_drift);
        one.drift.resources.extend(rows.iter().cloned());
        one.drift.comparison = Some(comparison.clone());
    }
}
