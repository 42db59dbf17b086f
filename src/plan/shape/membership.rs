//! Which group each number is in, and which one it is declared in. Pure; nothing is judged here.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Address, Fields, Group, Name, Object, Observed, Resource, Route, Router, State,
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

/// Which group each number is in and which one it is declared in, in one provider's account.
pub(in crate::plan) struct Membership<'a> {
    pub(in crate::plan) now: BTreeMap<&'a str, Seen<'a>>,
    pub(in crate::plan) declared: BTreeMap<&'a str, (&'a Address, &'a Resource)>,
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
            .filter(|(address, _)| address.kind().is_group());
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
            .filter(|object| object.kind.is_group())
            .map(|object: &Object| Seen {
                address: None,
                id: &object.id,
                name: &object.key,
                fields: &object.fields,
            });
        for seen in bound.chain(loose) {
            for member in router.members(seen.fields).into_iter().flatten() {
                membership.now.insert(member.as_str(), seen);
            }
        }
        for (address, group) in &desired.resources {
            if address.kind().is_group() && address.provider() == Some(provider) {
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
    pub(in crate::plan) fn declared_in(&self, key: &str) -> Option<&'a Address> {
        self.declared.get(key).map(|(address, _)| *address)
    }

    /// Whether a number is in a group that is not declared, or is declared in another one.
    pub(in crate::plan) fn is_in_strange_group(&self, key: &str) -> bool {
        self.now.get(key).is_some_and(|now| match now.address {
            None => true,
            Some(there) => self.declared_in(key).is_some_and(|wanted| wanted != there),
        })
    }

    /// Who should answer for a declared number; `None` where the configuration does not say.
    pub(in crate::plan) fn declared_route(
        &self,
        want: &Resource,
        router: &dyn Router,
        observed: &Observed,
    ) -> Option<Route> {
        let declared_in = self
            .declared
            .get(want.key.as_deref().unwrap_or_default())
            .filter(|(_, group)| router.group_steers(&group.fields));
        if !router.steers(&want.fields, declared_in.map(|(_, group)| &group.fields)) {
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
    pub(in crate::plan) fn elsewhere(
        &self,
    ) -> impl Iterator<Item = (&'a str, &'a Address, Elsewhere)> + '_ {
        self.declared.iter().filter_map(|(member, (address, _))| {
            let now = self.now.get(member)?;
            let there = Elsewhere {
                id: now.id.to_owned(),
                name: now.name.to_owned(),
                declared: now.address.is_some(),
                until_now: None,
            };
            (now.address != Some(*address)).then_some((*member, *address, there))
        })
    }
}

/// The group that a number is in instead of the declared one.
pub(in crate::plan) struct Elsewhere {
    /// Its identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether YAML declares it.
    pub declared: bool,
    /// The one in which the last apply left it, where that is another one.
    pub until_now: Option<String>,
}

impl Elsewhere {
    /// Whose hand it was, to be put behind where the number is.
    pub fn moved(&self) -> String {
        match &self.until_now {
            Some(name) => format!("; it was in {name} at the last apply, so somebody moved it"),
            None => String::new(),
        }
    }
}
