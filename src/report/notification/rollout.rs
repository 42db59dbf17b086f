//! How the rollout of an apply ended, in a document.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Address, RolloutOutcome};
use crate::report::plan::document::{AlertCount, WaveDocument};
use crate::report::rollout::outcome::{concealed, is_revert_open};

/// How a rollout or a verification ended.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NotifiedRollout")]
pub(in crate::report) struct RolloutDocument {
    /// The waves that began, in their order; a revert is the last. Empty without waves.
    waves: Vec<WaveDocument>,
    /// Why it stopped; null if it did not.
    stopped: Option<String>,
    /// Whether the routes that it changed were changed back; `not_reverted` has the exceptions.
    reverted: bool,
    /// What the revert did not change back, with the reason, by address.
    not_reverted: BTreeMap<String, String>,
    /// Changed numbers whose effective route is not the declared one, with what answers instead, by address.
    unconverged: BTreeMap<String, String>,
    /// How often each kind of alert was seen that counts.
    alerts: Vec<AlertCount>,
    /// What could not be read. Nothing is concluded from what was not read.
    unread: Vec<String>,
    /// Changed providers whose kind has no alerts.
    without_alerts: BTreeSet<String>,
}

impl RolloutDocument {
    /// The document of a rollout. No text in it has a password in a URL.
    pub(super) fn of(rollout: &RolloutOutcome) -> Self {
        let rollout = concealed(rollout);
        let names = rollout.without_alerts.iter();
        Self {
            reverted: rollout.revert().is_some() && !is_revert_open(&rollout),
            waves: rollout.waves.iter().map(WaveDocument::of).collect(),
            not_reverted: by_text(&rollout.not_reverted),
            unconverged: by_text(&rollout.unconverged),
            alerts: AlertCount::of(&rollout.alerts),
            without_alerts: names.map(ToString::to_string).collect(),
            stopped: rollout.stopped,
            unread: rollout.unread,
        }
    }
}

fn by_text(map: &BTreeMap<Address, String>) -> BTreeMap<String, String> {
    map.iter()
        .map(|(address, why)| (address.to_string(), why.clone()))
        .collect()
}
