//! Asks the provider's rule who answers a text to each number: declared, now and then.
//!
//! A number is done when *then* is as declared. Groups that answer in a number's place and are
//! not declared are never changed; the plan says who is in the way.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, Address, Change, Fields, Finding, Group, Kind, Name, Object, Observed, Resource, Route,
    RouteChange, Router, Silences, State,
};

use super::shadows;

/// The providers' rules, by provider.
pub type Routers<'a> = BTreeMap<Name, &'a dyn Router>;

/// A group as it was read, and the address that declares it, if one does.
pub(super) struct Seen<'a> {
    pub(super) address: Option<&'a Address>,
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) fields: &'a Fields,
}

impl Seen<'_> {
    pub(super) fn group(&self) -> Group<'_> {
        Group {
            id: Some(self.id),
            name: self.name,
            fields: self.fields,
        }
    }
}

/// Which group each number is in and which one it is declared in, in one provider's account.
pub(super) struct Membership<'a> {
    pub(super) now: BTreeMap<&'a str, Seen<'a>>,
    declared: BTreeMap<&'a str, (&'a Address, &'a Resource)>,
    /// The members that change groups by this plan.
    pub(super) moving: BTreeSet<String>,
}

impl<'a> Membership<'a> {
    pub(super) fn of(
        provider: &Name,
        router: &dyn Router,
        desired: &'a State,
        observed: &'a Observed,
    ) -> Self {
        let mut membership = Self {
            now: BTreeMap::new(),
            declared: BTreeMap::new(),
            moving: BTreeSet::new(),
        };
        let same_account =
            |other: &Name| observed.accounts.get(other) == observed.accounts.get(provider);
        let bound = observed
            .state
            .resources
            .iter()
            .filter(|(address, _)| address.kind() == Kind::MessagingService);
        let bound = bound
            .filter(|(address, _)| address.provider().is_some_and(same_account))
            .map(|(address, group)| Seen {
                address: desired.get(address).is_some().then_some(address),
                id: group.id.as_deref().unwrap_or_default(),
                name: group.key.as_deref().unwrap_or_default(),
                fields: &group.fields,
            });
        let loose = observed
            .unmanaged
            .iter()
            .filter(|(seen_by, _)| same_account(seen_by))
            .map(|(_, object)| object);
        let loose = loose
            .filter(|object| object.kind == Kind::MessagingService)
            .map(|object: &Object| Seen {
                address: None,
                id: &object.id,
                name: &object.key,
                fields: &object.fields,
            });
        for seen in bound.chain(loose) {
            for member in router.members(seen.fields).into_iter().flatten() {
                let Seen {
                    address,
                    id,
                    name,
                    fields,
                } = seen;
                membership.now.insert(
                    member.as_str(),
                    Seen {
                        address,
                        id,
                        name,
                        fields,
                    },
                );
            }
        }
        for (address, group) in &desired.resources {
            if address.kind() == Kind::MessagingService && address.provider() == Some(provider) {
                for member in router.members(&group.fields).into_iter().flatten() {
                    membership
                        .declared
                        .insert(member.as_str(), (address, group));
                }
            }
        }
        membership
    }

    /// The group that a number is declared in.
    pub(super) fn declared_in(&self, key: &str) -> Option<&'a Address> {
        self.declared.get(key).map(|(address, _)| *address)
    }

    /// Who should answer for a declared number; `None` where the configuration does not say.
    pub(super) fn declared_route(
        &self,
        want: &Resource,
        router: &dyn Router,
        observed: &Observed,
    ) -> Option<Route> {
        let declared_in = self
            .declared
            .get(want.key.as_deref().unwrap_or_default())
            .filter(|(_, group)| router.group_steers(&group.fields));
        if !router.steers(&want.fields) && declared_in.is_none() {
            return None;
        }
        let group = declared_in.map(|(address, group)| Group {
            id: observed
                .state
                .get(address)
                .and_then(|seen| seen.id.as_deref()),
            name: group.key.as_deref().unwrap_or(address.name()),
            fields: &group.fields,
        });
        Some(router.route(&want.fields, group))
    }

    /// Numbers that are declared in one group and are in another: they cannot join until they
    /// have left, and nothing leaves as a side effect.
    pub(super) fn elsewhere(&self) -> impl Iterator<Item = (&'a str, &'a Address, Elsewhere)> + '_ {
        self.declared.iter().filter_map(|(member, (address, _))| {
            let now = self.now.get(member)?;
            let there = Elsewhere {
                id: now.id.to_owned(),
                name: now.name.to_owned(),
                declared: now.address.is_some(),
            };
            (now.address != Some(*address)).then_some((*member, *address, there))
        })
    }
}

