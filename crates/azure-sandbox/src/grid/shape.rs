//! The fields that a client may write, and those that only Azure writes.

use serde_json::Value;

/// A field of an object.
enum Field {
    /// Anything.
    Any,
    /// Azure writes it; what a client sends is ignored.
    ReadOnly,
    /// An object with these fields.
    Object(&'static [(&'static str, Field)]),
    /// A list of such objects.
    List(&'static [(&'static str, Field)]),
}

use Field::{Any, List, Object, ReadOnly};

const DESTINATION: &[(&str, Field)] = &[("endpointType", Any), ("properties", Any)];
const WEBHOOK: &[(&str, Field)] = &[
    ("endpointUrl", Any),
    ("endpointBaseUrl", ReadOnly),
    ("maxEventsPerBatch", Any),
    ("preferredBatchSizeInKilobytes", Any),
    ("azureActiveDirectoryTenantId", Any),
    ("azureActiveDirectoryApplicationIdOrUri", Any),
    ("minimumTlsVersionAllowed", Any),
    (
        "deliveryAttributeMappings",
        List(&[
            ("name", Any),
            ("type", Any),
            (
                "properties",
                Object(&[("value", Any), ("isSecret", Any), ("sourceField", Any)]),
            ),
        ]),
    ),
];
const FILTER: &[(&str, Field)] = &[
    ("subjectBeginsWith", Any),
    ("subjectEndsWith", Any),
    ("includedEventTypes", Any),
    ("isSubjectCaseSensitive", Any),
    ("enableAdvancedFilteringOnArrays", Any),
    (
        "advancedFilters",
        List(&[
            ("operatorType", Any),
            ("key", Any),
            ("value", Any),
            ("values", Any),
        ]),
    ),
];
const PROPERTIES: &[(&str, Field)] = &[
    ("topic", ReadOnly),
    ("provisioningState", ReadOnly),
    ("destination", Object(DESTINATION)),
    ("deliveryWithResourceIdentity", Any),
    ("filter", Object(FILTER)),
    ("labels", Any),
    ("expirationTimeUtc", Any),
    ("eventDeliverySchema", Any),
    (
        "retryPolicy",
        Object(&[
            ("maxDeliveryAttempts", Any),
            ("eventTimeToLiveInMinutes", Any),
        ]),
    ),
    ("deadLetterDestination", Any),
    ("deadLetterWithResourceIdentity", Any),
];
const SUBSCRIPTION: &[(&str, Field)] = &[
    ("id", ReadOnly),
    ("name", ReadOnly),
    ("type", ReadOnly),
    ("systemData", ReadOnly),
    ("properties", Object(PROPERTIES)),
];
const TOPIC: &[(&str, Field)] = &[
    ("id", ReadOnly),
    ("name", ReadOnly),
    ("type", ReadOnly),
    ("systemData", ReadOnly),
    ("location", Any),
    ("tags", Any),
    ("identity", Any),
    (
        "properties",
        Object(&[
            ("source", Any),
            ("topicType", Any),
            ("provisioningState", ReadOnly),
            ("metricResourceId", ReadOnly),
        ]),
    ),
];
const TOPIC_UPDATE: &[(&str, Field)] = &[("tags", Any), ("identity", Any)];

/// A kind of body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body {
    /// PUT of a subscription.
    Subscription,
    /// PATCH of a subscription: properties at the top level.
    Update,
    /// PUT of a topic.
    Topic,
    /// PATCH of a topic.
    TopicUpdate,
}

/// What is wrong with the fields of a body.
#[derive(Debug, Default)]
pub(crate) struct Misfits {
    /// Fields that do not exist.
    pub(crate) unknown: Vec<String>,
    /// Fields that only Azure writes.
    pub(crate) read_only: Vec<String>,
}

/// The misfits of a body, by their paths.
pub(crate) fn misfits(kind: Body, body: &Value) -> Misfits {
    let fields = match kind {
        Body::Subscription => SUBSCRIPTION,
        Body::Update => PROPERTIES,
        Body::Topic => TOPIC,
        Body::TopicUpdate => TOPIC_UPDATE,
    };
    let mut found = Misfits::default();
    compare(fields, body, "", &mut found);
    let destination = match kind {
        Body::Subscription => body.pointer("/properties/destination"),
        Body::Update => body.pointer("/destination"),
        Body::Topic | Body::TopicUpdate => None,
    };
    if let Some(destination) = destination
        && destination.get("endpointType") == Some(&"WebHook".into())
        && let Some(properties) = destination.get("properties")
    {
        compare(WEBHOOK, properties, "destination.properties.", &mut found);
    }
    found
}

fn compare(fields: &[(&str, Field)], value: &Value, place: &str, found: &mut Misfits) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let path = format!("{place}{name}");
        let mut known = fields.iter().filter(|(known, _)| known == name);
        match known.next().map(|(_, field)| field) {
            // A field that was read as null and is sent again sets nothing.
            Some(ReadOnly) if value.is_null() => {}
            Some(ReadOnly) => found.read_only.push(path),
            None => found.unknown.push(path),
            Some(Any) => {}
            Some(Object(inner)) => compare(inner, value, &format!("{path}."), found),
            Some(List(inner)) => {
                for item in value.as_array().into_iter().flatten() {
                    compare(inner, item, &format!("{path}[]."), found);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_is_found_wherever_it_does_not_belong() {
        let body = json!({"properties": {
            "provisioningState": "Succeeded", "topic": null, "nonsense": 1,
            "destination": {"endpointType": "WebHook", "properties": {"endpointBaseUrl": "x", "url": "y"}},
            "filter": {"advancedFilters": [{"operator": "StringIn"}]},
        }});
        let found = misfits(Body::Subscription, &body);
        assert_eq!(
            found.unknown,
            [
                "properties.filter.advancedFilters[].operator",
                "properties.nonsense",
                "destination.properties.url"
            ]
        );
        assert_eq!(
            found.read_only,
            [
                "properties.provisioningState",
                "destination.properties.endpointBaseUrl"
            ]
        );
        let update = misfits(Body::Update, &json!({"properties": {}}));
        assert_eq!(update.unknown, ["properties"]);
    }
}
