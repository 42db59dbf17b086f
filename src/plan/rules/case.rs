//! The input of a rule.

use std::collections::BTreeMap;

use crate::model::{Address, Observed, Resource, Snapshot, State};
use crate::plan::Terms;
use crate::plan::shape::handlers::Handlers;

/// One address in the three states, with the data that a rule needs to judge it.
#[derive(Clone, Copy)]
pub(in crate::plan) struct Case<'a> {
    /// The address.
    pub(in crate::plan) address: &'a Address,
    /// What is declared, as far as it can be attained.
    pub(in crate::plan) want: Option<&'a Resource>,
    /// What is recorded.
    pub(in crate::plan) have: Option<&'a Resource>,
    /// What was observed.
    pub(in crate::plan) seen: Option<&'a Resource>,
    /// Whether the number is declared in a group that it cannot join because it cannot receive
    /// texts.
    pub(in crate::plan) joins_in_vain: bool,
    /// Everything that is declared, with the addresses of handlers as YAML names them.
    pub(in crate::plan) declared: &'a State,
    /// Everything that is declared, with the identifiers of the handlers that are there.
    pub(in crate::plan) desired: &'a State,
    /// Everything that is recorded.
    pub(in crate::plan) recorded: &'a Snapshot,
    /// Everything that was read.
    pub(in crate::plan) observed: &'a Observed,
    /// The handlers that the accounts have.
    pub(in crate::plan) handlers: &'a Handlers<'a>,
    /// Numbers that were seen under no address, with the place in words.
    pub(in crate::plan) elsewhere: &'a BTreeMap<String, String>,
    /// The terms of the plan.
    pub(in crate::plan) terms: &'a Terms<'a>,
}
