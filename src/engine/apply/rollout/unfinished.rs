//! The rollout that an earlier run left without an end.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::engine::error::RunError;
use crate::model::{Address, Run, RunStatus, Selection, Wave, WaveKind, WaveState};
use crate::registry::Registry;

/// The latest runs of a rollout that broke off, or that stopped and was not changed back. This run
/// continues them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::apply) struct Unfinished {
    /// The runs, the oldest first.
    pub(super) runs: Vec<String>,
    /// The addresses that their waves changed.
    pub(super) addresses: BTreeSet<Address>,
    /// When the earliest of the waves without an end began, if there is one. Nobody has judged the
    /// alerts since then.
    pub(super) since: Option<Timestamp>,
    /// How many numbers the latest was changing back, if it was.
    pub(super) reverting: Option<u64>,
}

impl Unfinished {
    /// The first address of its waves that a selection does not cover.
    pub(in crate::engine::apply) fn beyond(&self, selection: &Selection) -> Option<&Address> {
        let mut addresses = self.addresses.iter();
        addresses.find(|address| !selection.covers(address))
    }

    /// Looks at runs, the latest first, which concern the same objects. `None` if the latest rollout
    /// ended, was changed back or undone, or if another apply did everything since.
    pub(in crate::engine::apply) async fn of(
        runs: &[Run],
        registry: &dyn Registry,
    ) -> Result<Option<Self>, RunError> {
        let mut found: Option<Self> = None;
        let mut undone = BTreeSet::new();
        for run in runs {
            // A run that is under way has not left anything.
            if run.status == RunStatus::Running {
                continue;
            }
            let waves = registry.waves(&[run.id.as_str()]).await?;
            let waves = waves.get(&run.id).map_or(&[][..], Vec::as_slice);
            match waves.last() {
                Some(last) if is_open(last) && !undone.contains(&run.id) => {
                    let one = found.get_or_insert_with(|| Self {
                        runs: Vec::new(),
                        addresses: BTreeSet::new(),
                        since: None,
                        reverting: (last.kind == WaveKind::Revert).then_some(last.numbers),
                    });
                    one.runs.insert(0, run.id.clone());
                    // Runs are in the order of their beginning, the latest first.
                    if last.state == WaveState::Running {
                        one.since = last.started_at.parse().ok().or(one.since);
                    }
                    let addresses = waves.iter().flat_map(|wave| &wave.addresses);
                    one.addresses.extend(addresses.cloned());
                }
                // An undo ends what it undid, and says nothing about another run.
                None if run.undoes.is_some() => undone.extend(run.undoes.clone()),
                // It did not do everything, so it finished no rollout.
                None if run.status != RunStatus::Succeeded => {}
                _ => break,
            }
        }
        Ok(found)
    }
}

/// Whether a rollout left something to continue: it broke off in its last wave or before the next one,
/// or it stopped, and what its waves did is still there.
fn is_open(last: &Wave) -> bool {
    match (last.kind, last.state) {
        (_, WaveState::Running) | (WaveKind::Forward, WaveState::Stopped) => true,
        (WaveKind::Forward, WaveState::Passed) => last.number < last.of,
        (WaveKind::Revert, WaveState::Passed | WaveState::Stopped) => false,
    }
}
