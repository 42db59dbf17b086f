//! A group that answers in a number's place, in the light of the configuration. Pure.

use crate::model::{Address, Group, InTheWay, Name, Obstacle, Resource, Router, State};
use crate::plan::route_changes;

/// Returns the address that declares a group which is not recorded.
pub(super) fn declared_as(group: &InTheWay, provider: &Name, desired: &State) -> Option<Address> {
    let declares = |(address, want): &(&Address, &Resource)| {
        address.kind().is_group()
            && address.provider() == Some(provider)
            && match &want.id {
                Some(id) => *id == group.id,
                None => want.key.as_deref() == Some(group.name.as_str()),
            }
    };
    if group.address.is_some() {
        return None;
    }
    let found = desired.resources.iter().find(declares);
    found.map(|(address, _)| address.clone())
}

/// Returns the declared group that will still answer for a number after an apply, although the
/// configuration does not ask it to.
pub(super) fn obstacle(
    (address, group): (&Address, &Resource),
    number: &Resource,
    router: &dyn Router,
) -> Option<Obstacle> {
    let says_who = router.group_steers(&group.fields);
    let key = number.key.as_deref().unwrap_or_default();
    let declared_there = router
        .members(&group.fields)
        .is_some_and(|members| members.contains(key));
    let takes = || {
        let id = Some("this group");
        let name = address.name();
        let fields = &group.fields;
        let route = router.route(&number.fields, Some(Group { id, name, fields }));
        route_changes::answers(&route, id)
    };
    (!says_who || (!declared_there && takes())).then(|| Obstacle {
        group: address.clone(),
        says_who,
    })
}

/// Returns the address of the group that the configuration puts a number in.
pub(super) fn put_in(
    key: &str,
    provider: &Name,
    router: &dyn Router,
    desired: &State,
) -> Option<Address> {
    let has = |(address, want): &(&Address, &Resource)| {
        address.kind().is_group()
            && address.provider() == Some(provider)
            && router
                .members(&want.fields)
                .is_some_and(|members| members.contains(key))
    };
    let found = desired.resources.iter().find(has);
    found.map(|(address, _)| address.clone())
}
