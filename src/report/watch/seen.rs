//! The state of an environment after a check, as a watch compares it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::model::{Address, Drift, DriftStatus, DriftSummary, Impact, Scope};

/// What differs: an address and an aspect, in the registry's words.
pub type Key = (Address, String);

/// A known difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Identifies the difference with its value.
    pub fingerprint: String,
    /// When it was first seen.
    pub since: Option<Timestamp>,
    /// The severity; `None` if the difference is known only from the registry.
    pub severity: Option<Impact>,
    /// The value after the last apply.
    pub recorded: Json,
    /// The current value.
    pub observed: Json,
}

/// The state of an environment after a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The project and environment.
    pub scope: Scope,
    /// The differences that count as drift.
    pub differences: BTreeMap<Key, Known>,
    /// The expected differences.
    pub expected: BTreeSet<Key>,
    /// Addresses that could not be checked; `None` if none could be.
    pub unread: Option<BTreeSet<Address>>,
    /// When the check became incomplete, and why; `None` if it is complete.
    pub incomplete: Option<(Timestamp, Vec<String>)>,
    /// The counts.
    pub summary: DriftSummary,
}

impl Seen {
    /// The state after a check. `failed` means that nothing could be checked; `since` and `why` say
    /// when it became incomplete and why, if it is.
    pub fn of(drift: &Drift, failed: bool, since: Option<Timestamp>, why: Vec<String>) -> Self {
        let mut seen = Self {
            scope: drift.scope.clone(),
            differences: BTreeMap::new(),
            expected: BTreeSet::new(),
            unread: None,
            incomplete: since.map(|at| (at, why)),
            summary: drift.summary(),
        };
        if failed {
            return seen;
        }
        let open = drift.resources.iter();
        let open = open.filter(|one| one.unread || one.status == DriftStatus::Unchecked);
        seen.unread = Some(open.map(|one| one.address.clone()).collect());
        for one in &drift.resources {
            for difference in &one.differences {
                let key = (one.address.clone(), difference.aspect.as_str().to_owned());
                if difference.ignored.is_some() {
                    seen.expected.insert(key);
                    continue;
                }
                let known = Known {
                    fingerprint: difference.fingerprint.clone(),
                    since: difference.since,
                    severity: Some(difference.impact),
                    recorded: difference.recorded.to_json(),
                    observed: difference.observed.to_json(),
                };
                seen.differences.insert(key, known);
            }
        }
        seen
    }

    /// Whether an address could not be checked.
    pub(super) fn is_unread(&self, address: &Address) -> bool {
        self.unread
            .as_ref()
            .is_none_or(|unread| unread.contains(address))
    }
}
