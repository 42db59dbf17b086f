//! The event subscriptions that a declaration could mean. Pure.

use crate::model::{Fields, Object, Text, Value, mask_userinfo};
use crate::model::{HttpsUrl, Kind, Router as _};
use crate::provider::azure::SubscriptionName;
use crate::provider::azure::route::AzureRouter;
use crate::provider::azure::subscription::{
    ENDPOINT, EVENT_GRID, EXPIRED, FILTER, Role, SCHEMA, STATE, SUBSCRIPTIONS, SUCCEEDED, TYPES,
    URL, WEB_HOOK,
};

/// An event subscription that works, calls a URL, and delivers the events of one role only.
pub(super) struct Candidate<'a> {
    pub(super) id: &'a Text,
    pub(super) name: &'a str,
    /// The URL to declare, or why it cannot be declared: a clause.
    pub(super) url: Result<&'a str, String>,
    /// The URL without its query string, if that is all that could be read.
    pub(super) base: Option<&'a str>,
}

/// What delivers the events of a role.
pub(super) struct Found<'a> {
    /// In the order of their names.
    pub(super) candidates: Vec<Candidate<'a>>,
    /// The others: the name, and what keeps it from being declared.
    pub(super) others: Vec<(&'a str, &'static str)>,
}

/// The event subscriptions that deliver the events of a role. `numbers` are those that are declared
/// with it.
pub(super) fn candidates<'a>(role: Role, groups: &[&'a Object], numbers: &[&str]) -> Found<'a> {
    let mut found = Found {
        candidates: Vec::new(),
        others: Vec::new(),
    };
    let mut sorted: Vec<&'a Object> = groups.to_vec();
    sorted.sort_by_key(|group| (&group.key, &group.id));
    for group in sorted {
        match unfit(role, &group.fields, numbers) {
            _ if !delivers(role, &group.fields) => {}
            Some(why) => found.others.push((&*group.key, why)),
            None => {
                let is_same = |one: &&&Object| one.key.eq_ignore_ascii_case(&group.key);
                let is_twice = groups.iter().filter(is_same).count() > 1;
                found.candidates.push(candidate(group, is_twice));
            }
        }
    }
    found
}

/// Whether events of a role are delivered.
fn delivers(role: Role, fields: &Fields) -> bool {
    match fields.get(TYPES) {
        Value::List(types) => types.iter().any(|one| {
            one.eq_ignore_ascii_case(role.event_type()) || one.eq_ignore_ascii_case("All")
        }),
        // Every type.
        _ => true,
    }
}

/// What keeps a declaration from meaning an event subscription as it is: a clause about it.
fn unfit(role: Role, fields: &Fields, numbers: &[&str]) -> Option<&'static str> {
    let is = |field: &str, wanted: &str| fields.get(field).as_text() == Some(wanted);
    let only = match fields.get(TYPES) {
        Value::List(types) => matches!(types.as_slice(), [one] if one == role.event_type()),
        _ => false,
    };
    if !only {
        return Some("delivers other events, too");
    }
    if !is(ENDPOINT, WEB_HOOK) {
        return Some("delivers to something else than a URL");
    }
    if !is(STATE, SUCCEEDED) {
        return Some("is in a state in which it may deliver nothing");
    }
    if matches!(fields.get(EXPIRED), Value::Flag(true)) {
        return Some("has expired");
    }
    if !is(SCHEMA, EVENT_GRID) {
        return Some("delivers in another schema than Event Grid's");
    }
    (!is_wide(role, fields, numbers)).then_some("has a filter")
}

/// Whether the filter lets through what a declaration without a filter asks for.
fn is_wide(role: Role, fields: &Fields, numbers: &[&str]) -> bool {
    if fields.get(FILTER).is_blank() {
        return true;
    }
    let mut want = Fields::new();
    want.insert(FILTER, Value::Blank);
    let kind = Kind::Group(SUBSCRIPTIONS);
    role == Role::Incoming
        && !AzureRouter
            .tolerated(kind, &want, fields, numbers)
            .is_empty()
}

fn candidate(group: &Object, is_twice: bool) -> Candidate<'_> {
    let name = &*group.key;
    let mut base = None;
    let url = match group.fields.get(URL) {
        _ if is_twice => Err(format!("two event subscriptions are called {name}")),
        _ if SubscriptionName::parse(name).is_err() => Err(format!(
            "the name of the event subscription {name} cannot be declared"
        )),
        Value::Text(url) if mask_userinfo(url) != url.as_str() => Err(format!(
            "the URL of the event subscription {name} holds a password"
        )),
        Value::Text(url) => match HttpsUrl::parse(url) {
            Ok(_) => Ok(url.as_str()),
            Err(why) => Err(format!(
                "the URL of the event subscription {name} cannot be declared: {}",
                why.summary
            )),
        },
        Value::Partial { base: known } => {
            base = (mask_userinfo(known) == known.as_str()).then_some(known.as_str());
            Err(format!(
                "the query string of the event subscription {name} could not be read; allow the application the action getFullUrl and import again, or declare the whole URL"
            ))
        }
        _ => Err(format!("the event subscription {name} shows no URL")),
    };
    Candidate {
        id: &group.id,
        name,
        url,
        base,
    }
}
