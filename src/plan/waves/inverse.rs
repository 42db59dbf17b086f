//! What several runs did to the same objects, as one change for each object: what the inverse of a
//! rollout starts from.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Action, Address, Fields, Outcome, Settled, State};

/// Returns the changes with those of one address put together: from the first value of a field to the
/// last. Fields that have their first value again, by the record, are left out, and so is a write that
/// would have restored it and has no clear end. Creations, and members that joined, stay as they are.
///
/// `changes` are in the order in which they were recorded. `known` holds fields as they were read
/// before the changes, passwords included, which the record does not have.
pub fn net_changes(
    changes: &[Settled],
    recorded: &State,
    known: &BTreeMap<Address, Fields>,
) -> Vec<Settled> {
    let mut net: Vec<Settled> = Vec::new();
    let mut merged: BTreeMap<&Address, usize> = BTreeMap::new();
    for change in changes {
        let own = |fields: &Option<Fields>| -> Option<Fields> {
            let fields = fields.as_ref()?.iter();
            let own = fields.filter(|(_, value)| !value.is_set());
            Some(
                own.map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
            )
        };
        let (before, after) = (own(&change.before), own(&change.after));
        let is_own = after.as_ref().is_some_and(|after| !after.is_empty());
        let is_tried = change.outcome != Outcome::Failed;
        if change.action != Action::Update || !is_own || !is_tried {
            net.push(change.clone());
            continue;
        }
        let (Some(before), Some(after)) = (before, after) else {
            continue;
        };
        // Members that join by the same write are a change of their own.
        let joins = change.after.iter().flat_map(Fields::iter);
        let joins: Fields = joins
            .filter(|(_, value)| value.is_set())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !joins.is_empty() {
            net.push(Settled {
                after: Some(joins),
                ..change.clone()
            });
        }
        match merged.get(&change.address).and_then(|at| net.get_mut(*at)) {
            None => {
                merged.insert(&change.address, net.len());
                net.push(Settled {
                    before: Some(before),
                    after: Some(after),
                    ..change.clone()
                });
            }
            Some(first) => follow(first, &before, &after, change.outcome),
        }
    }
    for one in &mut net {
        restore(one, recorded, known);
    }
    net
}

/// Adds a later change of the same object.
fn follow(first: &mut Settled, before: &Fields, after: &Fields, outcome: Outcome) {
    let (Some(was), Some(left)) = (&mut first.before, &mut first.after) else {
        return;
    };
    let mut written = after.iter();
    let restores = written.all(|(field, value)| was.find(field) == Some(value));
    if outcome == Outcome::Intended && restores {
        return;
    }
    for (field, value) in before.iter() {
        if was.find(field).is_none() && left.find(field).is_none() {
            was.insert(field.clone(), value.clone());
        }
    }
    for (field, value) in after.iter() {
        left.insert(field.clone(), value.clone());
    }
    first.outcome = outcome;
}

/// Leaves out what is as before by the record, and puts in the passwords that are known.
fn restore(one: &mut Settled, recorded: &State, known: &BTreeMap<Address, Fields>) {
    let (Some(before), Some(after)) = (&one.before, &one.after) else {
        return;
    };
    if one.action != Action::Update {
        return;
    }
    let have = recorded.get(&one.address).map(|have| &have.fields);
    let again: BTreeSet<_> = after
        .iter()
        .filter(|(field, left)| {
            let was = before.get(field);
            let have = have.and_then(|have| have.find(field));
            !left.is_set() && was != *left && have == Some(was) && one.outcome == Outcome::Done
        })
        .map(|(field, _)| field.clone())
        .collect();
    let read = known.get(&one.address);
    let was = before.iter().map(|(field, value)| {
        let read = read.and_then(|read| read.find(field));
        let read = read.filter(|read| read.concealed() == *value);
        (field.clone(), read.unwrap_or(value).clone())
    });
    let was: Fields = was.collect();
    let left = after.iter().filter(|(field, _)| !again.contains(*field));
    let left: Fields = left
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect();
    (one.before, one.after) = (Some(was), Some(left));
}
