//! What a rollout takes over from the interrupted runs that it continues.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Continued;
use super::course::Course;
use super::unfinished::Unfinished;
use crate::engine::context::{Context, Workspace};
use crate::engine::error::RunError;
use crate::engine::plan::Planned;
use crate::model::{Address, Change, Kind, Plan, Settled, Shard};
use crate::plan::waves::{OwnNumber, Signs, WavePart, net_changes};

/// The rollout that this run continues, if the latest one was interrupted.
pub(super) async fn unfinished(
    context: &Context,
    own: &str,
    shard: Option<Shard>,
) -> Result<Option<Unfinished>, RunError> {
    let mut runs = context.registry.runs(&context.scope).await?;
    runs.retain(|run| run.id != own && run.concerns(shard));
    Unfinished::of(&runs, context.registry.as_ref()).await
}

/// What a rollout with this plan takes over; `reverts` is whether it changes back if it stops.
pub(in crate::engine::apply) fn continued(
    planned: &Planned,
    earlier: &Unfinished,
    reverts: bool,
) -> Continued {
    match earlier.reverting {
        Some(numbers) if reverts => Continued::Revert { numbers },
        _ => Continued::Waves {
            numbers: numbers(planned, earlier).len() as u64,
        },
    }
}

/// The changes that these runs made at these addresses, in the order in which they were recorded. A
/// run that cannot be read is an error: what it did is not known.
pub(super) async fn changes(
    context: &Context,
    runs: &[String],
    addresses: &BTreeSet<Address>,
) -> Result<Vec<Settled>, RunError> {
    let registry = context.registry.as_ref();
    let mut changes = Vec::new();
    for run in runs {
        if let Some((_, settled)) = registry.changes(run).await? {
            let of_waves = settled.into_iter();
            changes.extend(of_waves.filter(|one| addresses.contains(&one.address)));
        }
    }
    Ok(changes)
}

/// What alerts can show because of the earlier runs.
pub(super) async fn signs(
    workspace: &Workspace<'_>,
    planned: &Planned,
    earlier: &Unfinished,
) -> Signs {
    let mut signs = Signs::default();
    let routers = &workspace.routers;
    // What cannot be read introduces nothing; the numbers count all the same.
    let settled = changes(workspace.context, &earlier.runs, &earlier.addresses).await;
    // What was changed back is as it was, and a route that changes again leaves the host that the earlier
    // run introduced.
    let settled = settled.unwrap_or_default();
    let net = net_changes(&settled, &planned.snapshot.state, &BTreeMap::new());
    let again: BTreeSet<&Address> = planned.plan.effective().map(|one| &one.address).collect();
    let changed = |changes: &[Settled]| -> BTreeSet<Address> {
        changes.iter().map(|one| one.address.clone()).collect()
    };
    let back = &changed(&settled) - &changed(&net);
    for one in net.iter().filter(|one| !again.contains(&one.address)) {
        let provider = one.address.provider();
        if let Some(router) = provider.and_then(|name| routers.get(name)) {
            let (before, after) = (one.before.as_ref(), one.after.as_ref());
            signs.add_fields(one.address.kind(), before, after, *router);
        }
    }
    let is_there = |address: &Address| !again.contains(address) && !back.contains(address);
    let numbers = numbers(planned, earlier).into_iter();
    for (change, _) in numbers.filter(|(change, _)| is_there(&change.address)) {
        for name in change.key.iter().chain(&change.id) {
            signs.add_name(name, Some(&change.address));
        }
    }
    signs
}

/// The numbers whose routes the earlier runs changed, as the plan knows them.
pub(super) fn numbers<'a>(
    planned: &'a Planned,
    earlier: &Unfinished,
) -> Vec<(&'a Change, OwnNumber)> {
    let recorded = &planned.snapshot.state;
    let ids: BTreeMap<&str, &Address> = earlier
        .addresses
        .iter()
        .filter(|address| address.kind() != Kind::Number)
        .filter_map(|address| Some((recorded.get(address)?.id.as_deref()?, address)))
        .collect();
    let changes = planned.plan.changes.iter();
    let numbers = changes.filter(|change| change.address.kind() == Kind::Number);
    let concerned = numbers.filter(|change| {
        let decider = change.route.as_deref();
        let decider = decider.and_then(|route| route.before.decider.as_deref());
        let by_object = decider.is_some_and(|id| ids.contains_key(id));
        earlier.addresses.contains(&change.address) || by_object
    });
    let keyed = concerned.filter_map(|change| {
        let number = (
            change.address.provider()?.clone(),
            change.key.as_ref()?.to_string(),
        );
        Some((change, number))
    });
    keyed.collect()
}

/// A wave without writes: what the earlier runs changed is read again and watched.
pub(super) fn unwatched(course: &Course<'_, '_>) -> WavePart {
    let numbers = course.earlier.clone();
    WavePart {
        plan: Plan::empty(course.workspace.context.scope.clone()),
        due: numbers.clone(),
        reached: numbers.len() as u64,
        numbers,
        signs: Signs::default(),
    }
}
