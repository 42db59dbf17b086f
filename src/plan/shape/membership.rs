//! The group that each number is in, the group that it is declared in, and the handlers that numbers
//! name. Pure, without judgement.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::plan) use super::in_another::Elsewhere;
use super::links::Handlers;
use super::overlay::overlaid;
use crate::model::{
    Address, Fields, Group, Kind, Name, Object, Observed, Resource, Route, Router, State,
};

/// A group as it was read, and the address that declares it, if one does.
#[derive(Clone, Copy)]
pub(in crate::plan) struct Seen<'a> {
    pub(in crate::plan) address: Option<&'a Address>,
    pub(in crate::plan) id: &'a str,
    pub(in crate::plan) name: &'a str,
    pub(in crate::plan) fields: &'a Fields,
}

impl Seen<'_> {
    pub(in crate::plan) fn group(&self) -> Group<'_> {
        Group {
            id: Some(self.id),
            name: self.name,
            fields: self.fields,
        }
    }
}

/// The group that a number is in and is declared in. Numbers with equal ones are in the same groups.
pub(in crate::plan) struct OnlyGroup<'a> {
    pub(in crate::plan) declared_in: Option<&'a Address>,
    pub(in crate::plan) is_in: Option<&'a str>,
    /// Which groups the number is in, if groups overlap: the same number for the same groups.
    pub(in crate::plan) among: usize,
}

/// The groups that each number is in and is declared in, in one provider's account, and its handlers.
pub(in crate::plan) struct Membership<'a> {
    /// The groups that each number is in, in an order that does not matter.
    groups: BTreeMap<&'a str, Vec<Seen<'a>>>,
    /// The groups that each number is declared in. The group that says who answers comes first.
    declared: BTreeMap<&'a str, Vec<(&'a Address, &'a Resource)>>,
    /// Whether a number is in one group at most.
    exclusive: bool,
    /// If groups overlap: a number for each set of groups that some number is in.
    sets: BTreeMap<Vec<&'a str>, usize>,
    /// The handlers in the account.
    pub(in crate::plan) handlers: Handlers,
    /// The members that change groups by this plan.
    pub(in crate::plan) moving: BTreeSet<String>,
}

impl<'a> Membership<'a> {
    pub(in crate::plan) fn of(
        provider: &Name,
        router: &dyn Router,
        desired: &'a State,
        observed: &'a Observed,
    ) -> Self {
        let account = observed.accounts.get(provider);
        let same_account = |other: &Name| observed.accounts.get(other) == account;
        let neighbours: Vec<&Name> = match account {
            Some(_) => observed
                .accounts
                .keys()
                .filter(|name| same_account(name))
                .collect(),
            None => vec![provider],
        };
        let mut membership = Self {
            groups: BTreeMap::new(),
            declared: BTreeMap::new(),
            exclusive: router.exclusive(),
            sets: BTreeMap::new(),
            handlers: Handlers::of(router, desired, observed, &neighbours),
            moving: BTreeSet::new(),
        };
        let of_account = neighbours.iter().flat_map(|name| observed.state.of(name));
        let bound = of_account
            .filter(|(address, _)| address.kind().is_group())
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
            .filter(|object| object.kind.is_group())
            .map(|object: &Object| Seen {
                address: None,
                id: &object.id,
                name: &object.key,
                fields: &object.fields,
            });
        let known = LazyCell::new(|| known_numbers(provider, desired, observed));
        for seen in bound.chain(loose) {
            for member in members(router, seen.fields, &known) {
                membership.groups.entry(member).or_default().push(seen);
            }
        }
        for (address, group) in desired.of(provider) {
            if address.kind().is_group() {
                for member in members(router, &group.fields, &known) {
                    let declared = membership.declared.entry(member).or_default();
                    // Another group of the number may receive something else than texts.
                    if router.group_steers(&group.fields) {
                        declared.insert(0, (address, group));
                    } else {
                        declared.push((address, group));
                    }
                }
            }
        }
        if !membership.exclusive {
            let sets: BTreeSet<Vec<&str>> = membership.groups.values().map(ids).collect();
            membership.sets = sets.into_iter().zip(1..).collect();
        }
        membership
    }

