//! The graph of who answers each recorded number, now and after the last apply. The record takes
//! the place that the declaration has in `graph`.

use crate::model::{
    Address, Belongs, Drift, DriftStatus, Drifted, FindingCode, Level, NumberRoutes, Route, Unread,
};
use crate::report::graph::{Graph, graph};

/// The legend.
pub(super) const LEGEND: &str = "Solid: what happens now. Dashed: what the last apply left, while another object answers. Grey: not declared in the configuration.";

/// The graph of an environment; `None` if no routes are recorded.
pub(super) fn picture(drift: &Drift) -> Option<Graph> {
    let numbers: Vec<NumberRoutes> = drift
        .resources
        .iter()
        .filter_map(|one| number(drift, one))
        .collect();
    let mut drawn = graph(&numbers, drift.comparison.as_ref());
    for edge in drawn.edges.iter_mut().filter(|edge| edge.shadowed) {
        "as recorded".clone_into(&mut edge.label);
    }
    (!drawn.nodes.is_empty()).then_some(drawn)
}

fn number(drift: &Drift, one: &Drifted) -> Option<NumberRoutes> {
    let provider = one.address.provider()?;
    let route = one.route.as_ref()?;
    let now = route.observed.clone();
    // Routes that look the same can differ only in a password, which is not recorded.
    let recorded = (route.as_recorded() != Some(true)).then(|| route.recorded.clone());
    let unread = (now.is_none() && one.status != DriftStatus::Missing).then(|| Unread {
        provider: provider.clone(),
        level: Level::Number,
        code: FindingCode::NotComparable.into(),
        why: "could not be read".to_owned(),
        help: String::new(),
        partly: false,
        denied: false,
        blocks: false,
    });
    Some(NumberRoutes {
        provider: provider.clone(),
        address: Some(one.address.clone()),
        is_declared: one.declared,
        phone_number: one.key.clone().unwrap_or_default().into(),
        id: one.id.clone().or_else(|| one.key.clone()).map(String::from),
        declared: recorded,
        declared_in: None,
        receives: None,
        group: now.as_ref().and_then(|now| group(drift, one, now)),
        declared_handler: None,
        handler: now.as_ref().and_then(|now| handler(drift, one, now)),
        now,
        unread: unread.into_iter().collect(),
    })
}

/// The recorded handler that decides for a number.
fn handler(drift: &Drift, one: &Drifted, now: &Route) -> Option<Address> {
    let id = now.decider.as_deref()?;
    let is_it = |other: &&Drifted| {
        let same_provider = other.address.provider() == one.address.provider();
        let handles = other.address.kind().level() == Level::Handler;
        same_provider && handles && other.id.as_deref() == Some(id)
    };
    drift
        .resources
        .iter()
        .find(is_it)
        .map(|other| other.address.clone())
}

/// The group that decides for a number: a recorded group, or an unrecorded one that answers in its
/// place.
fn group(drift: &Drift, one: &Drifted, now: &Route) -> Option<Belongs> {
    let id = now.decider.as_deref()?;
    let recorded = drift
        .resources
        .iter()
        .find(|other| other.address.kind().is_group() && other.id.as_deref() == Some(id));
    let belongs = |name: String, address| Belongs {
        id: id.to_owned(),
        name,
        address,
        says_who: false,
        others: Vec::new(),
        declaration: String::new(),
    };
    if let Some(there) = recorded {
        let name = now.decider_name.clone().or_else(|| there.key.clone());
        let name = name.unwrap_or_else(|| there.address.name().into());
        return Some(belongs(name.into(), Some(there.address.clone())));
    }
    let in_the_way = one.group.as_ref().filter(|group| group.id == id)?;
    Some(belongs(in_the_way.name.clone(), in_the_way.address.clone()))
}
