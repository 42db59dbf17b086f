//! The route changes of a plan: which of its changes alter who answers an existing number, and which
//! numbers those are.

use std::collections::{BTreeMap, BTreeSet};

use super::OwnNumber;
use crate::model::{Action, Change, Kind, Members, Name, Plan, RouteChange, Router, Value};
use crate::plan::Routers;

/// A change that alters who answers these numbers.
pub(super) struct Effect<'a> {
    pub(super) change: &'a Change,
    pub(super) numbers: BTreeSet<OwnNumber>,
}

/// Returns the route changes of a plan, in its order. The creation of an object that answers for no
/// existing number is none.
pub(super) fn effects<'a>(plan: &'a Plan, routers: &Routers<'_>) -> Vec<Effect<'a>> {
    let known = Known::of(plan);
    let mut effects = Vec::new();
    let mut others = Vec::new();
    for change in plan.effective().filter(|one| one.writes_to_provider()) {
        let Some(provider) = change.address.provider() else {
            continue;
        };
        let Some(router) = routers.get(provider) else {
            continue;
        };
        let numbers = match change.address.kind() {
            Kind::Number if change.action == Action::Update => {
                let own = change.key.iter().map(ToString::to_string);
                if writes_route(change, *router) {
                    own.collect()
                } else {
                    others.push(change);
                    BTreeSet::new()
                }
            }
            Kind::Handler(_) if change.action == Action::Update => {
                known.of_handler(change, provider, *router)
            }
            Kind::Group(_) => known.of_group(change, provider, *router),
            _ => BTreeSet::new(),
        };
        let numbers = numbers.into_iter().map(|number| (provider.clone(), number));
        let numbers: BTreeSet<OwnNumber> = numbers
            .filter(|number| !known.bought.contains(number))
            .collect();
        if !numbers.is_empty() {
            effects.push(Effect { change, numbers });
        }
    }
    // A number that is answered otherwise for no other reason is rerouted by its own change.
    let explained: BTreeSet<OwnNumber> =
        effects.iter().flat_map(|one| one.numbers.clone()).collect();
    for change in others {
        let own = change.address.provider().zip(change.key.as_ref());
        let own = own.map(|(provider, key)| (provider.clone(), key.to_string()));
        let own =
            own.filter(|own| !explained.contains(own) && is_rerouted(change.route.as_deref()));
        effects.extend(own.map(|own| Effect {
            change,
            numbers: [own].into(),
        }));
    }
    together(&mut effects);
    effects.sort_by(|a, b| a.change.address.cmp(&b.change.address));
    effects
}

/// Adds to the own change of a number all numbers of a group or a handler that answers for it and
/// changes too. They are in one wave then: the number's own URL is called by nobody before that.
fn together(effects: &mut [Effect<'_>]) {
    let is_own = |effect: &Effect<'_>| effect.change.address.kind() == Kind::Number;
    let shared: Vec<BTreeSet<OwnNumber>> = effects
        .iter()
        .filter(|effect| !is_own(effect))
        .map(|effect| effect.numbers.clone())
        .collect();
    for own in effects.iter_mut().filter(|effect| is_own(effect)) {
        let with = shared.iter().filter(|all| !all.is_disjoint(&own.numbers));
        let with: Vec<OwnNumber> = with.flatten().cloned().collect();
        own.numbers.extend(with);
    }
}

/// Whether a route is known to change.
fn is_rerouted(route: Option<&RouteChange>) -> bool {
    route.is_some_and(|route| !route.before.answers_like(&route.after))
}

/// Whether a change writes a URL, a method or another field of a route.
fn writes_route(change: &Change, router: &dyn Router) -> bool {
    let kind = change.address.kind();
    let mut fields = change.fields.iter();
    fields.any(|one| !one.local && !one.after.is_set() && router.is_route(kind, &one.field))
}

/// What a plan knows about numbers.
struct Known<'a> {
    /// The numbers with a change of their own, no-ops included, by provider.
    numbers: BTreeMap<&'a Name, BTreeMap<&'a str, Option<&'a RouteChange>>>,
    /// The numbers for which an object decides now or after the plan, by provider and identifier.
    decided: BTreeMap<(&'a Name, &'a str), BTreeSet<&'a str>>,
    /// The numbers that the plan buys: they are no existing numbers.
    bought: BTreeSet<OwnNumber>,
}

