//! The rollout that an earlier run left without an end.

use std::collections::BTreeSet;

use crate::engine::error::RunError;
use crate::model::{Address, Run, RunStatus, WaveKind, WaveState};
use crate::registry::Registry;

/// The latest runs of a rollout whose last wave has no end. This run continues them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::apply) struct Unfinished {
    /// The runs, the oldest first.
    pub(super) runs: Vec<String>,
    /// The addresses that their waves changed.
    pub(super) addresses: BTreeSet<Address>,
    /// How many numbers' routes their waves changed.
    pub(super) reached: u64,
    /// Whether the latest was changing back what they did.
    pub(super) reverting: bool,
}

impl Unfinished {
    /// Looks at runs, the latest first, which concern the same objects. `None` if the latest rollout
    /// ended, or if another apply ended since.
    pub(in crate::engine::apply) async fn of(
        runs: &[Run],
        registry: &dyn Registry,
    ) -> Result<Option<Self>, RunError> {
        let mut found: Option<Self> = None;
        for run in runs {
            // A run that is under way has not left anything.
            if run.status == RunStatus::Running {
                continue;
            }
            let waves = registry.waves(&[run.id.as_str()]).await?;
            let waves = waves.get(&run.id).map_or(&[][..], Vec::as_slice);
            match waves.last() {
                Some(last) if last.state == WaveState::Running => {
                    let one = found.get_or_insert_with(|| Self {
                        runs: Vec::new(),
                        addresses: BTreeSet::new(),
                        reached: last.reached,
                        reverting: last.kind == WaveKind::Revert,
                    });
                    one.runs.insert(0, run.id.clone());
                    let addresses = waves.iter().flat_map(|wave| &wave.addresses);
                    one.addresses.extend(addresses.cloned());
                }
                // It was interrupted before its first wave, so it left nothing to continue.
                None if matches!(run.status, RunStatus::Interrupted | RunStatus::Failed) => {}
                _ => break,
            }
        }
        Ok(found)
    }
}
