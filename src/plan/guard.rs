//! W0711, the judgement of a finished plan: a change to too much at once is refused, unless that very plan
//! was approved or the change is requested by name.

use std::collections::BTreeMap;

use crate::model::{
    Action, Address, Change, Finding, FindingCode, Kind, Name, Percent, Plan, Selection, Severity,
    Snapshot,
};

/// The smallest number of recorded resources of which a share is counted.
const FROM: usize = 10;

/// A plan that changes or forgets a large part of what is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MassChange {
    /// The provider that is judged separately; `None` for all others and the keywords together.
    pub provider: Option<Name>,
    /// Recorded numbers, services and keywords that would change or be forgotten.
    pub changed: usize,
    /// Recorded numbers, services and keywords in all.
    pub recorded: usize,
    /// The share that may change.
    pub limit: Percent,
}

/// Returns the mass changes in a plan. Adopting is not a change, because it writes only to the
/// registry. What counts is what is recorded for the part that is planned: `selection`. The providers in `limits` are judged separately.
pub fn mass_changes(
    plan: &Plan,
    recorded: &Snapshot,
    selection: &Selection,
    limits: &BTreeMap<Name, Percent>,
) -> Vec<MassChange> {
    let group = |address: &Address| {
        let provider = address.provider().filter(|name| limits.contains_key(*name));
        provider.cloned()
    };
    let counts = |address: &Address| {
        address.kind() != Kind::Provider
            && selection.covers(address)
            && recorded.state.get(address).is_some()
    };
    let mut all: BTreeMap<Option<Name>, (usize, usize)> = BTreeMap::new();
    for address in recorded.state.resources.keys().filter(|a| counts(a)) {
        all.entry(group(address)).or_default().1 += 1;
    }
    let changes = plan.changes.iter().filter(|change| is_change(change));
    for change in changes.filter(|change| counts(&change.address)) {
        all.entry(group(&change.address)).or_default().0 += 1;
    }
    let judged = all.into_iter().map(|(provider, (changed, recorded))| {
        let own = provider.as_ref().and_then(|name| limits.get(name));
        MassChange {
            limit: own.copied().unwrap_or(Percent::USUAL),
            provider,
            changed,
            recorded,
        }
    });
    judged
        .filter(|one| one.recorded >= FROM && one.limit.is_exceeded_by(one.changed, one.recorded))
        .collect()
}

fn is_change(change: &Change) -> bool {
    matches!(change.action, Action::Update | Action::Forget) || change.key_before.is_some()
}

impl MassChange {
    /// Returns the finding that reports it.
    pub fn finding(&self) -> Finding {
        let under = match &self.provider {
            Some(provider) => format!(" under providers.{provider}"),
            None => String::new(),
        };
        Finding {
            severity: Severity::Warning,
            code: FindingCode::MassChange.into(),
            address: None,
            key: None,
            summary: format!(
                "{} of {} recorded numbers, services and keywords{under} would change or be forgotten",
                self.changed, self.recorded
            ),
            help: format!(
                "that is more than {} %: check that this is the right configuration and environment. Approving this plan by its file, its hash or at the prompt approves that too; `apply --auto-approve` alone needs --allow-mass-change",
                self.limit.get()
            ),
            blocks: false,
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::model::{Fields, Observed, Resource, Scope, State};

    fn keywords(range: std::ops::Range<usize>) -> State {
        range
            .map(|n| {
                (
                    Address::parse(&format!("keywords.K{n}")).unwrap(),
                    Resource::keyed(format!("K{n}"), Fields::new()),
                )
            })
            .collect()
    }

    fn judged(recorded: usize, kept: usize) -> Option<(usize, usize)> {
        let snapshot = Snapshot {
            state: keywords(0..recorded),
            ..Snapshot::default()
        };
        let scope = Scope {
            project: "p".to_owned(),
            environment: String::new(),
        };
        let plan = crate::plan::plan(
            &scope,
            &keywords(0..kept),
            &snapshot,
            Observed::default(),
            &crate::plan::Terms::default(),
        );
        let found = mass_changes(&plan, &snapshot, &Selection::default(), &BTreeMap::new());
        found.first().map(|one| (one.changed, one.recorded))
    }

    #[test]
    fn thirty_per_cent_of_ten_or_more() {
        assert_eq!(judged(9, 0), None);
        assert_eq!(judged(10, 7), None);
        assert_eq!(judged(10, 6), Some((4, 10)));
    }
}
