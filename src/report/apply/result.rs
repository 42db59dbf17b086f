//! The results of an apply, for its reports.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Action, Address, Joins, RolloutOutcome};
use crate::report::rollout::outcome::{RolloutState, back};

/// The results of an apply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApplyReport {
    /// Changes that were made and recorded.
    pub done: Vec<(Address, Action)>,
    /// Changes that were made and recorded only partly, and what is missing.
    pub partly: Vec<(Address, Action, String)>,
    /// Changes that failed, with the provider's message, code and request id.
    pub failed: Vec<(Address, Action, String)>,
    /// Changes that were sent, with no result recorded, and what is known.
    pub unsettled: Vec<(Address, Action, String)>,
    /// Changes that were not tried, and why.
    pub not_tried: Vec<(Address, Action, String)>,
    /// The results of members that should join a group by a started change.
    pub joins: BTreeMap<Address, Joins>,
    /// How the rollout or the verification ended, if there was one.
    pub rollout: Option<RolloutOutcome>,
    /// The run's identifier in the registry, if one was started.
    pub run_id: Option<String>,
    /// Whether the plan covered everything declared.
    pub plan_complete: bool,
    /// The number of numbers that their declared webhook does not answer, even after the plan.
    pub unconverged: usize,
    /// Whether the plan changes no route, so that a verification has nothing to look at.
    pub routes_stay: bool,
    /// Whether the plan has an error about a declared resource.
    pub errored: bool,
}

impl ApplyReport {
    /// Whether everything declared is done.
    pub fn is_whole(&self) -> bool {
        let undone = [&self.partly, &self.failed, &self.unsettled, &self.not_tried];
        let done = undone.iter().all(|list| list.is_empty());
        let rolled_out = self.rollout.as_ref().is_none_or(RolloutOutcome::is_whole);
        done && rolled_out && self.plan_complete && self.unconverged == 0 && !self.errored
    }

    /// Whether a rollout ended before all its waves passed.
    pub fn is_stopped(&self) -> bool {
        let state = self.rollout.as_ref().map(RolloutState::of);
        !matches!(
            state,
            None | Some(RolloutState::Passed | RolloutState::Unverified)
        )
    }

    /// Whether no member of a partly done change was refused: the rest was only not tried.
    pub fn only_stopped(&self, (address, _, why): &(Address, Action, String)) -> bool {
        let joins = self.joins.get(address);
        joins.is_some_and(|joins| joins.refused.is_empty() && joins.summary().as_ref() == Some(why))
    }

    /// The number of complete and partial changes by action, in the order of actions. Those that a
    /// rollout changed back are among them.
    pub fn counts(&self) -> BTreeMap<Action, usize> {
        self.counted(|_| true)
    }

    /// The number of changes that a rollout changed back, by action.
    pub fn reverted(&self) -> BTreeMap<Action, usize> {
        let back = self.back();
        self.counted(|address| back.contains(address))
    }

    /// The addresses whose changes a rollout changed back.
    pub fn back(&self) -> BTreeSet<&Address> {
        self.rollout.as_ref().map(back).unwrap_or_default()
    }

    /// How many complete changes are still in effect, and how many were changed back.
    pub(in crate::report) fn done_and_reverted(&self) -> (usize, usize) {
        let back = self.back();
        let done = self.done.iter();
        let reverted = done.filter(|(address, _)| back.contains(address)).count();
        (self.done.len() - reverted, reverted)
    }

    fn counted(&self, which: impl Fn(&Address) -> bool) -> BTreeMap<Action, usize> {
        let mut counts = BTreeMap::new();
        let done = self.done.iter().map(|(address, action)| (address, action));
        let partly = self.partly.iter();
        let all = done.chain(partly.map(|(address, action, _)| (address, action)));
        for (_, action) in all.filter(|(address, _)| which(address)) {
            *counts.entry(*action).or_default() += 1;
        }
        counts.remove(&Action::NoOp);
        counts
    }
}
