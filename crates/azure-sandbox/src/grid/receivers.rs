//! Who receives an event: every subscription of the resource that is active, not expired, and lets it pass.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::grid::endpoint::{Reach, base, reach};
use crate::grid::event::Event;
use crate::grid::filter::keeps_out;
use crate::grid::outcome::Reception;
use crate::grid::view::{attributes, full_url};
use crate::store::grid::Subscription;
use crate::store::state::State;

/// A subscription, and how the event is sent to it.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) reception: Reception,
    /// Set if it receives the event and is a webhook.
    pub(crate) reach: Option<Reach>,
    pub(crate) cloud_events: bool,
    /// Its own headers.
    pub(crate) headers: Vec<(String, String)>,
    /// Whether Entra proves the sender.
    pub(crate) has_token: bool,
}

/// Every subscription of the event's resource.
pub(crate) fn plan(state: &State, event: &Event, now: Timestamp) -> Vec<Receiver> {
    let subscriptions = state.subscriptions.values();
    subscriptions
        .filter(|subscription| subscription.source == event.source)
        .map(|subscription| receiver(state, subscription, event, now))
        .collect()
}

fn receiver(state: &State, subscription: &Subscription, event: &Event, now: Timestamp) -> Receiver {
    let properties = subscription
        .active
        .as_ref()
        .unwrap_or(&subscription.properties);
    let reason = match &subscription.active {
        None => Some(format!("its state is {:?}", subscription.state)),
        Some(active) if is_expired(active, now) => Some("it is expired".to_owned()),
        Some(active) => keeps_out(active, &event.body),
    };
    let destination = properties.get("destination").or_else(|| {
        properties
            .get("deliveryWithResourceIdentity")?
            .get("destination")
    });
    let kind = destination.and_then(|destination| destination.get("endpointType")?.as_str());
    let url = full_url(properties);
    let receives = reason.is_none();
    let headers = attributes(properties).into_iter().filter_map(|attribute| {
        let name = attribute.get("name")?.as_str()?.to_owned();
        let value = match attribute.get("type")?.as_str()? {
            "Dynamic" => {
                let field = attribute.pointer("/properties/sourceField")?.as_str()?;
                let pointer = format!("/{}", field.replace('.', "/"));
                event.body.pointer(&pointer)?.as_str()?.to_owned()
            }
            _ => attribute.pointer("/properties/value")?.as_str()?.to_owned(),
        };
        Some((name, value))
    });
    let entra = destination.and_then(|destination| {
        destination.pointer("/properties/azureActiveDirectoryApplicationIdOrUri")
    });
    Receiver {
        reach: url
            .filter(|_| receives)
            .map(|url| reach(&state.session, url)),
        cloud_events: properties.get("eventDeliverySchema") == Some(&"CloudEventSchemaV1_0".into()),
        headers: headers.collect(),
        has_token: entra.is_some(),
        reception: Reception {
            id: subscription.id.clone(),
            name: subscription.name().to_owned(),
            kind: kind.unwrap_or_default().to_owned(),
            url: url.map(|url| base(url).to_owned()),
            receives,
            reason,
            status: None,
            error: None,
        },
    }
}

fn is_expired(properties: &Map<String, Value>, now: Timestamp) -> bool {
    let time = properties.get("expirationTimeUtc").and_then(Value::as_str);
    let time = time.and_then(|time| time.parse::<Timestamp>().ok());
    time.is_some_and(|time| time <= now)
}