    /// Returns the group that a number is in. If groups overlap, a declared group comes before
    /// others.
    pub(in crate::plan) fn now(&self, key: &str) -> Option<&Seen<'a>> {
        let groups = self.groups.get(key)?;
        if self.exclusive {
            return groups.last();
        }
        let wanted = self.declared_in(key);
        let declared = groups
            .iter()
            .find(|seen| seen.address.is_some() && seen.address == wanted);
        declared.or_else(|| groups.first())
    }

    /// Returns the group of a number that is declared in one and stays there, or in none.
    pub(in crate::plan) fn only_group(&self, key: &str) -> Option<OnlyGroup<'a>> {
        let declared = self.declared.get(key).map_or(&[][..], Vec::as_slice);
        let settled = declared.len() < 2 && !self.moving.contains(key);
        let among = || self.sets.get(&ids(self.groups.get(key)?)).copied();
        settled.then(|| OnlyGroup {
            declared_in: declared.first().map(|(address, _)| *address),
            is_in: self.now(key).map(|seen| seen.id),
            among: if self.exclusive {
                0
            } else {
                among().unwrap_or_default()
            },
        })
    }

    /// Returns all groups that a number is in, if groups overlap.
    pub(in crate::plan) fn overlapping(&self, key: &str) -> impl Iterator<Item = &Seen<'a>> {
        let overlap = (!self.exclusive).then(|| self.groups.get(key)).flatten();
        overlap.into_iter().flatten()
    }

    /// Returns every group that a number is in, once for each number.
    pub(in crate::plan) fn all_groups(&self) -> impl Iterator<Item = &Seen<'a>> {
        self.groups.values().flatten()
    }

    /// Returns every number that is declared in a group, with the group.
    pub(in crate::plan) fn all_declared(
        &self,
    ) -> impl Iterator<Item = (&'a str, &'a Address, &'a Resource)> + '_ {
        self.declared.iter().flat_map(|(member, groups)| {
            let each = groups.iter();
            each.map(|(address, group)| (*member, *address, *group))
        })
    }

    /// Whether a number is in this group.
    pub(in crate::plan) fn is_in(&self, key: &str, group: &Address) -> bool {
        let mut groups = self.groups.get(key).into_iter().flatten();
        groups.any(|seen| seen.address == Some(group))
    }

    /// Returns the group that a number is declared in.
    pub(in crate::plan) fn declared_in(&self, key: &str) -> Option<&'a Address> {
        self.declared_group(key).map(|(address, _)| address)
    }

    /// Returns the group that a number is declared in, with its declaration.
    pub(in crate::plan) fn declared_group(&self, key: &str) -> Option<(&'a Address, &'a Resource)> {
        self.declared.get(key)?.first().copied()
    }

    /// Whether a number is in a group that is not declared, or is declared in another one.
    pub(in crate::plan) fn is_in_strange_group(&self, key: &str) -> bool {
        self.now(key).is_some_and(|now| match now.address {
            None => true,
            Some(there) => self.declared_in(key).is_some_and(|wanted| wanted != there),
        })
    }

    /// Returns who should answer for a declared number; `None` if the configuration does not say.
    pub(in crate::plan) fn declared_route(
        &self,
        address: &Address,
        want: &Resource,
        router: &dyn Router,
        observed: &Observed,
    ) -> Option<Route> {
        let declared_in = self
            .declared_group(want.key.as_deref().unwrap_or_default())
            .filter(|(_, group)| router.group_steers(&group.fields));
        if !router.steers(
            &want.fields,
            declared_in.as_ref().map(|(_, group)| &group.fields),
        ) {
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
        let route = router.route(&self.handlers.shown_by(&want.fields), group);
        // What the number refers to may have been read with it.
        let seen = observed.state.get(address).filter(|_| route.url_unknown);
        Some(match seen {
            Some(seen) => router.route(&overlaid(&seen.fields, Some(&want.fields)), group),
            None => route,
        })
    }

    /// Returns the numbers that are declared in one group and are in another. They cannot join
    /// until they have left, and nothing leaves a group as a side effect.
    pub(in crate::plan) fn elsewhere(
        &self,
    ) -> impl Iterator<Item = (&'a str, &'a Address, Elsewhere)> + '_ {
        let exclusive = self.all_declared().filter(|_| self.exclusive);
        exclusive.filter_map(|(member, address, _)| {
            let now = self.now(member)?;
            let there = Elsewhere {
                id: now.id.to_owned(),
                name: now.name.to_owned(),
                declared: now.address.is_some(),
                until_now: None,
            };
            (now.address != Some(address)).then_some((member, address, there))
        })
    }
}

/// The identifiers of groups.
fn ids<'a>(groups: &Vec<Seen<'a>>) -> Vec<&'a str> {
    groups.iter().map(|seen| seen.id).collect()
}

/// Returns the numbers of a provider that are declared or were seen. A group may cover these
/// without listing them.
fn known_numbers<'a>(
    provider: &Name,
    desired: &'a State,
    observed: &'a Observed,
) -> BTreeSet<&'a str> {
    let tied = desired.of(provider).chain(observed.state.of(provider));
    let tied = tied
        .filter(|(address, _)| address.kind() == Kind::Number)
        .filter_map(|(_, number)| number.key.as_deref());
    let loose = observed
        .unmanaged
        .iter()
        .filter(|(seen_by, object)| seen_by == provider && object.kind == Kind::Number)
        .map(|(_, object)| object.key.as_str());
    tied.chain(loose).collect()
}

/// Returns the numbers in a group: the listed ones, or the known numbers that the group covers.
fn members<'a>(
    router: &dyn Router,
    group: &'a Fields,
    known: &LazyCell<BTreeSet<&'a str>, impl FnOnce() -> BTreeSet<&'a str>>,
) -> Vec<&'a str> {
    match router.members(group) {
        None => Vec::new(),
        Some(open) if open.is_open() => known
            .iter()
            .copied()
            .filter(|number| open.contains(number))
            .collect(),
        Some(listed) => listed.listed().map(String::as_str).collect(),
    }
}
