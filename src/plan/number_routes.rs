//! Who answers for each number, with all the steps that were considered: what `explain` and `graph`
//! show. Pure; a plan holds the same routes without their steps.
//!
//! Where the groups or the numbers of an account could not be read, no route is claimed.

use std::collections::BTreeSet;

use super::Routers;
use super::route_changes::{answers, others_that_answer, receivers};
use super::shape::membership::{Membership, Seen};
use super::shape::references;
use crate::model::{
    Address, Belongs, Decider, Fields, Group, Kind, Level, Members, Name, NumberRoutes, Observed,
    Resource, Route, Router, State, Step, Unread, Value,
};

/// Returns the routes of every number that is declared, recorded or in one of the accounts, in the
/// order of addresses. Numbers without an address come last, in the order of their digits. Numbers
/// of providers without a router, because they are no longer declared, are left out.
pub fn routes(
    desired: &State,
    recorded: &State,
    observed: &Observed,
    routers: &Routers<'_>,
) -> Vec<NumberRoutes> {
    let desired = &*references::bound_to(desired, &observed.state);
    let known: BTreeSet<&Address> = desired
        .resources
        .keys()
        .chain(recorded.resources.keys())
        .filter(|address| address.kind() == Kind::Number)
        .collect();
    let mut managed = Vec::new();
    let mut loose = Vec::new();
    for (provider, router) in routers {
        let account = AccountRoutes {
            provider,
            router: *router,
            membership: Membership::of(provider, *router, desired, observed),
            desired,
            observed,
        };
        let own = known
            .iter()
            .filter(|address| address.provider() == Some(provider));
        managed.extend(own.filter_map(|address| account.addressed(address, recorded)));
        let unmanaged = observed
            .unmanaged
            .iter()
            .filter(|(seen_by, object)| seen_by == provider && object.kind == Kind::Number);
        loose.extend(unmanaged.map(|(_, object)| {
            account.number(None, None, &object.key, Some((&object.id, &object.fields)))
        }));
    }
    managed.sort_by(|a, b| a.address.cmp(&b.address));
    loose.sort_by(|a, b| a.phone_number.cmp(&b.phone_number));
    managed.extend(loose);
    managed
}

/// What is known about one provider's account.
struct AccountRoutes<'a> {
    provider: &'a Name,
    router: &'a dyn Router,
    membership: Membership<'a>,
    desired: &'a State,
    observed: &'a Observed,
}

