//! The bodies of requests that create and change event subscriptions (docs/azure.md: Updates). Pure.
//!
//! Whether a PATCH keeps what it does not name is not known. So it names everything that Azure might
//! reset, with the values that were read.

use serde_json::{Map, Value, json};

use super::subscription::{EVENT_GRID, WEB_HOOK};
use super::wire::{SubscriptionWire, object};

/// What a subscription should be.
pub(super) struct Wanted<'a> {
    /// The whole URL.
    pub(super) url: &'a str,
    /// The types of events.
    pub(super) types: &'a [String],
    /// The labels of a new subscription.
    pub(super) labels: &'a [String],
}

/// The body that creates a subscription.
pub(super) fn create(wanted: &Wanted<'_>) -> Value {
    let mut properties = json!({
        "destination": {
            "endpointType": WEB_HOOK,
            "properties": { "endpointUrl": wanted.url },
        },
        "filter": { "includedEventTypes": wanted.types },
        "eventDeliverySchema": EVENT_GRID,
    });
    if !wanted.labels.is_empty() {
        properties["labels"] = json!(wanted.labels);
    }
    json!({ "properties": properties })
}

/// Why a subscription is not changed: the update would lose a setting that somebody else made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// The events are delivered, or dead-lettered, with an identity.
    Identity,
    /// Azure does not return the value of a secret header.
    SecretHeader,
}

/// The settings that a PATCH must send although they stay as they are.
const KEPT: [&str; 5] = [
    "labels",
    "retryPolicy",
    "deadLetterDestination",
    "expirationTimeUtc",
    "eventDeliverySchema",
];

/// The properties that change a subscription. `attributes` are its delivery attributes with the
/// values of secret ones; `keep_filter` is whether its filter stays as it is.
pub(super) fn update(
    seen: &SubscriptionWire,
    wanted: &Wanted<'_>,
    attributes: Option<Vec<Value>>,
    keep_filter: bool,
) -> Result<Map<String, Value>, Loss> {
    let set = |key: &str| seen.properties.get(key).is_some_and(|one| !one.is_null());
    if set("deliveryWithResourceIdentity") || set("deadLetterWithResourceIdentity") {
        return Err(Loss::Identity);
    }
    let mut endpoint = Map::new();
    for (key, value) in seen.destination().1.into_iter().flatten() {
        let written = key != "endpointUrl" && key != "endpointBaseUrl";
        if written && !value.is_null() {
            endpoint.insert(key.clone(), value.clone());
        }
    }
    if let Some(attributes) = attributes {
        endpoint.insert("deliveryAttributeMappings".to_owned(), attributes.into());
    }
    if secret_attributes(&endpoint).any(|hidden| hidden) {
        return Err(Loss::SecretHeader);
    }
    endpoint.insert("endpointUrl".to_owned(), wanted.url.into());
    let mut filter = match seen.filter() {
        Some(filter) if keep_filter => filter.clone(),
        _ => Map::new(),
    };
    filter.retain(|_, value| !value.is_null());
    filter.insert("includedEventTypes".to_owned(), json!(wanted.types));
    if !keep_filter {
        // Blank values, so that a merge does not keep the old ones.
        filter.insert("subjectBeginsWith".to_owned(), "".into());
        filter.insert("subjectEndsWith".to_owned(), "".into());
        filter.insert("advancedFilters".to_owned(), Value::Array(Vec::new()));
    }
    let mut properties = Map::new();
    for key in KEPT {
        if let Some(value) = seen.properties.get(key).filter(|value| !value.is_null()) {
            properties.insert(key.to_owned(), value.clone());
        }
    }
    properties.insert("eventDeliverySchema".to_owned(), EVENT_GRID.into());
    properties.insert("filter".to_owned(), filter.into());
    properties.insert(
        "destination".to_owned(),
        json!({ "endpointType": WEB_HOOK, "properties": endpoint }),
    );
    Ok(properties)
}

/// Of each secret delivery attribute: whether its value is hidden.
fn secret_attributes(endpoint: &Map<String, Value>) -> impl Iterator<Item = bool> {
    let all = endpoint
        .get("deliveryAttributeMappings")
        .and_then(Value::as_array);
    let own = all
        .into_iter()
        .flatten()
        .filter_map(|one| one.get("properties"));
    own.filter(|own| own.get("isSecret") == Some(&Value::Bool(true)))
        .map(|own| match own.get("value").and_then(Value::as_str) {
            Some(value) => value.eq_ignore_ascii_case("Hidden"),
            None => true,
        })
}

/// Whether a subscription has a secret header, whose value must be asked for before an update.
pub(super) fn has_secret_header(seen: &SubscriptionWire) -> bool {
    let endpoint = seen.destination().1;
    endpoint.is_some_and(|endpoint| secret_attributes(endpoint).next().is_some())
}

