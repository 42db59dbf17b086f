//! One provider's account, as recorded and as observed: who should answer for a number, who
//! answers, and how much a field matters to that.
//!
//! The name of a field does not say how much it matters, so the difference is tried out. If the
//! field has its observed value and all others their recorded values, does another URL answer?

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::difference::{difference, fingerprint};
use super::in_order::{Circumstances, InOrder};
use crate::model::{
    Address, Aspect, Difference, Drifted, Fields, Group, Impact, InTheWay, Kind, LeftRoutes, Level,
    Members, Name, Observed, Resource, Route, RouteSight, Router, Snapshot, State, Value,
};
use crate::plan::number_routes::observed_route;
use crate::plan::route_changes;
use crate::plan::shape::membership::{Membership, Seen};
use crate::plan::shape::overlay::overlaid;

/// What is known about one provider's account, as recorded and as observed.
pub(super) struct AccountView<'a> {
    router: &'a dyn Router,
    membership: Membership<'a>,
    recorded: &'a State,
    left: &'a LeftRoutes,
    /// The recorded numbers by their keys, collected when the first is looked up.
    numbers: OnceCell<BTreeMap<&'a str, (&'a Address, &'a Resource)>>,
    provider: &'a Name,
    groups_unread: bool,
    /// Routes without a difference, by what they follow from. Most numbers share one.
    in_order: InOrder<'a>,
}

impl<'a> AccountView<'a> {
    pub(super) fn of(
        provider: &'a Name,
        router: &'a dyn Router,
        snapshot: &'a Snapshot,
        observed: &'a Observed,
    ) -> Self {
        let recorded = &snapshot.state;
        Self {
            router,
            membership: Membership::of(provider, router, recorded, observed),
            recorded,
            left: &snapshot.left,
            numbers: OnceCell::new(),
            provider,
            in_order: InOrder::default(),
            groups_unread: observed
                .unread
                .iter()
                .any(|unread| unread.provider == *provider && unread.level == Level::Group),
        }
    }

