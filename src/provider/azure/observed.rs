//! Numbers and event subscriptions as objects. Pure.

use jiff::{SignedDuration, Timestamp};

use super::filter::{narrowing, reception, severity};
use super::route::{MASKED_QUERY, NOT_LISTED, SMS_CAPABILITY};
use super::subscription::{
    COVERAGE, COVERS, ENDPOINT, EXPIRED, EXPIRES, FILTER, Role, SCHEMA, STATE, SUBSCRIPTIONS,
    TYPES, URL,
};
use super::urls::{base, masked_query};
use super::wire::{NumberWire, SubscriptionWire, text};
use crate::model::{E164, Fields, Invalid, Kind, Object, Reception, Text, Value};

/// How long before its end a subscription is reported.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A number as an object, or why it is none.
pub(super) fn number(wire: NumberWire) -> Result<Object, Invalid> {
    let number = E164::parse(wire.phone_number.as_deref().unwrap_or_default())?;
    let mut fields = Fields::new();
    if let Some(sms) = wire.capabilities.and_then(|can| can.sms) {
        fields.insert(Text::new_static(SMS_CAPABILITY), Value::text(sms));
    }
    Ok(of_number(number.as_str().into(), fields))
}

/// A short code, which Azure's stable API does not list: it is taken as it is declared.
pub(super) fn short_code(digits: &Text) -> Object {
    let mut fields = Fields::new();
    fields.insert(NOT_LISTED, Value::Flag(true));
    of_number(digits.clone(), fields)
}

fn of_number(key: Text, fields: Fields) -> Object {
    Object {
        kind: Kind::Number,
        id: key.clone(),
        key,
        fields,
        label: None,
    }
}

/// The URL of a webhook, as far as it is known and may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// The whole URL of a subscription that is ours.
    Whole(String),
    /// Everything but the query string, in the declared spelling if it is the declared base.
    Base(String),
    /// The whole URL of a subscription that is not ours: its query may hold a key.
    Foreign(String),
    /// The events are delivered to something else than a URL.
    None,
}

/// Whether a subscription concerns texts at all.
pub(super) fn concerns_texts(wire: &SubscriptionWire) -> bool {
    Role::ALL
        .iter()
        .any(|role| wire.delivers(role.event_type()))
}

/// An event subscription as an object. `key` is the name by which a declaration finds it; `numbers`
/// are all numbers of the resource.
pub(super) fn subscription(
    wire: &SubscriptionWire,
    key: &str,
    id: Text,
    endpoint: &Endpoint,
    numbers: &[Text],
    now: Timestamp,
) -> Object {
    let mut fields = Fields::new();
    match endpoint {
        Endpoint::Whole(url) => fields.insert(URL, Value::text(url.as_str())),
        Endpoint::Base(url) => fields.insert(URL, partial(url)),
        Endpoint::Foreign(url) => {
            fields.insert(URL, partial(base(url)));
            fields.insert(MASKED_QUERY, Value::text(masked_query(url)));
        }
        Endpoint::None => {}
    }
    let types = wire.types().map_or(Value::Blank, Value::List);
    fields.insert(TYPES, types);
    fields.insert(STATE, Value::text(wire.state()));
    let schema = text(&wire.properties, "eventDeliverySchema");
    fields.insert(SCHEMA, Value::text(schema));
    fields.insert(ENDPOINT, Value::text(wire.destination().0));
    if let Some(at) = expires(wire).filter(|at| *at <= now + SOON) {
        fields.insert(EXPIRES, Value::text(at.to_string()));
        fields.insert(EXPIRED, Value::Flag(at <= now));
    }
    let filter = wire.filter();
    let narrow = filter.and_then(narrowing);
    if let (Some(filter), Some(_)) = (filter, &narrow) {
        let judged: Vec<(&Text, Reception)> = numbers
            .iter()
            .map(|number| (number, reception(filter, number.trim_start_matches('+'))))
            .filter(|(_, one)| *one != Reception::Never)
            .collect();
        let worst = judged.iter().map(|(_, one)| *one);
        let worst = worst.max_by_key(|one| severity(*one));
        let worst = worst.unwrap_or(Reception::Never);
        let members = judged
            .iter()
            .map(|(number, _)| number.to_string())
            .collect();
        fields.insert(COVERS, Value::Set { members });
        fields.insert(COVERAGE, Value::text(worst.as_str()));
    }
    fields.insert(FILTER, narrow.map_or(Value::Blank, Value::text));
    Object {
        kind: Kind::Group(SUBSCRIPTIONS),
        id,
        key: key.into(),
        fields,
        label: None,
    }
}

fn partial(base: &str) -> Value {
    Value::Partial { base: base.into() }
}

/// The time after which a subscription delivers nothing.
pub(super) fn expires(wire: &SubscriptionWire) -> Option<Timestamp> {
    let at = text(&wire.properties, "expirationTimeUtc");
    at.parse().ok()
}