impl AccountRoutes<'_> {
    fn addressed(&self, address: &Address, recorded: &State) -> Option<NumberRoutes> {
        let want = self.desired.get(address);
        let key = want.or_else(|| recorded.get(address))?.key.as_deref()?;
        let seen = self.observed.state.get(address);
        let seen = seen.and_then(|seen| Some((seen.id.as_deref()?, &seen.fields)));
        Some(self.number(Some(address), want, key, seen))
    }

    fn number(
        &self,
        address: Option<&Address>,
        want: Option<&Resource>,
        key: &str,
        seen: Option<(&str, &Fields)>,
    ) -> NumberRoutes {
        let unread = self.unread(seen.is_some());
        let group = self.membership.now(key).filter(|_| unread.is_empty());
        let receives = seen.and_then(|(_, fields)| self.router.receives(fields));
        let now = seen.filter(|_| unread.is_empty()).map(|(_, fields)| {
            if receives == Some(false) {
                return deaf();
            }
            let mut route = self.router.route(fields, group.map(Seen::group));
            route.by_stranger = want.is_some()
                && self.membership.is_in_strange_group(key)
                && answers(&route, group.map(|group| group.id));
            route.also = others_that_answer(&self.membership, self.router, fields, key, &route);
            route.receivers = receivers(&self.membership, self.router, key, None);
            route
        });
        NumberRoutes {
            provider: self.provider.clone(),
            address: address.cloned(),
            is_declared: want.is_some(),
            phone_number: key.to_owned(),
            id: seen.map(|(id, _)| id.to_owned()),
            declared: address.zip(want).and_then(|(address, want)| {
                self.membership
                    .declared_route(address, want, self.router, self.observed)
            }),
            declared_in: self
                .membership
                .declared_in(key)
                .filter(|_| want.is_some())
                .cloned(),
            receives,
            handler: now.as_ref().and_then(|now| self.handler(now)),
            declared_handler: want.and_then(|want| self.declared_handler(want)),
            now,
            group: group
                .filter(|_| seen.is_some())
                .map(|group| self.belongs(group, address, key)),
            unread,
        }
    }

    /// Returns the declared handler that decides a route.
    fn handler(&self, route: &Route) -> Option<Address> {
        self.handler_with(route.decider.as_deref()?)
    }

    /// Returns the declared handler that a number is declared with.
    fn declared_handler(&self, want: &Resource) -> Option<Address> {
        let mut links = self.router.links().iter();
        links.find_map(|link| match want.fields.get(link.field) {
            Value::Reference { reference } => Some((**reference).clone()),
            Value::Text(id) => self.handler_with(id),
            _ => None,
        })
    }

    fn handler_with(&self, id: &str) -> Option<Address> {
        let handlers = self.desired.resources.keys().filter(|address| {
            let own = address.provider() == Some(self.provider);
            own && address.kind().level() == Level::Handler
        });
        let mut seen = handlers.filter_map(|at| Some((at, self.observed.state.get(at)?)));
        seen.find(|(_, handler)| handler.id.as_deref() == Some(id))
            .map(|(address, _)| address.clone())
    }

    /// Returns what could not be read and is needed to say who answers: the groups, and the number
    /// itself if it was not seen.
    fn unread(&self, seen: bool) -> Vec<Unread> {
        let needed = |unread: &&Unread| match unread.level {
            Level::Group => true,
            Level::Number => !seen,
            Level::Provider | Level::Handler | Level::Keyword | Level::Counterpart => false,
        };
        let mut known = BTreeSet::new();
        let missing = self
            .observed
            .unread
            .iter()
            .filter(|unread| unread.provider == *self.provider)
            .filter(needed)
            .filter(|unread| known.insert(unread.why.clone()));
        missing.cloned().collect()
    }

    fn belongs(&self, group: &Seen<'_>, address: Option<&Address>, key: &str) -> Belongs {
        let members = self
            .router
            .members(group.fields)
            .into_iter()
            .flat_map(Members::listed);
        let declared = group.address.and_then(|address| self.desired.get(address));
        let name = address.map_or_else(|| "NAME".to_owned(), |address| address.name().to_owned());
        Belongs {
            id: group.id.to_owned(),
            name: group.name.to_owned(),
            address: group.address.cloned(),
            says_who: declared.is_some_and(|group| self.router.group_steers(&group.fields)),
            others: members.filter(|member| *member != key).cloned().collect(),
            declaration: self.router.declaration_of(group.group(), &name),
        }
    }
}

/// Returns who answers a text to a number that was read with these fields.
pub(super) fn observed_route(
    router: &dyn Router,
    fields: &Fields,
    group: Option<Group<'_>>,
) -> Route {
    if router.receives(fields) == Some(false) {
        deaf()
    } else {
        router.route(fields, group)
    }
}

/// Returns the route of a number that cannot receive texts, whatever its settings say.
fn deaf() -> Route {
    Route {
        url: None,
        method: None,
        url_unknown: false,
        without_query: false,
        also: Vec::new(),
        receivers: Vec::new(),
        decided_by: Decider::NOTHING,
        decider: None,
        decider_name: None,
        by_stranger: false,
        handler: None,
        steps: vec![Step {
            considered: Decider::NUMBER,
            id: None,
            url: None,
            decides: true,
            because: "the number cannot receive texts, so nothing that is set for them is used"
                .into(),
        }],
    }
}
