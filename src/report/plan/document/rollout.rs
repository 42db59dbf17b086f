//! A rollout in the plan document.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{
    Address, AlertGroup, InterruptedBy, Name, RolloutOutcome, Wave, WaveKind, WaveState,
};
use crate::report::rollout::outcome::{RolloutState, concealed};

/// How a rollout ended, or the verification of an apply without waves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RolloutDocument {
    /// How it ended: `passed`, `unverified` (a changed number has another route, or something could
    /// not be read again), `stopped` (what the waves did stays), `reverted`, `partly_reverted` or
    /// `interrupted`.
    pub state: RolloutState,
    /// Why it stopped; null if it did not.
    pub stopped: Option<String>,
    /// The waves that began, in their order; a revert is the last. Empty without waves.
    pub waves: Vec<WaveDocument>,
    /// How often each kind of alert was seen that counts.
    pub alerts: Vec<AlertCount>,
    /// Changed numbers whose effective route is not the declared one, with what answers instead.
    pub unconverged: Vec<AddressNote>,
    /// What could not be read. Nothing is concluded from what was not read.
    pub unread: Vec<String>,
    /// Changed providers whose kind has no alerts.
    pub without_alerts: Vec<String>,
    /// What the revert did not change back, with the reason.
    pub not_reverted: Vec<AddressNote>,
    /// The YAML paths of what a revert that did not end had changed back. Empty for one that ended.
    #[serde(default)]
    pub changed_back: Vec<String>,
    /// The YAML paths of what a revert that did not end had not tried. Empty for one that ended.
    #[serde(default)]
    pub untried: Vec<String>,
    /// What ended the rollout early: `signal`, `registry` (it could not be written) or `registry_lost`;
    /// null if it got to its end or to a reason to stop.
    #[serde(default)]
    pub interrupted_by: Option<InterruptedBy>,
}

/// A wave of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaveDocument {
    /// `forward` changes routes to the declared ones, `revert` changes those of all waves before it
    /// back.
    pub kind: WaveKind,
    /// Its number in the run, from 1.
    pub number: u32,
    /// How many forward waves the run has.
    pub of: u32,
    /// The YAML paths that it changes: numbers, and the objects that answer for them.
    pub addresses: Vec<String>,
    /// How many numbers' routes it changes.
    pub numbers: u64,
    /// How many numbers' routes are changed at its end, by all waves of the run so far.
    pub reached: u64,
    /// When it began, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    pub started_at: String,
    /// When it ended, RFC 3339; null if it was interrupted.
    pub ended_at: Option<String>,
    /// The alerts that count; null if they were not read.
    pub alerts: Option<u64>,
    /// How far it got: `running` (it was interrupted), `passed` or `stopped`.
    pub state: WaveState,
    /// Why it stopped; null if it did not.
    pub why: Option<String>,
}

/// A kind of alert, and how often it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AlertCount {
    /// The provider whose account reports it.
    pub provider: String,
    /// The provider's code, such as `11200`; null if it has none.
    pub code: Option<String>,
    /// The host that was called; null if the alert does not say.
    pub host: Option<String>,
    /// The YAML path of the changed number that it names; null if it names none.
    pub number: Option<String>,
    /// How often.
    pub count: u64,
}

/// An address, and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddressNote {
    /// The YAML path of the resource.
    pub address: String,
    /// What is said of it.
    pub why: String,
}

impl RolloutDocument {
    /// The document of an outcome.
    pub(in crate::report) fn of(outcome: &RolloutOutcome) -> Self {
        let outcome = concealed(outcome);
        Self {
            state: RolloutState::of(&outcome),
            stopped: outcome.stopped.clone(),
            waves: outcome.waves.iter().map(WaveDocument::of).collect(),
            alerts: AlertCount::of(&outcome.alerts),
            unconverged: notes(&outcome.unconverged),
            unread: outcome.unread.clone(),
            without_alerts: outcome
                .without_alerts
                .iter()
                .map(ToString::to_string)
                .collect(),
            not_reverted: notes(&outcome.not_reverted),
            changed_back: outcome
                .changed_back
                .iter()
                .map(ToString::to_string)
                .collect(),
            untried: outcome.untried.iter().map(ToString::to_string).collect(),
            interrupted_by: outcome.interrupted_by,
        }
    }

