//! The route of each number as declared, now and after the plan, by the provider's rule.
//!
//! A number converges when the route after the plan is as declared. Undeclared groups that answer
//! in a number's place are never changed; the plan reports which group is in the way.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::{shadows, takes_over};
use super::shape::links::numbers_naming;
use super::shape::lockstep::Cursor;
use super::shape::membership::{Membership, Seen};
use super::shape::overlay::overlaid;
use super::shared_routes::{Circumstances, SharedRoutes};
use crate::model::{
    Action, Address, AlsoReceives, Change, FieldChange, Fields, Finding, FindingCode, Group, Kind,
    Members, Observed, Obstacle, Receiver, Resource, Route, RouteChange, Router, Silences, State,
    Text,
};

/// Fills in the routes of one provider's numbers, and reports which of them do not converge.
/// `silences` say for which of them the group in the way is not reported.
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
        .filter(|change| change.address.kind().is_group())
        .map(|change| (change.address.clone(), change.after.clone()))
        .collect();
    let handlers = membership
        .handlers
        .after(changes.iter().map(|change| &**change));
    let mut shared = SharedRoutes::default();
    let provider = changes.first().and_then(|first| first.address.provider());
    let Some(provider) = provider.cloned() else {
        return;
    };
    // Both are walked beside the changes, which are in the order of addresses too.
    let mut wanted = Cursor::over(desired.of(&provider));
    let mut there = Cursor::over(observed.state.of(&provider));
    let nothing = Fields::new();
    let mut in_the_way: BTreeMap<Text, Vec<(&Address, &str)>> = BTreeMap::new();
    for change in changes
        .iter_mut()
        .filter(|change| change.address.kind() == Kind::Number)
    {
        let Some((address, want)) = wanted.take(&change.address) else {
            continue;
        };
        let key = want.key.as_deref().unwrap_or_default();
        let seen = there.at(address).map_or(&nothing, |seen| &seen.fields);
        let accepted = silences.hide(FindingCode::AnsweredElsewhere, Some(address));
        let circumstances = Circumstances::of(change, want, seen, membership, key, accepted);
        if let Some(route) = circumstances.as_ref().and_then(|these| shared.known(these)) {
            change.route = Some(route);
            continue;
        }
        let Some(declared) = membership.declared_route(address, want, router, observed) else {
            continue;
        };
        let now = membership.now(key);
        let strange = membership.is_in_strange_group(key);
        let mut before = router.route(seen, now.map(Seen::group));
        before.by_stranger = strange && answers(&before, now.map(|now| now.id));
        let own_then = overlaid(seen, change.after.as_ref());
        let joins = membership
            .declared_group(key)
            .filter(|(address, _)| group_changes.contains_key(*address))
            .filter(|(address, _)| {
                let overlaps = !router.exclusive() && !membership.is_in(key, address);
                now.is_none() || overlaps || membership.moving.contains(key)
            });
        let (group_fields, id, name) = match (joins, now) {
            (Some((address, group)), _) => {
                let there = observed.state.get(address);
                let planned = group_changes.get(address).and_then(Option::as_ref);
                let fields = overlaid(
                    there.map_or(&nothing, |seen| &seen.fields),
                    planned.or(Some(&group.fields)),
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
                (Some(fields), Some(now.id.into()), now.name.into())
            }
            (None, None) => (None, None, Text::default()),
        };
        let group = group_fields.as_ref().map(|fields| Group {
            id: id.as_deref(),
            name: &name,
            fields,
        });
        let mut after = router.route(&handlers.shown_by(&own_then), group);
        after.by_stranger = joins.is_none() && strange && answers(&after, id.as_deref());
        for route in [&mut before, &mut after] {
            route.also = others_that_answer(membership, router, seen, key, route);
        }
        before.receivers = receivers(membership, router, key, None);
        after.receivers = receivers(membership, router, key, group);
        if !router.exclusive() && declared.url.is_some() && !after.also.is_empty() {
            let declared = declared.url.as_deref();
            findings.push(shadows::delivered_more_than_once(
                address,
                key,
                declared,
                &after.also,
            ));
        }
        let route = RouteChange {
            declared,
            before,
            after,
            accepted,
        };
        if !route.converges() {
            if change.action == Action::NoOp {
                change.reason = Some(crate::model::Reason::Shadowed);
            }
            let by = joins
                .map(|(address, _)| address)
                .or_else(|| now.and_then(|now| now.address))
                .filter(|_| answers(&route.after, id.as_deref()))
                .and_then(|address| desired.resources.get_key_value(address));
            // Where groups overlap, none is in the way of another.
            let by = by.filter(|_| router.exclusive());
            let obstacle = by.and_then(|by| obstacle(by, membership.declared_in(key), router));
            // If the number is declared in another group, the finding that it cannot join reports
            // this.
            if membership.declared_in(key).is_none() {
                in_the_way
                    .entry(id.unwrap_or_default())
                    .or_default()
                    .push((address, key));
            }
            findings.push(shadows::shadowed(change, &route, obstacle.as_ref(), key));
        }
        // `explain` computes the route once more and shows its steps.
        let converges = route.converges();
        let route = shared.route(route.without_steps());
        if let Some(circumstances) = circumstances.filter(|_| converges) {
            shared.remember(circumstances, &route);
        }
        change.route = Some(route);
    }
    let undeclared = shadows::in_the_way(&in_the_way, membership, router, silences);
    findings.extend(undeclared);
    fill_affected(changes, membership, router, observed);
    findings.extend(takes_over::fill(
        changes, membership, router, desired, observed,
    ));
}

