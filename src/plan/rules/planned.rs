//! The input of a rule about a planned change.

use crate::model::{Change, Observed, Snapshot, State};
use crate::plan::Terms;

/// A planned change, with the data that a rule needs to judge it.
pub(in crate::plan) struct Planned<'a> {
    /// The change.
    pub(in crate::plan) change: &'a Change,
    /// Everything that is declared.
    pub(in crate::plan) desired: &'a State,
    /// Everything that is recorded.
    pub(in crate::plan) recorded: &'a Snapshot,
    /// Everything that was read.
    pub(in crate::plan) observed: &'a Observed,
    /// The terms of the plan.
    pub(in crate::plan) terms: &'a Terms<'a>,
}