    /// The group that a number is recorded in.
    fn numbers(&self) -> &BTreeMap<&'a str, (&'a Address, &'a Resource)> {
        self.numbers.get_or_init(|| {
            let own = self.recorded.of(self.provider);
            let numbers = own.filter(|(address, _)| address.kind() == Kind::Number);
            numbers
                .filter_map(|(address, number)| Some((number.key.as_deref()?, (address, number))))
                .collect()
        })
    }

    fn recorded_group(&self, key: &str) -> Option<Group<'a>> {
        let address = self.membership.declared_in(key)?;
        let group = self.recorded.get(address)?;
        self.router
            .group_steers(&group.fields)
            .then(|| as_group(address, group, &group.fields))
    }

    /// Returns who should answer by the record; `None` where the record does not say.
    pub(super) fn recorded_route(&self, have: &Resource) -> Option<Route> {
        let group = self.recorded_group(have.key.as_deref().unwrap_or_default());
        let group_fields = group.as_ref().map(|group| group.fields);
        let says = self.router.steers(&have.fields, group_fields);
        says.then(|| {
            let fields = self.membership.handlers.wanted_by(&have.fields);
            self.router.route(&fields, group)
        })
    }

    /// Returns how much the observed value of one field matters, if all other fields are as
    /// recorded.
    pub(super) fn impact(
        &self,
        address: &Address,
        have: &Resource,
        seen: &Resource,
        field: &str,
    ) -> Impact {
        let there = seen.fields.get(field);
        if self.router.is_label(field) {
            return Impact::Minor;
        }
        if have.fields.get(field).is_set() {
            return Impact::Major;
        }
        let base = overlaid(&seen.fields, Some(&have.fields));
        let mut tried = base.clone();
        tried.insert(field.to_owned(), there.clone());
        let moved = |before: &Route, after: &Route| before.url != after.url;
        let critical = if address.kind() == Kind::Number {
            let group = self.recorded_group(have.key.as_deref().unwrap_or_default());
            moved(
                &self.router.route(&base, group),
                &self.router.route(&tried, group),
            )
        } else if let Kind::Handler(collection) = address.kind() {
            // Its URL is called in place of the URLs of the numbers that name it.
            let mut links = self.router.links().iter();
            links.any(|link| {
                let url = link.copies.first().map(|(_, theirs)| *theirs);
                link.collection == collection && url == Some(field)
            })
        } else {
            let nothing = Fields::new();
            let recorded = self
                .router
                .members(&have.fields)
                .into_iter()
                .flat_map(Members::listed);
            let mut members: Vec<&Fields> = recorded
                .filter_map(|member| self.numbers().get(member.as_str()))
                .map(|(_, number)| &number.fields)
                .collect();
            // A group without recorded members may still hold numbers of others.
            if members.is_empty() {
                members.push(&nothing);
            }
            members.into_iter().any(|number| {
                let by = |fields| {
                    let group = as_group(address, have, fields);
                    self.router.route(number, Some(group))
                };
                moved(&by(&base), &by(&tried))
            })
        };
        if critical {
            Impact::Critical
        } else {
            Impact::Major
        }
    }

    /// Fills in who answers for an observed number, and who should.
    pub(super) fn route(&mut self, have: &Resource, seen: &Resource, one: &mut Drifted) {
        let left = self.left.get(&one.address);
        let key = have.key.as_deref().unwrap_or_default();
        let group = self.membership.only_group(key);
        let group = group.filter(|_| one.differences.is_empty() && !self.groups_unread);
        let circumstances = group.map(|group| Circumstances::of(have, seen, &group, left));
        let known = circumstances.as_ref();
        if let Some(known) = known.and_then(|these| self.in_order.get(these)) {
            one.route = Some(Arc::clone(known));
            return;
        }
        self.compare_routes(have, seen, one);
        if let (Some(circumstances), Some(route)) = (circumstances, &one.route)
            && one.differences.is_empty()
        {
            self.in_order.insert(circumstances, Arc::clone(route));
        }
    }

    fn compare_routes(&self, have: &Resource, seen: &Resource, one: &mut Drifted) {
        let Some(recorded) = self.recorded_route(have) else {
            return;
        };
        if self.groups_unread {
            one.unread = true;
            one.route = Some(Arc::new(RouteSight::unseen(recorded)));
            return;
        }
        let (key, own) = (have.key.as_deref().unwrap_or_default(), &seen.fields);
        let now = self.membership.now(key);
        let mut observed = observed_route(self.router, own, now.map(Seen::group));
        observed.receivers = route_changes::receivers(&self.membership, self.router, key, None);
        let by_itself = self.router.route(own, self.recorded_group(key));
        let explained = !one.differences.is_empty() && by_itself.shows_like(&observed);
        // A group decides in which the record does not put the number, whatever the group calls.
        let stranger = now.is_some_and(|group| {
            observed.decider.as_deref() == Some(group.id)
                && (group.address.is_none() || group.address != self.membership.declared_in(key))
        });
        let left = self.left.get(&one.address);
        let as_left = left.is_some_and(|left| left.is(&observed));
        let by_newcomer = stranger && left.is_some() && !as_left;
        let unconverged = as_left && left.is_some_and(|left| !left.converged);
        if (!recorded.shows_like(&observed) || by_newcomer || (stranger && unconverged))
            && !explained
        {
            let sides = [side(&recorded), side(&observed)];
            let impact = if recorded.shown_url() == observed.shown_url() {
                Impact::Major
            } else {
                Impact::Critical
            };
            one.differences.push(Difference {
                fingerprint: fingerprint(&sides),
                recorded: Value::text(recorded.url.clone().unwrap_or_default()),
                observed: Value::text(observed.url.clone().unwrap_or_default()),
                ..difference(Aspect::Route, impact)
            });
            one.group = now.map(|group| InTheWay {
                id: group.id.to_owned(),
                name: group.name.to_owned(),
                address: group.address.cloned(),
                pending: None,
                wanted: None,
                declared: false,
                loss_on_leaving: self.router.loss_on_leaving(),
                obstacle: None,
                declaration: self.declaration(group),
            });
        }
        let observed = without_steps(observed);
        let recorded = without_steps(recorded);
        // The last apply left the observed route. The route that was wanted is reported beside it.
        let (recorded, wanted) = if unconverged && !explained {
            (observed.clone(), Some(recorded))
        } else {
            (recorded, None)
        };
        one.route = Some(Arc::new(RouteSight {
            recorded,
            observed: Some(observed),
            wanted,
            by_newcomer,
        }));
    }

    /// Returns the YAML that would declare a group with all the recorded numbers that are in it.
    fn declaration(&self, group: &Seen<'_>) -> String {
        let members = self
            .router
            .members(group.fields)
            .into_iter()
            .flat_map(Members::listed);
        let names: Vec<&str> = members
            .filter_map(|member| self.numbers().get(member.as_str()))
            .map(|(address, _)| address.name())
            .collect();
        self.router.declaration_of(group.group(), &names.join(", "))
    }

    pub(super) fn acceptance(&self, seen: &Resource, one: &Drifted) -> Option<String> {
        let mut differing = BTreeSet::new();
        for difference in one.counted() {
            match &difference.aspect {
                Aspect::Field(field) => differing.insert(field.as_ref()),
                // The next apply records a new identifier by itself, or nothing declares the
                // resource.
                Aspect::Id => continue,
                Aspect::Route | Aspect::Existence => return None,
            };
        }
        let name_of = |number: &str| {
            let (address, _) = self.numbers().get(number)?;
            Some(address.name().to_owned())
        };
        let kind = one.address.kind();
        self.router
            .acceptance(kind, &seen.fields, &differing, &name_of)
    }
}

fn as_group<'a>(address: &'a Address, group: &'a Resource, fields: &'a Fields) -> Group<'a> {
    Group {
        id: group.id.as_deref(),
        name: group.key.as_deref().unwrap_or(address.name()),
        fields,
    }
}

pub(super) fn without_steps(route: Route) -> Route {
    Route {
        steps: Vec::new(),
        ..route
    }
}

/// Returns a route as one value, for its fingerprint.
fn side(route: &Route) -> Value {
    let shown = route.shown_url().unwrap_or_default();
    let parts = [
        shown.as_str(),
        route.method.as_deref().unwrap_or_default(),
        route.decided_by.word,
        route.decider.as_deref().unwrap_or_default(),
    ];
    Value::List(parts.map(str::to_owned).into())
}
