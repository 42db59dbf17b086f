//! The result of an apply, for its reports. Every format shows which changes were done, failed,
//! have an unknown result or were not tried.

use std::collections::BTreeMap;

use super::fate::Fate;
use crate::model::{Action, Address, Change, Joins, RolloutOutcome};
use crate::report::apply::members::{MemberLine, members};
use crate::report::apply::result::ApplyReport;
use crate::report::apply::verdict;
use crate::report::fields::group::Group;
use crate::report::text::plural::plural;
use crate::report::text::verdict::VerdictLine;

/// The number of bytes shown of one change if space is short.
const BRIEF: usize = 3_000;

/// How far an apply got.
#[derive(Debug, Clone, Copy)]
pub enum Ending<'a> {
    /// The apply is about to begin; a report of its end will replace this one.
    Open,
    /// Nothing was applied; the diagnostics give the reason.
    Refused,
    /// The apply ended.
    Ended(&'a ApplyReport),
}

/// A change that failed, was not tried, or has an unknown result.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Undone<'a> {
    /// Its result.
    pub(in crate::report) fate: Fate,
    /// The address.
    pub(in crate::report) address: &'a Address,
    /// The planned action.
    pub(in crate::report) action: Action,
    /// The reason, with the provider's code and request id.
    pub(in crate::report) why: &'a str,
    /// The results of the members that should join it, if some did not.
    pub(in crate::report) joins: Option<&'a Joins>,
}

impl Undone<'_> {
    /// The reason, and the result of each member.
    pub(in crate::report) fn lines(&self) -> Vec<String> {
        self.reasons().into_iter().map(|line| line.text).collect()
    }

    fn reasons(&self) -> Vec<MemberLine> {
        let mut lines = Vec::new();
        // The lines about the members give this reason already.
        if self
            .joins
            .is_none_or(|joins| joins.summary().as_deref() != Some(self.why))
        {
            lines.push(MemberLine {
                joined: false,
                text: self.why.to_owned(),
            });
        }
        lines.extend(self.joins.map(members).into_iter().flatten());
        lines
    }

    /// The same lines if space is short: failures first, and the rest counted.
    pub(in crate::report) fn brief(&self) -> Vec<String> {
        let (well, mut lines): (Vec<_>, Vec<_>) =
            self.reasons().into_iter().partition(|line| line.joined);
        lines.extend(well);
        let mut lines: Vec<String> = lines.into_iter().map(|line| line.text).collect();
        let mut length = 0;
        let fit = lines.iter().take_while(|line| {
            length += line.len();
            length <= BRIEF
        });
        // At least one line is shown; the renderer cuts it.
        let shown = fit.count().max(1);
        if let more @ 1.. = lines.len().saturating_sub(shown) {
            lines.truncate(shown);
            lines.push(format!(
                "… and {} about its members",
                plural(more, "more line")
            ));
        }
        lines
    }
}

impl<'a> Ending<'a> {
    /// Everything that failed, was not tried or has an unknown result, failures first.
    pub(in crate::report) fn undone(self) -> Vec<Undone<'a>> {
        let Self::Ended(report) = self else {
            return Vec::new();
        };
        let lists = [
            (Fate::Partly, &report.partly),
            (Fate::Failed, &report.failed),
            (Fate::Unsettled, &report.unsettled),
            (Fate::NotTried, &report.not_tried),
        ];
        let undone = |(fate, list): (Fate, &'a Vec<(Address, Action, String)>)| {
            list.iter().map(move |(address, action, why)| Undone {
                fate,
                address,
                action: *action,
                why,
                joins: report.joins.get(address).filter(|one| one.missing() > 0),
            })
        };
        lists.into_iter().flat_map(undone).collect()
    }

    /// The result of each change.
    pub(in crate::report) fn fates(self) -> Fates<'a> {
        let (rest, mut known) = match self {
            Self::Open => (Fate::Open, BTreeMap::new()),
            Self::Refused => (Fate::NotTried, BTreeMap::new()),
            Self::Ended(report) => {
                let back = report.back();
                let done = report.done.iter().map(|(address, _)| {
                    let reverted = back.contains(address);
                    (address, if reverted { Fate::Reverted } else { Fate::Done })
                });
                (Fate::NotTried, done.collect())
            }
        };
        known.extend(self.undone().iter().map(|one| (one.address, one.fate)));
        Fates { known, rest }
    }

    /// The result and the run that recorded it.
    pub(in crate::report) fn lines(self) -> Vec<VerdictLine> {
        let mut lines = vec![VerdictLine::strong(self.verdict())];
        if let Some(id) = self.run_id() {
            lines.push(VerdictLine::plain(format!("Recorded as run {id}.")));
        }
        lines
    }

    /// What was done, in one line.
    pub(in crate::report) fn verdict(self) -> String {
        match self {
            Self::Open => "This report was written before the apply began and does not show its result: see `switchboard registry history`.".to_owned(),
            Self::Refused => "Nothing was applied.".to_owned(),
            Self::Ended(report) => verdict::verdict(report),
        }
    }

    /// How the rollout or the verification ended, if there was one.
    pub(in crate::report) fn rollout(self) -> Option<&'a RolloutOutcome> {
        match self {
            Self::Ended(report) => report.rollout.as_ref(),
            _ => None,
        }
    }

    /// The run's identifier in the registry.
    pub(in crate::report) fn run_id(self) -> Option<&'a str> {
        match self {
            Self::Ended(report) => report.run_id.as_deref(),
            _ => None,
        }
    }
}

/// The result of each change.
pub(in crate::report) struct Fates<'a> {
    known: BTreeMap<&'a Address, Fate>,
    rest: Fate,
}

impl Fates<'_> {
    /// The result of one change; `None` if nothing was planned for it.
    pub(in crate::report) fn of(&self, change: &Change) -> Option<Fate> {
        let known = self.known.get(&change.address).copied();
        change.is_effective().then(|| known.unwrap_or(self.rest))
    }

    /// The results of a group: `497 done, 3 failed`.
    pub(in crate::report) fn of_group(&self, group: &Group<'_, Change>) -> String {
        let mut counts = BTreeMap::<Fate, usize>::new();
        for fate in group
            .members
            .iter()
            .filter_map(|(change, _)| self.of(change))
        {
            *counts.entry(fate).or_default() += 1;
        }
        let counts: Vec<String> = counts
            .into_iter()
            .map(|(fate, count)| format!("{count} {}", fate.words()))
            .collect();
        counts.join(", ")
    }
}