/// The values of secret headers among delivery attributes, which no message may show.
pub(super) fn secret_values(attributes: &[Value]) -> impl Iterator<Item = &str> {
    let own = attributes.iter().filter_map(Value::as_object);
    own.filter_map(|one| object(one, "properties")?.get("value")?.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Loss, Wanted, create, has_secret_header, update};
    use crate::provider::azure::wire::SubscriptionWire;

    fn wanted<'a>(types: &'a [String], labels: &'a [String]) -> Wanted<'a> {
        Wanted {
            url: "https://a.example/?code=1",
            types,
            labels,
        }
    }

    fn seen(change: impl Fn(&mut Value)) -> SubscriptionWire {
        let mut wire = json!({
            "id": "/s", "name": "s",
            "properties": {
                "topic": "/t",
                "provisioningState": "Succeeded",
                "destination": { "endpointType": "WebHook", "properties": {
                    "endpointUrl": null, "endpointBaseUrl": "https://b.example/",
                    "maxEventsPerBatch": 10, "preferredBatchSizeInKilobytes": 64,
                    "azureActiveDirectoryTenantId": "t", "azureActiveDirectoryApplicationIdOrUri": null,
                    "deliveryAttributeMappings": [{ "name": "x", "type": "Static", "properties": { "value": "v", "isSecret": false } }],
                } },
                "filter": { "subjectBeginsWith": "", "subjectEndsWith": "1", "includedEventTypes": ["A"] },
                "labels": null,
                "eventDeliverySchema": "CloudEventSchemaV1_0",
                "retryPolicy": { "maxDeliveryAttempts": 3 },
                "expirationTimeUtc": "2027-01-01T00:00:00Z",
            },
        });
        change(&mut wire);
        serde_json::from_value(wire).unwrap()
    }

    #[test]
    fn a_create_says_no_more_than_is_declared() {
        let (types, labels) = (["A".to_owned()], ["switchboard".to_owned()]);
        assert_eq!(
            create(&wanted(&types, &labels)).to_string(),
            r#"{"properties":{"destination":{"endpointType":"WebHook","properties":{"endpointUrl":"https://a.example/?code=1"}},"eventDeliverySchema":"EventGridSchema","filter":{"includedEventTypes":["A"]},"labels":["switchboard"]}}"#
        );
        assert!(
            create(&wanted(&types, &[]))
                .pointer("/properties/labels")
                .is_none()
        );
    }

    #[test]
    fn an_update_sends_back_what_others_set() {
        let types = ["B".to_owned()];
        let wire = seen(|_| {});
        let body = update(&wire, &wanted(&types, &[]), None, false).unwrap();
        assert_eq!(
            Value::from(body).to_string(),
            r#"{"destination":{"endpointType":"WebHook","properties":{"azureActiveDirectoryTenantId":"t","deliveryAttributeMappings":[{"name":"x","properties":{"isSecret":false,"value":"v"},"type":"Static"}],"endpointUrl":"https://a.example/?code=1","maxEventsPerBatch":10,"preferredBatchSizeInKilobytes":64}},"eventDeliverySchema":"EventGridSchema","expirationTimeUtc":"2027-01-01T00:00:00Z","filter":{"advancedFilters":[],"includedEventTypes":["B"],"subjectBeginsWith":"","subjectEndsWith":""},"retryPolicy":{"maxDeliveryAttempts":3}}"#
        );
        let kept = update(&wire, &wanted(&types, &[]), None, true).unwrap();
        assert_eq!(
            kept["filter"].to_string(),
            r#"{"includedEventTypes":["B"],"subjectBeginsWith":"","subjectEndsWith":"1"}"#
        );
    }

    #[test]
    fn nothing_is_sent_that_would_lose_a_secret() {
        let types = ["B".to_owned()];
        let secret = |value: Value| json!([{ "name": "key", "type": "Static", "properties": { "value": value, "isSecret": true } }]);
        let hidden = seen(|wire| {
            wire["properties"]["destination"]["properties"]["deliveryAttributeMappings"] =
                secret(json!("Hidden"));
        });
        assert!(has_secret_header(&hidden) && !has_secret_header(&seen(|_| {})));
        let refused = update(&hidden, &wanted(&types, &[]), None, false);
        assert_eq!(refused.unwrap_err(), Loss::SecretHeader);
        let known = secret(json!("s3cret")).as_array().cloned();
        let body = update(&hidden, &wanted(&types, &[]), known, false).unwrap();
        assert!(Value::from(body).to_string().contains("s3cret"));
        let identity = seen(|wire| {
            wire["properties"]["deadLetterWithResourceIdentity"] = json!({ "identity": {} });
        });
        assert_eq!(
            update(&identity, &wanted(&types, &[]), None, false).unwrap_err(),
            Loss::Identity
        );
    }
}
