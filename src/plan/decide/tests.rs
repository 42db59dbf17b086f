//! The table of decisions, row by row, and its exceptions.

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
    number.id = Some("id-1".into());
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
fn the_table_row_by_row() {
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
        let id = Some("id-1".into());
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
            id: Some(id.into()),
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
    recorded.key = Some("+18885550123".into());
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
