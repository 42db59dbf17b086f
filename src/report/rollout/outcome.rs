//! How a rollout ended, in one word, and which changes it changed back.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{
    Address, AlertGroup, RolloutOutcome, Wave, WaveKind, WaveState, without_passwords,
};

/// How a rollout ended, or the verification of an apply without waves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RolloutState {
    /// Every changed number has its declared route, and nothing stopped the rollout.
    Passed,
    /// A changed number has another route, or something could not be read again.
    Unverified,
    /// It stopped; what the waves did stays.
    Stopped,
    /// It stopped, and everything that the waves did is changed back.
    Reverted,
    /// It stopped, and not everything that the waves did is changed back.
    PartlyReverted,
    /// It ended early: within a wave, or before the next one.
    Interrupted,
}

impl RolloutState {
    /// How it ended.
    pub fn of(outcome: &RolloutOutcome) -> Self {
        let mut reverts = reverts(outcome).peekable();
        let runs = |wave: &Wave| wave.state == WaveState::Running;
        if reverts.peek().is_some() {
            let back = outcome.not_reverted.is_empty()
                && reverts.all(|wave| wave.state == WaveState::Passed);
            return if back {
                Self::Reverted
            } else {
                Self::PartlyReverted
            };
        }
        match outcome.stopped {
            Some(_) => Self::Stopped,
            None if outcome.interrupted_by.is_some() => Self::Interrupted,
            None if outcome.waves.iter().any(runs) => Self::Interrupted,
            None if outcome.is_whole() => Self::Passed,
            None => Self::Unverified,
        }
    }
}

/// The reverts; a document that was merged from several runs has one of each.
pub(in crate::report) fn reverts(outcome: &RolloutOutcome) -> impl Iterator<Item = &Wave> {
    let of = |wave: &&Wave| wave.kind == WaveKind::Revert;
    outcome.waves.iter().filter(of)
}

/// Whether a revert began and did not end.
pub(in crate::report) fn is_revert_open(outcome: &RolloutOutcome) -> bool {
    reverts(outcome).any(|wave| wave.state == WaveState::Running)
}

/// The addresses whose changes were changed back. Of a revert without an end, the outcome lists them.
pub(in crate::report) fn back(outcome: &RolloutOutcome) -> BTreeSet<&Address> {
    reverts(outcome)
        .flat_map(|wave| {
            let is_open = wave.state == WaveState::Running;
            let addresses = wave.addresses.iter();
            addresses.filter(move |one| !is_open || outcome.changed_back.contains(*one))
        })
        .filter(|address| !outcome.not_reverted.contains_key(*address))
        .collect()
}

/// The outcome as it may be shown: no text has a password in a URL.
pub(in crate::report) fn concealed(outcome: &RolloutOutcome) -> RolloutOutcome {
    let text = |text: &String| without_passwords(text);
    let each = |texts: &BTreeMap<Address, String>| -> BTreeMap<Address, String> {
        let concealed = texts
            .iter()
            .map(|(address, why)| (address.clone(), text(why)));
        concealed.collect()
    };
    let mut alerts = BTreeMap::new();
    for (group, count) in &outcome.alerts {
        let group = AlertGroup {
            host: group.host.as_deref().map(bare),
            ..group.clone()
        };
        *alerts.entry(group).or_default() += count;
    }
    RolloutOutcome {
        waves: outcome.waves.iter().map(concealed_wave).collect(),
        unconverged: each(&outcome.unconverged),
        alerts,
        unread: outcome.unread.iter().map(text).collect(),
        without_alerts: outcome.without_alerts.clone(),
        stopped: outcome.stopped.as_ref().map(text),
        not_reverted: each(&outcome.not_reverted),
        changed_back: outcome.changed_back.clone(),
        untried: outcome.untried.clone(),
        interrupted_by: outcome.interrupted_by,
    }
}

/// The wave as it may be shown.
pub(in crate::report) fn concealed_wave(wave: &Wave) -> Wave {
    Wave {
        why: wave.why.as_deref().map(without_passwords),
        ..wave.clone()
    }
}

/// A host without the user and password before it.
fn bare(host: &str) -> String {
    let (_, host) = host.rsplit_once('@').unwrap_or(("", host));
    host.to_owned()
}
