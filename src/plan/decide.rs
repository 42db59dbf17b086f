//! One decision per address, from the desired, recorded and observed states.
//!
//! A field has drifted if and only if its recorded value differs from the observed one. That also
//! holds where all three values differ. For a declared field, with equal letters for equal values:
//!
//! | desired | recorded | observed | action | reason |
//! |---|---|---|---|---|
//! | a | a | a | no-op | |
//! | a | b | b | update | configuration changed |
//! | a | – | b | update | new |
//! | a | a | b | update | drifted |
//! | a | b | c | update | drifted |
//! | a | –, b | a | adopt | adopted |
//! | – | b | any | forget | removed |

use std::collections::BTreeSet;

use crate::model::{
    Action, Address, Change, FieldChange, Fields, Finding, Kind, Mark, Reason, Resource, Sight,
};

/// What was decided about one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A change. It may be a no-op.
    Change(Change),
    /// The address is declared, an edit cannot create it, and it is not in the account.
    Missing,
    /// The resource could not be read, so nothing is decided.
    Unread,
    /// A rule forbids a decision about this address.
    Refused(Finding),
}

/// Decides one address that is declared, recorded or both.
pub fn decide(
    address: &Address,
    desired: Option<&Resource>,
    recorded: Option<&Resource>,
    sight: Sight<'_>,
) -> Decision {
    let Some(desired) = desired else {
        return Decision::Change(forget(address, recorded));
    };
    // The record of another resource under this name says nothing about the one meant now.
    let other = recorded.filter(|have| is_other_thing(address, desired, have));
    let have = if other.is_some() { None } else { recorded };
    let mut change = match sight {
        Sight::Unread => return Decision::Unread,
        // Only a number that was never recorded is bought. A recorded number that is gone was
        // released or moved, and a person must decide whether to buy it again.
        Sight::Absent if desired.obtainable && have.is_none() => {
            bring(address, desired, Action::Purchase)
        }
        // An edit never creates a number. An object declared by its identifier exists or does not.
        Sight::Absent if address.kind() == Kind::Number || desired.id.is_some() => {
            return Decision::Missing;
        }
        Sight::Absent => {
            let mut change = bring(address, desired, Action::Create);
            // It was there at the last apply, so it was deleted outside Switchboard.
            if have.is_some() {
                change.reason = Some(Reason::Drifted);
            }
            change
        }
        Sight::Seen(seen) => compare(address, desired, have, seen),
    };
    change.key_before = other
        .filter(|_| address.kind() == Kind::Number)
        .and_then(|have| have.key.clone());
    Decision::Change(change)
}

/// Whether the record under this name is about another resource. A number is identified by its key.
/// A group with a new name is still the same group, unless the declared identifier differs.
fn is_other_thing(address: &Address, desired: &Resource, recorded: &Resource) -> bool {
    let (want, have) = match address.kind() {
        Kind::Number => (&desired.key, &recorded.key),
        _ => (&desired.id, &recorded.id),
    };
    matches!((want, have), (Some(want), Some(have)) if want != have)
}

fn forget(address: &Address, recorded: Option<&Resource>) -> Change {
    Change {
        address: address.clone(),
        action: Action::Forget,
        reason: Some(Reason::Removed),
        id: recorded.and_then(|have| have.id.clone()),
        key: recorded.and_then(|have| have.key.clone()),
        key_before: None,
        before: Some(recorded.map(|have| have.fields.clone()).unwrap_or_default()),
        after: None,
        fields: Vec::new(),
        route: None,
        affects: Vec::new(),
        detaches: Vec::new(),
        implied: BTreeSet::new(),
        takes_over: None,
    }
}

