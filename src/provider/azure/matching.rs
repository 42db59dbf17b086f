//! Finds the event subscriptions that a declaration means among those that are there
//! (docs/azure.md: Which subscription is meant). Pure.
//!
//! In this order: the recorded id; the name; the only webhook with the declared URL and the type.
//! If several have the URL, each is a candidate, and the core reports that.

use std::collections::BTreeMap;

use super::subscription::{TYPES, URL, WEB_HOOK};
use super::wire::SubscriptionWire;
use crate::model::{Kind, Resource, Text, Value};

/// A subscription that was read.
pub(super) struct Seen<'a> {
    pub(super) wire: &'a SubscriptionWire,
    /// Its whole URL, if it was asked for and answered.
    pub(super) url: Option<&'a str>,
}

/// A subscription with the name by which the core finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matched {
    /// The declared name if a declaration means it, else its own.
    pub(super) key: Text,
    /// The recorded spelling of its id if it is recorded, else its own.
    pub(super) id: Text,
    /// Whether it is declared or recorded.
    pub(super) ours: bool,
}

/// Matches what was read with what is declared and recorded. The result has the order of `seen`.
pub(super) fn matched(
    seen: &[Seen<'_>],
    declared: &[(Kind, Resource)],
    recorded: &[(Kind, Resource)],
) -> Vec<Matched> {
    let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    let recorded_ids: Vec<&Text> = recorded
        .iter()
        .filter_map(|(_, one)| one.id.as_ref())
        .collect();
    let mut matched: Vec<Matched> = seen
        .iter()
        .map(|one| {
            let id = recorded_ids.iter().find(|id| same(id, &one.wire.id));
            Matched {
                key: one.wire.name.as_str().into(),
                id: id.map_or_else(|| one.wire.id.as_str().into(), |id| (*id).clone()),
                ours: id.is_some(),
            }
        })
        .collect();
    let groups = declared.iter().filter(|(kind, _)| kind.is_group());
    for (key, want) in groups.filter_map(|(_, want)| Some((want.key.as_ref()?, want))) {
        let by_record = recorded.iter().any(|(_, have)| {
            have.key.as_ref() == Some(key)
                && have
                    .id
                    .as_ref()
                    .is_some_and(|id| seen.iter().any(|one| same(id, &one.wire.id)))
        });
        let by_name: Vec<usize> = places(seen, |one| same(&one.wire.name, key));
        let found = if !by_name.is_empty() {
            by_name
        } else if by_record {
            Vec::new()
        } else {
            let url = want.fields.get(URL).as_text().unwrap_or_default();
            let types = match want.fields.get(TYPES) {
                Value::List(types) => types.as_slice(),
                _ => &[],
            };
            places(seen, |one| {
                one.wire.destination().0 == WEB_HOOK
                    && one.url == Some(url)
                    && types.iter().all(|event| one.wire.delivers(event))
            })
        };
        for at in found {
            matched[at].key = key.clone();
            matched[at].ours = true;
        }
    }
    matched
}

fn places(seen: &[Seen<'_>], is_it: impl Fn(&Seen<'_>) -> bool) -> Vec<usize> {
    let all = seen.iter().enumerate();
    all.filter(|(_, one)| is_it(one))
        .map(|(at, _)| at)
        .collect()
}

/// Removes entries that are one subscription, listed under the topic and under the source: they have
/// the same name, URL and filter. One whose id is recorded stays, otherwise the first.
pub(super) fn without_doubles(
    all: Vec<SubscriptionWire>,
    recorded: &[(Kind, Resource)],
) -> Vec<SubscriptionWire> {
    let is_recorded = |id: &str| {
        let mut ids = recorded.iter().filter_map(|(_, one)| one.id.as_ref());
        ids.any(|known| known.eq_ignore_ascii_case(id))
    };
    let mut kept: BTreeMap<String, SubscriptionWire> = BTreeMap::new();
    let mut order = Vec::new();
    for wire in all {
        let identity = format!(
            "{}\n{:?}\n{:?}",
            wire.name.to_ascii_lowercase(),
            wire.base_url(),
            wire.filter()
        );
        match kept.get_mut(&identity) {
            None => {
                order.push(identity.clone());
                kept.insert(identity, wire);
            }
            Some(first) if is_recorded(&wire.id) && !is_recorded(&first.id) => *first = wire,
            Some(_) => {}
        }
    }
    order
        .iter()
        .filter_map(|identity| kept.remove(identity))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Seen, matched, without_doubles};
    use crate::model::{Fields, Kind, Resource, Value};
    use crate::provider::azure::subscription::{Role, SUBSCRIPTIONS, TYPES, URL};
    use crate::provider::azure::wire::SubscriptionWire;

    const CALLBACK: &str = "https://a.example/sms?code=1";

    fn wire(id: &str, name: &str) -> SubscriptionWire {
        serde_json::from_value(json!({
            "id": id,
            "name": name,
            "properties": {
                "destination": { "endpointType": "WebHook", "properties": { "endpointBaseUrl": "https://a.example/sms" } },
                "filter": { "includedEventTypes": [Role::Incoming.event_type()] },
            },
        }))
        .unwrap()
    }

    fn declared(name: &str) -> Vec<(Kind, Resource)> {
        let mut fields = Fields::new();
        fields.insert(URL, Value::text(CALLBACK));
        fields.insert(
            TYPES,
            Value::List(vec![Role::Incoming.event_type().to_owned()]),
        );
        vec![(Kind::Group(SUBSCRIPTIONS), Resource::keyed(name, fields))]
    }

    fn keys(seen: &[(&str, &str, &str)], recorded: Option<&str>) -> Vec<(String, bool)> {
        let wires: Vec<SubscriptionWire> =
            seen.iter().map(|(id, name, _)| wire(id, name)).collect();
        let seen: Vec<Seen<'_>> = wires
            .iter()
            .zip(seen)
            .map(|(wire, (_, _, url))| Seen {
                wire,
                url: Some(url),
            })
            .collect();
        let recorded: Vec<(Kind, Resource)> = recorded
            .map(|id| Resource {
                id: Some(id.into()),
                ..Resource::keyed("eu-incoming", Fields::new())
            })
            .map(|one| (Kind::Group(SUBSCRIPTIONS), one))
            .into_iter()
            .collect();
        let found = matched(&seen, &declared("eu-incoming"), &recorded);
        found
            .into_iter()
            .map(|one| (one.key.to_string(), one.ours))
            .collect()
    }

    #[test]
    fn the_name_comes_before_the_url_and_the_record_before_both() {
        let other = "https://b.example/";
        let as_named = keys(
            &[("/t/1", "EU-Incoming", other), ("/t/2", "x", CALLBACK)],
            None,
        );
        assert_eq!(
            as_named,
            [("eu-incoming".to_owned(), true), ("x".to_owned(), false)]
        );
        let by_url = keys(&[("/t/1", "y", other), ("/t/2", "x", CALLBACK)], None);
        assert_eq!(
            by_url,
            [("y".to_owned(), false), ("eu-incoming".to_owned(), true)]
        );
        let recorded = keys(
            &[("/T/1", "y", other), ("/t/2", "x", CALLBACK)],
            Some("/t/1"),
        );
        assert_eq!(recorded, [("y".to_owned(), true), ("x".to_owned(), false)]);
        let several = keys(&[("/t/1", "y", CALLBACK), ("/t/2", "x", CALLBACK)], None);
        assert!(
            several
                .iter()
                .all(|(key, ours)| key == "eu-incoming" && *ours)
        );
    }

    #[test]
    fn one_subscription_that_is_listed_twice_counts_once() {
        let twice = || {
            vec![
                wire("/topic/a", "a"),
                wire("/source/a", "A"),
                wire("/source/b", "b"),
            ]
        };
        let ids =
            |all: Vec<SubscriptionWire>| all.into_iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(
            ids(without_doubles(twice(), &[])),
            ["/topic/a", "/source/b"]
        );
        let recorded = Resource {
            id: Some("/SOURCE/A".into()),
            ..Resource::default()
        };
        let recorded = [(Kind::Group(SUBSCRIPTIONS), recorded)];
        assert_eq!(
            ids(without_doubles(twice(), &recorded)),
            ["/source/a", "/source/b"]
        );
    }
}