impl<'a> Known<'a> {
    fn of(plan: &'a Plan) -> Self {
        let mut known = Self {
            numbers: BTreeMap::new(),
            decided: BTreeMap::new(),
            bought: BTreeSet::new(),
        };
        for change in &plan.changes {
            let (Some(provider), Some(key)) = (change.address.provider(), &change.key) else {
                continue;
            };
            if change.address.kind() != Kind::Number {
                continue;
            }
            if change.action == Action::Purchase {
                known.bought.insert((provider.clone(), key.to_string()));
            }
            let route = change.route.as_deref();
            let own = known.numbers.entry(provider).or_default();
            own.insert(key, route);
            let both = route.into_iter().flat_map(|one| [&one.before, &one.after]);
            for decider in both.filter_map(|one| one.decider.as_deref()) {
                let decided = known.decided.entry((provider, decider)).or_default();
                decided.insert(key);
            }
        }
        known
    }

    /// The numbers for which an object decides, and those without a change of their own that it
    /// affects.
    fn decided_by(&self, change: &Change, provider: &Name) -> BTreeSet<String> {
        let id = change.id.as_deref();
        let decided = id.and_then(|id| self.decided.get(&(provider, id)));
        let decided = decided.into_iter().flatten().map(|key| (*key).to_owned());
        decided.chain(change.affects.iter().cloned()).collect()
    }

    fn of_handler(
        &self,
        change: &Change,
        provider: &Name,
        router: &dyn Router,
    ) -> BTreeSet<String> {
        if writes_route(change, router) {
            self.decided_by(change, provider)
        } else {
            BTreeSet::new()
        }
    }

    /// The members of a group whose route is written, and the numbers that join it and are answered
    /// otherwise then.
    fn of_group(&self, change: &Change, provider: &Name, router: &dyn Router) -> BTreeSet<String> {
        let there = change.before.as_ref().and_then(|now| router.members(now));
        let then = change.after.as_ref().and_then(|then| router.members(then));
        let mut numbers: BTreeSet<String> = self.joining(change, provider).into_iter().collect();
        if writes_route(change, router) {
            if change.action == Action::Update {
                numbers.extend(self.decided_by(change, provider));
                numbers.extend(self.members(there, provider));
            }
            let then = self.members(then, provider);
            let stays = |number: &String| match self.route(provider, number) {
                Some(route) => !is_rerouted(Some(route)) && change.action == Action::Create,
                None => false,
            };
            numbers.extend(then.into_iter().filter(|number| !stays(number)));
        }
        numbers
    }

    fn route(&self, provider: &Name, number: &str) -> Option<&'a RouteChange> {
        self.numbers.get(provider)?.get(number).copied().flatten()
    }

    /// The numbers that join a group and are answered otherwise then, as far as that is known.
    fn joining(&self, change: &Change, provider: &Name) -> Vec<String> {
        let own = self.numbers.get(provider);
        let is_number =
            |key: &str| key.starts_with('+') || own.is_some_and(|own| own.contains_key(key));
        let mut joining = Vec::new();
        for field in &change.fields {
            let Value::Set { members } = &field.after else {
                continue;
            };
            let there = field.before.members();
            let new = members
                .iter()
                .filter(|one| !there.is_some_and(|there| there.contains(*one)));
            joining.extend(new.filter(|one| is_number(one)).cloned());
        }
        joining.retain(|number| match self.route(provider, number) {
            Some(route) => is_rerouted(Some(route)),
            None => true,
        });
        joining
    }

    /// The members, as far as they are known.
    fn members(&self, members: Option<Members<'_>>, provider: &Name) -> Vec<String> {
        match members {
            None => Vec::new(),
            Some(open) if open.is_open() => {
                let own = self.numbers.get(provider).into_iter().flatten();
                let covered = own.filter(|(key, _)| open.contains(key));
                covered.map(|(key, _)| (*key).to_owned()).collect()
            }
            Some(listed) => listed.listed().cloned().collect(),
        }
    }
}