/// Returns the change that creates or buys an absent resource, with all its settings at once.
fn bring(address: &Address, desired: &Resource, action: Action) -> Change {
    let mut after = desired.fields.clone();
    let mut implied = BTreeSet::new();
    if action == Action::Purchase {
        for (field, value) in desired.on_purchase.iter() {
            implied.insert(field.clone());
            after.insert(field.clone(), value.clone());
        }
    }
    let fields: Vec<FieldChange> = after
        .iter()
        .filter(|(_, value)| !value.is_blank() && !value.members().is_some_and(BTreeSet::is_empty))
        .map(|(field, value)| FieldChange {
            local: false,
            note: None,
            field: field.clone(),
            before: crate::model::Value::Blank,
            after: value.clone(),
            recorded: None,
            mark: Mark::New,
        })
        .collect();
    Change {
        address: address.clone(),
        action,
        reason: Some(Reason::New),
        id: None,
        key: desired.key.clone(),
        key_before: None,
        before: None,
        after: Some(after),
        fields,
        route: None,
        affects: Vec::new(),
        detaches: Vec::new(),
        implied,
        takes_over: None,
    }
}

fn compare(
    address: &Address,
    desired: &Resource,
    recorded: Option<&Resource>,
    seen: &Resource,
) -> Change {
    let fields: Vec<FieldChange> = desired
        .fields
        .beside(&seen.fields)
        .filter(|(_, want, there)| !want.is_satisfied_by(there))
        .map(|(field, want, there)| {
            let last = recorded.and_then(|have| have.fields.find(field));
            FieldChange {
                local: false,
                note: None,
                field: field.clone(),
                before: there.clone(),
                after: want.clone(),
                recorded: last.cloned(),
                mark: match last {
                    None => Mark::New,
                    Some(last) if last.is_satisfied_by(there) => Mark::Configured,
                    Some(_) => Mark::Drifted,
                },
            }
        })
        .collect();
    let (action, reason) = if !fields.is_empty() {
        (Action::Update, Some(reason(&fields, recorded)))
    } else if recorded.is_some_and(|have| is_recorded(desired, have, seen)) {
        (Action::NoOp, None)
    } else {
        (Action::Adopt, Some(Reason::Adopted))
    };
    Change {
        address: address.clone(),
        action,
        reason,
        id: seen.id.clone(),
        key: desired.key.clone().or_else(|| seen.key.clone()),
        key_before: None,
        before: Some(only(&seen.fields, &desired.fields, recorded)),
        after: Some(desired.fields.clone()),
        fields,
        route: None,
        affects: Vec::new(),
        detaches: Vec::new(),
        implied: BTreeSet::new(),
        takes_over: None,
    }
}

/// Returns why the resource changes. A change outside Switchboard is the surprise, so one drifted
/// field makes the whole change a drifted one.
fn reason(fields: &[FieldChange], recorded: Option<&Resource>) -> Reason {
    if fields.iter().any(|field| field.mark == Mark::Drifted) {
        Reason::Drifted
    } else if recorded.is_some() {
        Reason::ConfigChanged
    } else {
        Reason::New
    }
}

/// Whether the record says exactly what is declared and observed: the same identity, the same
/// managed fields, the same values. A field that is no longer declared must leave the record. So
/// must a member that is no longer declared, although it stays in the group.
fn is_recorded(desired: &Resource, recorded: &Resource, seen: &Resource) -> bool {
    let (last, want) = (&recorded.fields, &desired.fields);
    let is_same = || {
        let mut each = last.beside(want);
        each.all(|(_, last, want)| want.is_satisfied_by(last) && last.is_satisfied_by(want))
    };
    recorded.id == seen.id && (last.shares_with(want) || last.same_names(want) && is_same())
}

/// Returns the fields of `seen` that are declared or recorded. A plan shows no other fields. Where
/// they are as declared, which is usual, the result shares the declared list.
fn only(seen: &Fields, managed: &Fields, recorded: Option<&Resource>) -> Fields {
    let as_declared = recorded.is_none_or(|have| have.fields.same_names(managed))
        && managed.beside(seen).all(|(_, want, there)| want == there);
    if as_declared {
        return managed.clone();
    }
    let until_now = recorded.into_iter().flat_map(|have| have.fields.iter());
    managed
        .iter()
        .chain(until_now)
        .map(|(field, _)| (field.clone(), seen.get(field).clone()))
        .collect()
}

#[cfg(test)]
mod tests;
