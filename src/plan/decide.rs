//! One decision per address, from the desired, recorded and observed states: the contract's table,
//! section 4.
//!
//! A field's mark is *recorded ≠ observed* and nothing else; with that one condition every row of
//! the table follows, also the row where all three differ.

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
    }
}

/// Returns the change that creates or buys an absent resource, with all its settings at once.
fn bring(address: &Address, desired: &Resource, action: Action) -> Change {
    let fields = desired
        .fields
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
        });
    Change {
        address: address.clone(),
        action,
        reason: Some(Reason::New),
        id: None,
        key: desired.key.clone(),
        key_before: None,
        before: None,
        after: Some(desired.fields.clone()),
        fields: fields.collect(),
        route: None,
        affects: Vec::new(),
        detaches: Vec::new(),
        implied: BTreeSet::new(),
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
        .iter()
        .filter_map(|(field, want)| {
            let there = seen.fields.get(field);
            let last = recorded.and_then(|have| have.fields.find(field));
            (!want.is_satisfied_by(there)).then(|| FieldChange {
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
            })
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
    recorded.id == seen.id
        && recorded.fields.same_names(&desired.fields)
        && recorded.fields.iter().all(|(field, last)| {
            let want = desired.fields.get(field);
            want.is_satisfied_by(last) && last.is_satisfied_by(want)
        })
}

/// Returns the fields of `seen` that are declared or recorded. A plan shows no other fields.
fn only(seen: &Fields, managed: &Fields, recorded: Option<&Resource>) -> Fields {
    let until_now = recorded.into_iter().flat_map(|have| have.fields.iter());
    managed
        .iter()
        .chain(until_now)
        .map(|(field, _)| (field.clone(), seen.get(field).clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    const DECLARED: &str = "https://declared.example/sms";
    const FORMER: &str = "https://former.example/sms";
    const THIRD: &str = "https://third.example/sms";

    fn number(url: &str) -> Resource {
        let mut number = Resource::keyed(
            "+15017122661",
            Fields::from_iter([("url".into(), Value::text(url))]),
        );
        number.id = Some("id-1".to_owned());
        number
    }

    fn declared(url: &str) -> Resource {
        Resource {
            id: None,
            ..number(url)
        }
    }

    fn address() -> Address {
        Address::parse("providers.p.numbers.n").unwrap()
    }

    fn row(
        desired: Option<&str>,
        recorded: Option<&str>,
        observed: Option<&str>,
    ) -> (Action, Option<Reason>) {
        let (desired, recorded, observed) = (
            desired.map(declared),
            recorded.map(number),
            observed.map(number),
        );
        let sight = observed.as_ref().map_or(Sight::Absent, Sight::Seen);
        match decide(&address(), desired.as_ref(), recorded.as_ref(), sight) {
            Decision::Change(change) => (change.action, change.reason),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_contracts_table_row_by_row() {
        use Action::{Adopt, Forget, NoOp, Update};
        let (d, f, t) = (Some(DECLARED), Some(FORMER), Some(THIRD));
        assert_eq!(row(d, d, d), (NoOp, None));
        assert_eq!(row(d, f, f), (Update, Some(Reason::ConfigChanged)));
        assert_eq!(row(d, None, f), (Update, Some(Reason::New)));
        assert_eq!(row(d, d, f), (Update, Some(Reason::Drifted)));
        assert_eq!(row(d, f, t), (Update, Some(Reason::Drifted)));
        assert_eq!(row(d, None, d), (Adopt, Some(Reason::Adopted)));
        assert_eq!(row(d, f, d), (Adopt, Some(Reason::Adopted)));
        assert_eq!(row(None, f, f), (Forget, Some(Reason::Removed)));
        assert_eq!(row(None, f, t), (Forget, Some(Reason::Removed)));
    }

    #[test]
    fn absent_and_unread_are_not_the_same() {
        let desired = declared(DECLARED);
        assert_eq!(
            decide(&address(), Some(&desired), None, Sight::Absent),
            Decision::Missing
        );
        assert_eq!(
            decide(&address(), Some(&desired), None, Sight::Unread),
            Decision::Unread
        );
    }

    #[test]
    fn what_may_be_bought_is_bought_with_all_its_settings_and_only_where_it_never_was() {
        let wanted = Resource {
            obtainable: true,
            ..declared(DECLARED)
        };
        let decided = |want: &Resource, recorded: Option<&Resource>, sight| {
            decide(&address(), Some(want), recorded, sight)
        };
        let Decision::Change(change) = decided(&wanted, None, Sight::Absent) else {
            panic!("no change")
        };
        assert_eq!(
            (change.action, change.reason),
            (Action::Purchase, Some(Reason::New))
        );
        assert_eq!(change.wanted(), wanted.fields);
        assert_eq!(change.key.as_deref(), Some("+15017122661"));
        assert!(change.writes_to_provider() && change.before.is_none());
        // The recorded number is gone. It was released or moved, and must not be bought again.
        let known = number(DECLARED);
        assert_eq!(
            decided(&wanted, Some(&known), Sight::Absent),
            Decision::Missing
        );
        // A number is not bought if it could not be read, if it is there, or without permission.
        assert_eq!(decided(&wanted, None, Sight::Unread), Decision::Unread);
        let seen = decided(&wanted, None, Sight::Seen(&known));
        assert!(matches!(seen, Decision::Change(change) if change.action == Action::Adopt));
        assert_eq!(
            decided(&declared(DECLARED), None, Sight::Absent),
            Decision::Missing
        );
    }

    #[test]
    fn a_keyword_not_yet_recorded_is_created_and_a_known_one_is_not() {
        let address = Address::parse("keywords.JOIN").unwrap();
        let keyword = Resource::keyed("JOIN", Fields::new());
        let decision = |recorded, sight| match decide(&address, Some(&keyword), recorded, sight) {
            Decision::Change(change) => change.action,
            other => panic!("{other:?}"),
        };
        assert_eq!(decision(None, Sight::Absent), Action::Create);
        assert_eq!(
            decision(Some(&keyword), Sight::Seen(&keyword)),
            Action::NoOp
        );
    }

    #[test]
    fn a_field_no_longer_declared_leaves_the_record_without_a_write() {
        let mut recorded = number(DECLARED);
        recorded
            .fields
            .insert("friendly_name", Value::text("Store"));
        let seen = recorded.clone();
        let Decision::Change(change) = decide(
            &address(),
            Some(&declared(DECLARED)),
            Some(&recorded),
            Sight::Seen(&seen),
        ) else {
            panic!("no change")
        };
        assert_eq!(change.action, Action::Adopt);
        assert!(change.fields.is_empty() && !change.writes_to_provider());
    }

    #[test]
    fn a_member_no_longer_declared_leaves_the_record_and_stays_where_it_is() {
        let with = |members: &[&str]| {
            let members = members.iter().map(ToString::to_string).collect();
            let fields = Fields::from_iter([("members".into(), Value::Set { members })]);
            let id = Some("id-1".to_owned());
            let group = Resource::keyed("Campaigns", fields);
            Resource { id, ..group }
        };
        let address = Address::parse("providers.p.messaging_services.s").unwrap();
        let (both, one) = (with(&["a", "b"]), with(&["a"]));
        let decided = |recorded| match decide(&address, Some(&one), recorded, Sight::Seen(&both)) {
            Decision::Change(change) => (change.action, change.writes_to_provider()),
            other => panic!("{other:?}"),
        };
        assert_eq!(decided(Some(&both)), (Action::Adopt, false));
        assert_eq!(decided(Some(&one)), (Action::NoOp, false));
    }

    #[test]
    fn a_group_that_is_declared_by_another_identifier_was_moved_by_nobody() {
        let group = |id: &str, url: &str| {
            let fields = Fields::from_iter([("url".into(), Value::text(url))]);
            Resource {
                id: Some(id.to_owned()),
                ..Resource::keyed("Campaigns", fields)
            }
        };
        let address = Address::parse("providers.p.messaging_services.s").unwrap();
        let decided = |want: &Resource, have: &Resource, seen: &Resource| match decide(
            &address,
            Some(want),
            Some(have),
            Sight::Seen(seen),
        ) {
            Decision::Change(change) => (change.action, change.reason, change.key_before),
            other => panic!("{other:?}"),
        };
        let (want, have) = (group("id-2", DECLARED), group("id-1", DECLARED));
        assert_eq!(
            decided(&want, &have, &group("id-2", FORMER)),
            (Action::Update, Some(Reason::New), None)
        );
        assert_eq!(
            decided(&want, &have, &group("id-2", DECLARED)),
            (Action::Adopt, Some(Reason::Adopted), None)
        );
        // Without a declared identifier the record says which group it is.
        let unnamed = Resource {
            id: None,
            ..group("", DECLARED)
        };
        assert_eq!(
            decided(&unnamed, &have, &group("id-1", FORMER)),
            (Action::Update, Some(Reason::Drifted), None)
        );
    }

    #[test]
    fn a_name_that_now_means_another_number_starts_afresh_and_says_so() {
        let mut recorded = number(DECLARED);
        recorded.key = Some("+18885550123".to_owned());
        let seen = number(FORMER);
        let Decision::Change(change) = decide(
            &address(),
            Some(&declared(DECLARED)),
            Some(&recorded),
            Sight::Seen(&seen),
        ) else {
            panic!("no change")
        };
        assert_eq!(
            (change.action, change.reason),
            (Action::Update, Some(Reason::New))
        );
        assert_eq!(change.key_before.as_deref(), Some("+18885550123"));
    }
}
