//! The order in which a plan is carried out.

use crate::model::{Action, Change};

/// Returns the changes in the order in which they are carried out. What is forgotten comes first,
/// so that a number that moves from one name to another is free when its new name claims it. Then
/// the kind decides.
pub fn execution_order(changes: &[Change]) -> Vec<&Change> {
    let mut ordered: Vec<&Change> = changes
        .iter()
        .filter(|change| change.is_effective())
        .collect();
    ordered.sort_by_key(|change| (change.action != Action::Forget, change.address.kind()));
    ordered
}