    /// The outcome of a document. What is no address or name is left out.
    pub(in crate::report) fn outcome(&self) -> RolloutOutcome {
        let alert = |one: &AlertCount| {
            let group = AlertGroup {
                provider: Name::parse(&one.provider).ok()?,
                code: one.code.clone(),
                host: one.host.clone(),
                number: one.number.as_deref().and_then(Address::parse),
            };
            Some((group, one.count))
        };
        let mut alerts = BTreeMap::new();
        for (group, count) in self.alerts.iter().filter_map(alert) {
            *alerts.entry(group).or_default() += count;
        }
        let names = self.without_alerts.iter();
        RolloutOutcome {
            waves: self.waves.iter().map(WaveDocument::wave).collect(),
            unconverged: of_notes(&self.unconverged),
            alerts,
            unread: self.unread.clone(),
            without_alerts: names.filter_map(|name| Name::parse(name).ok()).collect(),
            stopped: self.stopped.clone(),
            not_reverted: of_notes(&self.not_reverted),
            changed_back: of_paths(&self.changed_back),
            untried: of_paths(&self.untried),
            interrupted_by: self.interrupted_by,
        }
    }

    /// Two rollouts of different shards as one: all that is in either.
    pub(in crate::report) fn with(&self, other: &Self) -> Self {
        let (mut sum, other) = (self.outcome(), other.outcome());
        sum.waves.extend(other.waves);
        sum.unconverged.extend(other.unconverged);
        for (group, count) in other.alerts {
            *sum.alerts.entry(group).or_default() += count;
        }
        sum.unread.extend(other.unread);
        sum.without_alerts.extend(other.without_alerts);
        let reasons: BTreeSet<String> = sum.stopped.into_iter().chain(other.stopped).collect();
        let reasons: Vec<String> = reasons.into_iter().collect();
        sum.stopped = (!reasons.is_empty()).then(|| reasons.join(" "));
        sum.not_reverted.extend(other.not_reverted);
        sum.changed_back.extend(other.changed_back);
        sum.untried.extend(other.untried);
        sum.interrupted_by = sum.interrupted_by.max(other.interrupted_by);
        Self::of(&sum)
    }
}

impl AlertCount {
    /// The kinds of alerts with their counts.
    pub(in crate::report) fn of(alerts: &BTreeMap<AlertGroup, u64>) -> Vec<Self> {
        let counted = alerts.iter().map(|(group, count)| Self {
            provider: group.provider.to_string(),
            code: group.code.clone(),
            host: group.host.clone(),
            number: group.number.as_ref().map(ToString::to_string),
            count: *count,
        });
        counted.collect()
    }
}

impl WaveDocument {
    /// The document of a wave whose texts may be shown.
    pub(in crate::report) fn of(wave: &Wave) -> Self {
        Self {
            kind: wave.kind,
            number: wave.number,
            of: wave.of,
            addresses: wave.addresses.iter().map(ToString::to_string).collect(),
            numbers: wave.numbers,
            reached: wave.reached,
            started_at: wave.started_at.clone(),
            ended_at: wave.ended_at.clone(),
            alerts: wave.alerts,
            state: wave.state,
            why: wave.why.clone(),
        }
    }

    fn wave(&self) -> Wave {
        let addresses = self.addresses.iter();
        Wave {
            kind: self.kind,
            number: self.number,
            of: self.of,
            addresses: addresses.filter_map(|text| Address::parse(text)).collect(),
            numbers: self.numbers,
            reached: self.reached,
            started_at: self.started_at.clone(),
            ended_at: self.ended_at.clone(),
            alerts: self.alerts,
            state: self.state,
            why: self.why.clone(),
        }
    }
}

fn notes(texts: &BTreeMap<Address, String>) -> Vec<AddressNote> {
    let notes = texts.iter().map(|(address, why)| AddressNote {
        address: address.to_string(),
        why: why.clone(),
    });
    notes.collect()
}

fn of_paths(paths: &[String]) -> BTreeSet<Address> {
    let addresses = paths.iter();
    addresses.filter_map(|path| Address::parse(path)).collect()
}

fn of_notes(notes: &[AddressNote]) -> BTreeMap<Address, String> {
    let texts = notes
        .iter()
        .filter_map(|note| Some((Address::parse(&note.address)?, note.why.clone())));
    texts.collect()
}