/// Returns the other groups that receive a number's texts.
pub(super) fn others_that_answer(
    membership: &Membership<'_>,
    router: &dyn Router,
    number: &Fields,
    key: &str,
    route: &Route,
) -> Vec<AlsoReceives> {
    let beside = membership.overlapping(key).filter_map(|seen| {
        let other = router.route(number, Some(seen.group()));
        let also = answers(&other, Some(seen.id)) && route.decider != other.decider;
        Some(AlsoReceives {
            id: seen.id.to_owned(),
            name: seen.name.to_owned(),
            what: other.decided_by,
            url: other.shown_url().filter(|_| also)?,
            declared: seen.address.is_some(),
        })
    });
    beside.collect()
}

/// Returns everything that may receive a number's texts, what is declared first. `then` is the declared
/// group as it will be, if that is asked.
pub(super) fn receivers(
    membership: &Membership<'_>,
    router: &dyn Router,
    key: &str,
    then: Option<Group<'_>>,
) -> Vec<Receiver> {
    let is_then = |seen: &Seen<'_>| then.is_some_and(|then| then.id == Some(seen.id));
    let mut all: Vec<Receiver> = membership
        .overlapping(key)
        .filter(|seen| !is_then(seen))
        .filter_map(|seen| {
            let ours = seen.address.is_some();
            let receiver = router.receiver(seen.group())?;
            Some(Receiver { ours, ..receiver })
        })
        .collect();
    let ours = membership.declared_group(key).is_some();
    let then = then.and_then(|then| router.receiver(then));
    all.extend(then.map(|receiver| Receiver { ours, ..receiver }));
    all.sort_by(|a, b| (!a.ours, &a.name, &a.id).cmp(&(!b.ours, &b.name, &b.id)));
    all
}

/// Returns the declared group that decides, if more must be declared so that it does not decide. If
/// a number cannot leave that group for the declared one, another finding says how it can.
fn obstacle(
    (address, group): (&Address, &Resource),
    declared_in: Option<&Address>,
    router: &dyn Router,
) -> Option<Obstacle> {
    let says_who = router.group_steers(&group.fields);
    let open = match declared_in {
        None => true,
        Some(wanted) => wanted == address && !says_who,
    };
    open.then(|| Obstacle {
        group: address.clone(),
        says_who,
    })
}

/// Whether this group decides the route.
pub(super) fn answers(route: &Route, group: Option<&str>) -> bool {
    route.decider.is_some() && route.decider.as_deref() == group
}

/// Fills in the numbers that a change to a group affects: its members and those that join. A number
/// with a change of its own in the plan is reported there. A declared number that is not among the
/// targets has no change.
fn fill_affected(
    changes: &mut [&mut Change],
    membership: &Membership<'_>,
    router: &dyn Router,
    observed: &Observed,
) {
    if !changes.iter().any(|change| change.writes_to_provider()) {
        return;
    }
    let own: BTreeSet<Text> = changes
        .iter()
        .filter(|change| change.address.kind() == Kind::Number)
        .filter_map(|change| change.key.clone())
        .collect();
    for change in changes
        .iter_mut()
        .filter(|change| change.writes_to_provider())
    {
        let kind = change.address.kind();
        let reroutes = |field: &FieldChange| router.is_route(kind, &field.field);
        if let (Kind::Handler(collection), Some(id)) = (kind, &change.id)
            && change.fields.iter().any(reroutes)
        {
            let affected = numbers_naming(router, collection, id, observed).into_iter();
            change.affects = affected
                .filter(|number| !own.contains(*number))
                .map(str::to_owned)
                .collect();
        }
        if !change.address.kind().is_group() {
            continue;
        }
        let touches_all = change.action == Action::Update
            && change.fields.iter().any(|field| !field.after.is_set());
        let group = membership
            .all_groups()
            .find(|seen| seen.address == Some(&change.address));
        let there: BTreeSet<&String> = group
            .and_then(|group| router.members(group.fields))
            .into_iter()
            .flat_map(Members::listed)
            .collect();
        let wanted = change
            .after
            .as_ref()
            .and_then(|after| router.members(after));
        let joining = wanted.into_iter().flat_map(Members::listed);
        let joining = joining.filter(|member| !there.contains(member));
        let staying = there.iter().copied().filter(|_| touches_all);
        let affected: BTreeSet<&String> = joining.chain(staying).collect();
        change.affects = affected
            .into_iter()
            .filter(|member| !own.contains(member.as_str()))
            .cloned()
            .collect();
    }
}
