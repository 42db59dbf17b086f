//! How a rollout ended: what its waves did, what was seen while they were watched, and why it
//! stopped. Plain data.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Address, Name, Wave, WaveKind};

/// A kind of alert that counts against a rollout.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AlertGroup {
    /// A provider whose account reports it.
    pub provider: Name,
    /// The provider's code, such as `11200`.
    pub code: Option<String>,
    /// The host that was called; `None` if the alert does not say.
    pub host: Option<String>,
    /// The changed number that it names, if it names one.
    pub number: Option<Address>,
}

/// What ended a rollout early, without a verdict on it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum InterruptedBy {
    /// A signal.
    Signal,
    /// The registry could not be written.
    Registry,
    /// The registry, or the lock in it, was lost.
    RegistryLost,
}

/// How a rollout ended, or the verification of an apply without waves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RolloutOutcome {
    /// The waves that began, in their order; a revert is the last. Empty without waves.
    pub waves: Vec<Wave>,
    /// Changed numbers whose effective route is not the declared one, with what answers instead.
    pub unconverged: BTreeMap<Address, String>,
    /// How often each kind of alert was seen that counts.
    pub alerts: BTreeMap<AlertGroup, u64>,
    /// What could not be read, in sentences. Nothing is concluded from what was not read.
    pub unread: Vec<String>,
    /// Changed providers whose kind has no alerts.
    pub without_alerts: BTreeSet<Name>,
    /// Why the rollout stopped, in sentences; `None` if it did not.
    pub stopped: Option<String>,
    /// What the revert did not change back, with the reason.
    pub not_reverted: BTreeMap<Address, String>,
    /// What a revert that did not end had changed back. Empty for one that ended.
    pub changed_back: BTreeSet<Address>,
    /// What a revert that did not end had not tried. Empty for one that ended.
    pub untried: BTreeSet<Address>,
    /// What ended the rollout early; `None` if it got to its end or to a reason to stop.
    pub interrupted_by: Option<InterruptedBy>,
}

impl RolloutOutcome {
    /// The revert, if there was one.
    pub fn revert(&self) -> Option<&Wave> {
        self.waves.iter().find(|wave| wave.kind == WaveKind::Revert)
    }

    /// Whether every number has its declared route, and nothing stopped the rollout.
    pub fn is_whole(&self) -> bool {
        self.stopped.is_none()
            && self.interrupted_by.is_none()
            && self.unconverged.is_empty()
            && self.unread.is_empty()
    }
}
