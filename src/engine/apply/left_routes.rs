//! Who answers each number after an apply, recorded in the registry for later comparison by drift.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::context::Context;
use crate::engine::plan::Planned;
use crate::model::{Address, LeftRoute, Name, Serials};
use crate::reconcile::Applied;

/// Records who answers each number, where that is not recorded already. A number is left out if its
/// change, or a change of a service or an application of its provider, did not complete: who answers
/// it is unknown.
///
/// If this fails, who answers stays unknown, and drift reports no difference.
pub(super) async fn record(
    context: &Context,
    planned: &Planned,
    applied: &Applied,
    serials: &Serials,
) {
    let done: BTreeSet<&Address> = applied.done.iter().map(|(address, _)| address).collect();
    let changes = &planned.plan.changes;
    let open = |address: &Address, effective: bool| effective && !done.contains(address);
    let unsure: BTreeSet<&Name> = changes
        .iter()
        .filter(|change| change.address.kind().is_found_by_name())
        .filter(|change| open(&change.address, change.is_effective()))
        .filter_map(|change| change.address.provider())
        .collect();
    let mut left: BTreeMap<Address, LeftRoute> = BTreeMap::new();
    for change in changes {
        let (Some(route), Some(provider)) = (&change.route, change.address.provider()) else {
            continue;
        };
        if unsure.contains(provider) || open(&change.address, change.is_effective()) {
            continue;
        }
        left.extend(LeftRoute::of(route).map(|route| (change.address.clone(), route)));
    }
    if left.is_empty() {
        return;
    }
    // A write removes the recorded route.
    let registry = context.registry.as_ref();
    if left.keys().any(|address| !done.contains(address)) {
        let recorded = registry.left_routes(&context.scope).await;
        let recorded = recorded.unwrap_or_default();
        left.retain(|address, route| {
            done.contains(address) || recorded.get(address).map(|known| &**known) != Some(route)
        });
    }
    if !left.is_empty() {
        let _ = registry.note_routes(&context.scope, serials, &left).await;
    }
}
