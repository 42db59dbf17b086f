//! What an apply did, and what ended it before its time.

use std::collections::BTreeMap;

use crate::model::{Action, Address, Change, Finding, Joins};
use crate::registry::RegistryError;

/// What an apply did. Each planned change is in one of the lists.
#[derive(Debug, Default)]
pub struct Applied {
    /// What was done and recorded.
    pub done: Vec<(Address, Action)>,
    /// What was done in part, that part being recorded, and what of it was not.
    pub partly: Vec<(Address, Action, String)>,
    /// What was refused, and why.
    pub failed: Vec<(Address, Action, String)>,
    /// What was sent and of which the registry knows no end: it may have been done.
    pub unsettled: Vec<(Address, Action, String)>,
    /// What was not tried, and why.
    pub not_tried: Vec<(Address, Action, String)>,
    /// How the members fared that were to join something by a change that was begun.
    pub joins: BTreeMap<Address, Joins>,
    /// What is worth knowing about what was made.
    pub findings: Vec<Finding>,
    /// What ended it before its time.
    pub trouble: Option<Trouble>,
}

impl Applied {
    /// Whether something that was planned is not known to be done.
    pub fn is_unfinished(&self) -> bool {
        let rest = [&self.partly, &self.failed, &self.unsettled, &self.not_tried];
        rest.iter().any(|list| !list.is_empty())
    }
}

/// Notes that changes were not tried.
pub(super) fn skip<'a>(
    applied: &mut Applied,
    changes: impl Iterator<Item = &'a Change>,
    why: &str,
) {
    applied
        .not_tried
        .extend(changes.map(|change| (change.address.clone(), change.action, why.to_owned())));
}

/// What ended an apply before its time. What was recorded until then is in the registry.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The registry could not be written, so nothing more may be sent.
    #[error("the registry could not be written, so nothing more was sent")]
    Registry(#[from] RegistryError),
}

impl Trouble {
    /// Whether the registry itself is gone, and with it everything that was recorded of the run.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Registry(RegistryError::Gone { .. }))
    }

    /// Why the rest was not tried, in a few words.
    pub(super) fn in_short(&self) -> &'static str {
        match self {
            Self::Registry(RegistryError::LostLock { .. }) => "the lock was lost",
            Self::Registry(RegistryError::Gone { .. }) => "the registry is gone",
            Self::Registry(RegistryError::OwnedElsewhere { .. }) => "somebody else owns part of it",
            Self::Registry(_) => "the registry could not be written",
        }
    }
}
