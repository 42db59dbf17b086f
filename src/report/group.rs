//! Which changes of a plan are told one by one, and which are summed up.
//!
//! What is created, written or bought is always told in full. Adopting and forgetting write
//! nothing at the provider and come by the hundred, so those that are alike stand together.

use std::collections::BTreeMap;

use crate::model::{Action, Change, Plan};

use super::{field, route, words};

/// How many members of a group are named before the rest is counted.
const NAMED: usize = 20;

/// Changes that are alike.
pub(super) struct Group<'a> {
    /// What is done with each.
    pub(super) action: Action,
    /// Why, in words that fit however many there are.
    pub(super) reason: &'static str,
    /// Who answers texts to each, where that is not as declared or changes.
    pub(super) told: Vec<String>,
    /// Those that are named.
    pub(super) named: Vec<&'a Change>,
    /// How many there are besides.
    pub(super) more: usize,
}

/// The changes to be told one by one, in the plan's order, and the groups of the others.
pub(super) fn arrange(plan: &Plan) -> (Vec<&Change>, Vec<Group<'_>>) {
    let (alike, alone): (Vec<_>, Vec<_>) = plan.effective().partition(|change| is_plain(change));
    let mut groups = BTreeMap::<_, Vec<&Change>>::new();
    for change in alike {
        let key = (
            change.action,
            change.address.provider(),
            change.address.kind().lives_in_registry(),
            change.reason,
            route::told(change),
        );
        groups.entry(key).or_default().push(change);
    }
    let groups = groups
        .into_iter()
        .filter_map(|((action, _, _, _, told), mut named)| {
            let many = named.len() > 1;
            let reason = words::reason(named.first()?, many);
            let more = named.len().saturating_sub(NAMED);
            named.truncate(NAMED);
            Some(Group {
                action,
                reason,
                told,
                named,
                more,
            })
        })
        .collect();
    (alone, groups)
}

/// Whether nothing is to be said about a change but that it happens.
fn is_plain(change: &Change) -> bool {
    matches!(change.action, Action::Adopt | Action::Forget)
        && change.key_before.is_none()
        && field::rows(change).is_empty()
}
