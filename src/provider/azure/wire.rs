//! Azure's JSON, as far as it is read (docs/azure.md: Numbers, Event subscriptions).

use serde::Deserialize;
use serde_json::{Map, Value};

/// A phone number of the resource.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NumberWire {
    pub(super) phone_number: Option<String>,
    pub(super) capabilities: Option<Capabilities>,
}

/// What a number can do. Unknown words are kept.
#[derive(Debug, Deserialize)]
pub(super) struct Capabilities {
    pub(super) sms: Option<String>,
}

/// The Communication Services resource.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SourceWire {
    pub(super) location: Option<String>,
    #[serde(default)]
    pub(super) properties: SourceProperties,
}

/// The properties of the resource.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SourceProperties {
    pub(super) host_name: Option<String>,
    pub(super) provisioning_state: Option<String>,
}

/// A system topic.
#[derive(Debug, Deserialize)]
pub(super) struct TopicWire {
    pub(super) id: String,
    #[serde(default)]
    pub(super) properties: TopicProperties,
}

/// The properties of a system topic.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TopicProperties {
    pub(super) source: Option<String>,
    pub(super) provisioning_state: Option<String>,
}

/// An event subscription. Its properties are kept as they are, because an update sends those back
/// that it must not change.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct SubscriptionWire {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) properties: Map<String, Value>,
}

impl SubscriptionWire {
    /// The state in Azure's word.
    pub(super) fn state(&self) -> &str {
        text(&self.properties, "provisioningState")
    }

    /// The destination: its type and its properties. With an identity of the resource, it is one
    /// level lower.
    pub(super) fn destination(&self) -> (&str, Option<&Map<String, Value>>) {
        let own = object(&self.properties, "destination");
        let own = own.or_else(|| {
            let with_identity = object(&self.properties, "deliveryWithResourceIdentity")?;
            object(with_identity, "destination")
        });
        let kind = own.map_or("", |own| text(own, "endpointType"));
        (kind, own.and_then(|own| object(own, "properties")))
    }

    /// The URL without its query string; `None` if the events are delivered to something else.
    pub(super) fn base_url(&self) -> Option<&str> {
        let (_, properties) = self.destination();
        let base = properties.map(|properties| text(properties, "endpointBaseUrl"))?;
        (!base.is_empty()).then_some(base)
    }

    /// The filter.
    pub(super) fn filter(&self) -> Option<&Map<String, Value>> {
        object(&self.properties, "filter")
    }

    /// The types of events; `None` if every type of the source is meant.
    pub(super) fn types(&self) -> Option<Vec<String>> {
        let types = self.filter()?.get("includedEventTypes")?.as_array()?;
        let mut types: Vec<String> = types
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect();
        types.sort();
        (!types.is_empty()).then_some(types)
    }

    /// Whether events of this type are delivered.
    pub(super) fn delivers(&self, event: &str) -> bool {
        self.types().is_none_or(|types| {
            types
                .iter()
                .any(|one| one.eq_ignore_ascii_case(event) || one.eq_ignore_ascii_case("All"))
        })
    }

    /// The labels.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        let labels = self.properties.get("labels").and_then(Value::as_array);
        labels.into_iter().flatten().filter_map(Value::as_str)
    }
}

/// The text of a key; empty if it has none.
pub(super) fn text<'a>(map: &'a Map<String, Value>, key: &str) -> &'a str {
    map.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The object of a key.
pub(super) fn object<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Map<String, Value>> {
    map.get(key).and_then(Value::as_object)
}
