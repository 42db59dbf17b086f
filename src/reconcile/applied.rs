//! The result of an apply.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;

use crate::model::{Action, Address, Change, Finding, Joins};
use crate::registry::RegistryError;

/// The result of an apply. Each planned change is in exactly one of the lists.
#[derive(Debug, Default)]
pub struct Applied {
    /// Changes that were made and recorded.
    pub done: Vec<(Address, Action)>,
    /// Changes that were made and recorded in part, with the reason for the rest.
    pub partly: Vec<(Address, Action, String)>,
    /// Changes that were refused, with the reason.
    pub failed: Vec<(Address, Action, String)>,
    /// Changes that were sent and whose end is not recorded: they may have been made.
    pub unsettled: Vec<(Address, Action, String)>,
    /// Changes that were not tried, with the reason.
    pub not_tried: Vec<(Address, Action, String)>,
    /// The identifiers of the objects that were created.
    pub made: BTreeMap<Address, String>,
    /// The results of the joins of each change that was begun.
    pub joins: BTreeMap<Address, Joins>,
    /// Findings about created objects.
    pub findings: Vec<Finding>,
    /// What ended the apply early.
    pub trouble: Option<Trouble>,
}

impl Applied {
    /// True if a planned change is not known to be made.
    pub fn is_unfinished(&self) -> bool {
        let rest = [&self.partly, &self.failed, &self.unsettled, &self.not_tried];
        rest.iter().any(|list| !list.is_empty())
    }
}

/// Adds changes that were not tried.
pub(super) fn skip<'a>(
    applied: &mut Applied,
    changes: impl Iterator<Item = &'a Change>,
    why: &str,
) {
    applied
        .not_tried
        .extend(changes.map(|change| (change.address.clone(), change.action, why.to_owned())));
}

/// Returns the reason why no more steps begin; `None` if they may begin.
pub(super) fn halted(applied: &Applied, cancel: &CancellationToken) -> Option<&'static str> {
    match &applied.trouble {
        Some(trouble) => Some(trouble.in_short()),
        None => cancel.is_cancelled().then_some("interrupted"),
    }
}

/// Ends the apply because the registry failed. No write waits for a retry after that.
pub(super) fn halt(
    applied: &mut Applied,
    error: RegistryError,
    cancel: &CancellationToken,
) -> &'static str {
    let trouble = Trouble::Registry(error);
    let why = trouble.in_short();
    applied.trouble = Some(trouble);
    cancel.cancel();
    why
}

/// What ended an apply early. What was recorded until then is in the registry.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The registry could not be written, so nothing more may be sent.
    #[error("{}, so nothing more was sent", what_failed(.0))]
    Registry(#[from] RegistryError),
}

/// What failed, in a clause.
fn what_failed(error: &RegistryError) -> &'static str {
    match error {
        RegistryError::LostLock { .. } => "the registry, or the lock in it, was lost",
        _ => "the registry could not be written",
    }
}

impl Trouble {
    /// True if the registry itself is gone, and with it the record of the run.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Registry(RegistryError::Gone { .. }))
    }

    /// True if the registry, or the lock in it, was lost: another run may hold it now.
    pub fn is_lost(&self) -> bool {
        let Self::Registry(error) = self;
        matches!(
            error,
            RegistryError::LostLock { .. } | RegistryError::Gone { .. }
        )
    }

    /// Why the rest was not tried, in a few words.
    pub fn in_short(&self) -> &'static str {
        match self {
            Self::Registry(RegistryError::LostLock { .. }) => "the lock was lost",
            Self::Registry(RegistryError::Gone { .. }) => "the registry is gone",
            Self::Registry(RegistryError::OwnedElsewhere { .. }) => {
                "another project or environment owns part of it"
            }
            Self::Registry(_) => "the registry could not be written",
        }
    }
}
