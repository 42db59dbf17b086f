//! How the rollout of an apply ended, in a document.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{Address, AlertGroup, Name, RolloutOutcome, Wave};
use crate::report::rollout::outcome::is_revert_open;

/// How a rollout or a verification ended.
#[derive(Debug, Serialize)]
pub(super) struct RolloutDocument<'a> {
    waves: &'a [Wave],
    stopped: Option<&'a str>,
    reverted: bool,
    not_reverted: BTreeMap<String, &'a str>,
    unconverged: BTreeMap<String, &'a str>,
    alerts: Vec<Alerts<'a>>,
    unread: &'a [String],
    without_alerts: &'a BTreeSet<Name>,
}

/// Alerts of one kind.
#[derive(Debug, Serialize)]
struct Alerts<'a> {
    #[serde(flatten)]
    group: &'a AlertGroup,
    count: u64,
}

impl<'a> RolloutDocument<'a> {
    /// The document of a rollout.
    pub(super) fn of(rollout: &'a RolloutOutcome) -> Self {
        let alerts = rollout.alerts.iter();
        Self {
            waves: &rollout.waves,
            stopped: rollout.stopped.as_deref(),
            reverted: rollout.revert().is_some() && !is_revert_open(rollout),
            not_reverted: by_text(&rollout.not_reverted),
            unconverged: by_text(&rollout.unconverged),
            alerts: alerts
                .map(|(group, count)| Alerts {
                    group,
                    count: *count,
                })
                .collect(),
            unread: &rollout.unread,
            without_alerts: &rollout.without_alerts,
        }
    }
}

fn by_text(map: &BTreeMap<Address, String>) -> BTreeMap<String, &str> {
    map.iter()
        .map(|(address, why)| (address.to_string(), why.as_str()))
        .collect()
}
