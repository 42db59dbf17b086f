//! Judges a finished plan: too much at once is refused unless it is asked for by name.

use crate::model::{Action, Kind, Plan, Snapshot};

/// From this many recorded things on, a share of them is counted at all.
const FROM: usize = 10;
/// The share, in per cent, above which a plan is a mass change.
const PER_CENT: usize = 30;

/// A plan that changes or forgets a large part of what is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MassChange {
    /// Recorded numbers, services and keywords that would change or be forgotten.
    pub changed: usize,
    /// Recorded numbers, services and keywords in all.
    pub recorded: usize,
}

/// Whether the plan is a mass change. Adopting is no change: nothing is written anywhere but
/// in the registry.
pub fn mass_change(plan: &Plan, recorded: &Snapshot) -> Option<MassChange> {
    let counted = |kind: Kind| kind != Kind::Provider;
    let total = recorded
        .state
        .resources
        .keys()
        .filter(|address| counted(address.kind()))
        .count();
    let changed = plan
        .changes
        .iter()
        .filter(|change| counted(change.address.kind()))
        .filter(|change| {
            matches!(change.action, Action::Update | Action::Forget) || change.key_before.is_some()
        })
        .filter(|change| recorded.state.get(&change.address).is_some())
        .count();
    (total >= FROM && changed * 100 > total * PER_CENT).then_some(MassChange {
        changed,
        recorded: total,
    })
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::model::{Address, Fields, Observed, Resource, Scope, State};

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

    fn judged(recorded: usize, kept: usize) -> Option<MassChange> {
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
        mass_change(&plan, &snapshot)
    }

    #[test]
    fn thirty_per_cent_of_ten_or_more() {
        assert_eq!(judged(9, 0), None);
        assert_eq!(judged(10, 7), None);
        assert_eq!(
            judged(10, 6),
            Some(MassChange {
                changed: 4,
                recorded: 10
            })
        );
    }
}
