//! The event subscriptions that were listed, as objects: which are ours, and which whole URLs are
//! asked for.

use jiff::Timestamp;

use super::AzureAccount;
use crate::model::{Kind, Level, Object, Resource, Text, Value};
use crate::provider::azure::matching::{Matched, Seen, matched, without_doubles};
use crate::provider::azure::observed::{self, Endpoint, concerns_texts};
use crate::provider::azure::subscription::{NEVER_SUCCEEDED, Role, SUCCEEDED, URL};
use crate::provider::azure::urls::{base, same_base};
use crate::provider::azure::wire::SubscriptionWire;
use crate::provider::{Extent, Failure, Managed, Partly, Reading};

impl AzureAccount {
    /// The subscriptions as objects, with the whole URLs of those that may be ours.
    pub(super) async fn subscriptions(
        &self,
        listed: Vec<SubscriptionWire>,
        managed: &Managed,
        numbers: &[Text],
        reading: &mut Reading,
    ) -> Vec<Object> {
        let known = known_urls(managed);
        let recorded_id = |id: &str| {
            let mut ids = managed
                .recorded
                .iter()
                .filter_map(|(_, one)| one.id.as_ref());
            ids.any(|known| known.eq_ignore_ascii_case(id))
        };
        let named = |name: &str| {
            let mut keys = managed
                .desired
                .iter()
                .filter_map(|(_, one)| one.key.as_ref());
            keys.any(|key| key.eq_ignore_ascii_case(name))
        };
        let wires: Vec<SubscriptionWire> = without_doubles(listed, &managed.recorded)
            .into_iter()
            .filter(|wire| concerns_texts(wire) || recorded_id(&wire.id) || named(&wire.name))
            .collect();
        let mut urls: Vec<Option<String>> = Vec::with_capacity(wires.len());
        for wire in &wires {
            let ours = wire
                .base_url()
                .is_some_and(|own| known.iter().any(|url| same_base(own, url)));
            urls.push(if ours || may_be_declared(wire, managed) {
                self.full_url(wire, reading).await
            } else {
                None
            });
        }
        let seen: Vec<Seen<'_>> = wires
            .iter()
            .zip(&urls)
            .map(|(wire, url)| Seen {
                wire,
                url: url.as_deref(),
            })
            .collect();
        let matches = matched(&seen, &managed.desired, &managed.recorded);
        let now = Timestamp::now();
        let never = |id: &Text| {
            let mut recorded = managed.recorded.iter();
            recorded.any(|(_, one)| {
                one.id.as_ref() == Some(id) && one.fields.find(NEVER_SUCCEEDED).is_some()
            })
        };
        let objects = seen.iter().zip(&matches).map(|(one, matched)| {
            let Matched { key, id, ours } = matched;
            let whole = *ours || may_be_declared(one.wire, managed);
            let endpoint = endpoint(one, whole, &known);
            let mut object =
                observed::subscription(one.wire, key, id.clone(), &endpoint, numbers, now);
            if never(id) && one.wire.state() != SUCCEEDED {
                object.fields.insert(NEVER_SUCCEEDED, Value::Flag(true));
            }
            object
        });
        let objects: Vec<Object> = objects.collect();
        let ids = matches.into_iter().map(|one| one.id);
        let by_id = ids.zip(wires).collect();
        self.found().subscriptions = by_id;
        objects
    }

    /// The whole URL of a subscription; `None` if Azure does not return it. A refusal is no failure:
    /// the query string is then not compared.
    async fn full_url(&self, wire: &SubscriptionWire, reading: &mut Reading) -> Option<String> {
        match self.ask_full_url(&wire.id, &mut reading.reads).await {
            Ok(url) => Some(url),
            Err(error) if error.failure == Failure::Denied => None,
            Err(error) => {
                reading.failed.push((Level::Group, error, Partly::Some));
                None
            }
        }
    }
}

/// The declared and recorded URLs.
fn known_urls(managed: &Managed) -> Vec<String> {
    let all = managed.desired.iter().chain(&managed.recorded);
    let url = |(kind, one): &(Kind, Resource)| match one.fields.get(URL) {
        _ if !kind.is_group() => None,
        Value::Text(url) => Some(url.to_string()),
        Value::Concealed(kept) => Some(kept.shown().to_owned()),
        Value::Partial { base } => Some(base.to_string()),
        _ => None,
    };
    all.filter_map(url).collect()
}

/// Whether this is an import, which reads more than what is managed, and could declare a
/// subscription: it works, and delivers texts or reports only.
fn may_be_declared(wire: &SubscriptionWire, managed: &Managed) -> bool {
    if managed.extent < Extent::Handlers {
        return false;
    }
    let types = wire.types();
    let only = |role: Role| matches!(types.as_deref(), Some([one]) if one == role.event_type());
    wire.base_url().is_some() && wire.state() == SUCCEEDED && Role::ALL.into_iter().any(only)
}

/// The URL of a subscription as far as it is known and may be shown. `whole` says that it may be shown
/// with its query string.
fn endpoint(one: &Seen<'_>, whole: bool, known: &[String]) -> Endpoint {
    match (one.wire.base_url(), one.url) {
        (None, _) => Endpoint::None,
        (Some(_), Some(url)) if whole => Endpoint::Whole(url.to_owned()),
        (Some(_), Some(url)) => Endpoint::Foreign(url.to_owned()),
        (Some(own), None) => {
            let declared = known.iter().find(|url| same_base(own, url));
            Endpoint::Base(declared.map_or(own, |url| base(url)).to_owned())
        }
    }
}