/// The group that a number is in instead of the declared one.
pub(super) struct Elsewhere {
    /// Its identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether YAML declares it.
    pub declared: bool,
}

/// Fills in the routes of one provider's numbers, and tells which of them do not converge.
/// `silences` say which of them need not hear who is in the way.
pub(super) fn fill(
    changes: &mut [&mut Change],
    membership: &Membership<'_>,
    router: &dyn Router,
    desired: &State,
    observed: &Observed,
    silences: &Silences,
    findings: &mut Vec<Finding>,
) {
    let group_changes: BTreeMap<Address, Option<Fields>> = changes
        .iter()
        .filter(|change| change.address.kind() == Kind::MessagingService)
        .map(|change| (change.address.clone(), change.after.clone()))
        .collect();
    let mut in_the_way: BTreeMap<String, Vec<(&Address, &str)>> = BTreeMap::new();
    for change in changes
        .iter_mut()
        .filter(|change| change.address.kind() == Kind::Number)
    {
        let Some((address, want)) = desired.resources.get_key_value(&change.address) else {
            continue;
        };
        let key = want.key.as_deref().unwrap_or_default();
        let Some(declared) = membership.declared_route(want, router, observed) else {
            continue;
        };
        let nothing = Fields::new();
        let seen = observed
            .state
            .get(&change.address)
            .map_or(&nothing, |seen| &seen.fields);
        let now = membership.now.get(key);
        let before = router.route(seen, now.map(Seen::group));
        let own_then = overlaid(seen, change.after.as_ref());
        let joins = membership
            .declared
            .get(key)
            .filter(|(address, _)| group_changes.contains_key(*address))
            .filter(|_| now.is_none() || membership.moving.contains(key));
        let (group_fields, id, name) = match (joins, now) {
            (Some((address, group)), _) => {
                let there = observed.state.get(address);
                let fields = overlaid(
                    there.map_or(&nothing, |seen| &seen.fields),
                    Some(&group.fields),
                );
                (
                    Some(fields),
                    there.and_then(|seen| seen.id.clone()),
                    group.key.clone().unwrap_or_default(),
                )
            }
            (None, Some(now)) => {
                let change = now.address.and_then(|address| group_changes.get(address));
                let fields = overlaid(now.fields, change.and_then(Option::as_ref));
                (Some(fields), Some(now.id.to_owned()), now.name.to_owned())
            }
            (None, None) => (None, None, String::new()),
        };
        let group = group_fields.as_ref().map(|fields| Group {
            id: id.as_deref(),
            name: &name,
            fields,
        });
        let after = router.route(&own_then, group);
        let route = RouteChange {
            declared,
            before,
            after,
        };
        if !route.converges() {
            if change.action == Action::NoOp {
                change.reason = Some(crate::model::Reason::Shadowed);
            }
            in_the_way
                .entry(id.unwrap_or_default())
                .or_default()
                .push((address, key));
            findings.push(shadows::shadowed(change, &route, key));
        }
        // How each route came about is told by `explain`, which asks again.
        change.route = Some(Box::new(route.without_steps()));
    }
    let told = shadows::in_the_way(&in_the_way, membership, router, silences);
    findings.extend(told);
    fill_affected(changes, membership, router, desired);
}

fn overlaid(seen: &Fields, planned: Option<&Fields>) -> Fields {
    let mut fields = seen.clone();
    for (name, value) in planned.into_iter().flat_map(Fields::iter) {
        fields.insert(name.clone(), value.clone());
    }
    fields
}

/// A change to a group touches everybody in it.
fn fill_affected(
    changes: &mut [&mut Change],
    membership: &Membership<'_>,
    router: &dyn Router,
    desired: &State,
) {
    let declared: BTreeSet<&str> = desired
        .resources
        .iter()
        .filter(|(address, _)| address.kind() == Kind::Number)
        .filter_map(|(_, number)| number.key.as_deref())
        .collect();
    for change in changes
        .iter_mut()
        .filter(|change| change.address.kind() == Kind::MessagingService)
    {
        let touches_all = change.action == Action::Update
            && change.fields.iter().any(|field| !field.after.is_set());
        let group = membership
            .now
            .values()
            .find(|seen| seen.address == Some(&change.address));
        if let Some(group) = group.filter(|_| touches_all) {
            let members = router.members(group.fields).into_iter().flatten();
            change.affects = members
                .filter(|member| !declared.contains(member.as_str()))
                .cloned()
                .collect();
        }
    }
}
