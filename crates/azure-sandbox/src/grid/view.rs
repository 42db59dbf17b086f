//! Topics and subscriptions as ARM writes them.

use serde_json::{Map, Value, json};

use crate::store::grid::{Subscription, TOPIC_TYPE, Topic};
use crate::store::resource::Resource;

/// A subscription as it reads back: without the URL's query and without secrets.
pub(crate) fn subscription(subscription: &Subscription) -> Value {
    let kind = match subscription.topic {
        Some(_) => "Microsoft.EventGrid/systemTopics/eventSubscriptions",
        None => "Microsoft.EventGrid/eventSubscriptions",
    };
    let mut properties = Map::new();
    properties.insert("topic".to_owned(), subscription.source.clone().into());
    properties.insert("provisioningState".to_owned(), json!(subscription.state));
    for (name, value) in &subscription.properties {
        properties.insert(name.clone(), value.clone());
    }
    for name in ["destination", "deliveryWithResourceIdentity"] {
        if let Some(destination) = properties.get_mut(name) {
            hide(destination);
        }
    }
    json!({
        "id": subscription.id,
        "name": subscription.name(),
        "type": kind,
        "systemData": null,
        "properties": properties,
    })
}

/// Hides what a destination keeps secret, at any depth.
fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("endpointUrl") {
                fields.insert("endpointUrl".to_owned(), Value::Null);
            }
            if fields.get("isSecret") == Some(&Value::Bool(true)) {
                fields.insert("value".to_owned(), "Hidden".into());
            }
            fields.values_mut().for_each(hide);
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        _ => {}
    }
}

/// The full URL; none if the destination is not a webhook.
pub(crate) fn full_url(properties: &Map<String, Value>) -> Option<&str> {
    let destination = properties.get("destination")?;
    destination.pointer("/properties/endpointUrl")?.as_str()
}

/// The delivery attributes with their secrets.
pub(crate) fn attributes(properties: &Map<String, Value>) -> Vec<Value> {
    let destination = properties.get("destination");
    let mappings = destination.and_then(|destination| {
        destination
            .pointer("/properties/deliveryAttributeMappings")?
            .as_array()
    });
    mappings.cloned().unwrap_or_default()
}

/// A topic.
pub(crate) fn topic(topic: &Topic, source: Option<&Resource>) -> Value {
    let source = source.map_or(topic.source.as_str(), |resource| resource.id.as_str());
    json!({
        "id": topic.id,
        "name": topic.id.rsplit('/').next(),
        "type": "Microsoft.EventGrid/systemTopics",
        "location": "global",
        "tags": topic.tags,
        "systemData": null,
        "properties": {
            "provisioningState": topic.state,
            "source": source,
            "topicType": TOPIC_TYPE,
            "metricResourceId": sandbox_server::ids::guid(&["metric", &topic.source]),
        },
    })
}
