//! The order in which a plan is carried out.

use crate::model::{Action, Change};

/// The order in which changes are carried out: what lets go comes first, so that a number that
/// moves from one name to another is free when its new name claims it; then by kind.
pub fn execution_order(changes: &[Change]) -> Vec<&Change> {
    let mut ordered: Vec<&Change> = changes
        .iter()
        .filter(|change| change.is_effective())
        .collect();
    ordered.sort_by_key(|change| (change.action != Action::Forget, change.address.kind()));
    ordered
}
