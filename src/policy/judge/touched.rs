//! What a plan does to resources by changing others: a number that a name no longer means, the group
//! that a number leaves, and the numbers whose texts another object answers from now on.

use std::collections::{BTreeMap, BTreeSet};

use super::{Declared, counts};
use crate::model::{Address, Change, Kind, Plan};

/// A resource that a change of another one concerns.
pub(super) struct Touched<'a> {
    /// Its address; `None` if it is known by its key alone.
    pub(super) address: Option<&'a Address>,
    /// Its natural key: a phone number, or the name of a group.
    pub(super) key: &'a str,
    /// The change that does it; `None` if several do it together.
    pub(super) by: Option<&'a Address>,
    /// What happens to it, in a clause.
    pub(super) how: String,
}

/// Returns what the plan touches besides the addresses that it changes, in the order of its changes.
pub(super) fn of<'a>(plan: &'a Plan, declared: Option<&Declared<'a>>) -> Vec<Touched<'a>> {
    let numbers = numbers(plan, declared);
    let number = |key: &'a str, by: &'a Address, how: String| Touched {
        address: numbers.get(key).copied(),
        key,
        by: Some(by),
        how,
    };
    let mut found = Vec::new();
    let mut rerouted = BTreeSet::new();
    for change in &plan.changes {
        let by = &change.address;
        if !change.is_effective() || !counts(change) {
            found.extend(of_route(change, &mut rerouted));
            continue;
        }
        if let Some(before) = change.key_before.as_deref() {
            let how = format!("{by} no longer means {before}");
            found.push(Touched {
                address: None,
                key: before,
                by: Some(by),
                how,
            });
        }
        for detach in &change.detaches {
            let has_id = |one: &&Change| one.id.as_deref() == Some(detach.group.as_str());
            let group = plan.changes.iter().find(has_id).map(|one| &one.address);
            let (name, member) = (detach.name.as_str(), detach.member.as_str());
            let how = format!("{member} leaves {name} for {by}");
            found.push(Touched {
                address: group,
                key: name,
                by: Some(by),
                how: how.clone(),
            });
            found.push(number(member, by, how));
        }
    }
    for change in plan.effective() {
        let by = &change.address;
        let taken = change.takes_over.iter().flat_map(|taken| &taken.numbers);
        let affected = change.affects.iter().map(String::as_str);
        for key in affected.chain(taken.map(String::as_str)) {
            if rerouted.insert(key) {
                let how = format!("{by} decides who answers texts to {key}");
                found.push(number(key, by, how));
            }
        }
    }
    found
}

/// A number that has no change of its own, and whose texts another object answers after the plan.
fn of_route<'a>(change: &'a Change, rerouted: &mut BTreeSet<&'a str>) -> Option<Touched<'a>> {
    let route = change.route.as_deref()?;
    if route.before.answers_like(&route.after) {
        return None;
    }
    let address = &change.address;
    let key = change.key.as_deref().unwrap_or(address.name());
    rerouted.insert(key);
    Some(Touched {
        address: Some(address),
        key,
        by: None,
        how: format!("something else answers texts to {address}"),
    })
}

/// The addresses of the numbers that the plan has, and of those that are declared, by their keys.
fn numbers<'a>(plan: &'a Plan, declared: Option<&Declared<'a>>) -> BTreeMap<&'a str, &'a Address> {
    let declared = declared.map(|declared| declared.state).into_iter();
    let declared = declared.flat_map(|state| &state.resources);
    let declared = declared.map(|(address, one)| (address, one.key.as_deref()));
    let planned = plan.changes.iter();
    let planned = planned.map(|change| (&change.address, change.key.as_deref()));
    declared
        .chain(planned)
        .filter(|(address, _)| address.kind() == Kind::Number)
        .filter_map(|(address, key)| Some((key?, address)))
        .collect()
}
