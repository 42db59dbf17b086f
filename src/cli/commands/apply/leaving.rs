//! Who answers for each number as an apply leaves it, noted in the registry: what drift is compared
//! with.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::planning::Planned;
use crate::cli::session::World;
use crate::model::{Address, Kind, LeftRoute, Name};
use crate::reconcile::Applied;

/// Notes it where it is not noted so already. A number whose change, or a change of a service of
/// whose provider, did not come to its end is left out: who answers it is not known.
///
/// Should this fail, who answers stays unknown, which drift takes for no difference.
pub async fn note(world: &World, planned: &Planned, applied: &Applied, serial: u64) {
    let done: BTreeSet<&Address> = applied.done.iter().map(|(address, _)| address).collect();
    let changes = &planned.plan.changes;
    let open = |address: &Address, effective: bool| effective && !done.contains(address);
    let unsure: BTreeSet<&Name> = changes
        .iter()
        .filter(|change| change.address.kind() == Kind::MessagingService)
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
    // What was written is not noted any more.
    let written = |address: &Address| done.contains(address);
    let noted = &planned.snapshot.left;
    left.retain(|address, route| written(address) || noted.get(address) != Some(route));
    if !left.is_empty() {
        let noted = world.registry.note_routes(&world.scope, serial, &left);
        let _ = noted.await;
    }
}
