//! The properties of a subscription: what is refused, and the defaults that Azure fills in.

use serde_json::{Map, Value, json};
use url::Url;

use crate::store::settings::BaseUrl;

/// Prefix of the event types of Communication Services.
pub(crate) const EVENT_TYPES: &str = "Microsoft.Communication.";
/// The event type of an incoming text.
pub(crate) const RECEIVED: &str = "Microsoft.Communication.SMSReceived";
/// The event type of a delivery report.
pub(crate) const REPORTED: &str = "Microsoft.Communication.SMSDeliveryReportReceived";
/// What is included if a client names no event types.
const DEFAULT_TYPES: [&str; 5] = [
    RECEIVED,
    REPORTED,
    "Microsoft.Communication.ChatMessageReceived",
    "Microsoft.Communication.IncomingCall",
    "Microsoft.Communication.EmailDeliveryReportReceived",
];
/// The answer to a URL that Azure does not accept.
const BAD_URL: &str = "Invalid event subscription request: Supplied URL is invalid. It cannot be null or empty and should be a proper HTTPS URL like https://www.example.com.";
/// Largest number of values in all advanced filters.
const FILTER_VALUES: usize = 25;
/// Largest number of characters in one value.
const FILTER_TEXT: usize = 512;
const KINDS: [&str; 9] = [
    "WebHook",
    "EventHub",
    "StorageQueue",
    "HybridConnection",
    "ServiceBusQueue",
    "ServiceBusTopic",
    "AzureFunction",
    "MonitorAlert",
    "NamespaceTopic",
];
const OPERATORS: [&str; 19] = [
    "NumberIn",
    "NumberNotIn",
    "NumberLessThan",
    "NumberGreaterThan",
    "NumberLessThanOrEquals",
    "NumberGreaterThanOrEquals",
    "NumberInRange",
    "NumberNotInRange",
    "BoolEquals",
    "StringIn",
    "StringNotIn",
    "StringBeginsWith",
    "StringEndsWith",
    "StringContains",
    "StringNotBeginsWith",
    "StringNotEndsWith",
    "StringNotContains",
    "IsNullOrUndefined",
    "IsNotNull",
];

/// The properties that `sent` leads to; the error is the message of a 400.
pub(crate) fn accepted(
    sent: &Map<String, Value>,
    spelling: BaseUrl,
) -> Result<Map<String, Value>, String> {
    let mut properties: Map<String, Value> = sent
        .iter()
        .filter(|(name, value)| {
            !value.is_null() && !["topic", "provisioningState"].contains(&name.as_str())
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if !properties.contains_key("deliveryWithResourceIdentity") {
        let destination = destination(properties.get("destination"), spelling)?;
        properties.insert("destination".to_owned(), destination);
    }
    let filter = filter(properties.get("filter"))?;
    properties.insert("filter".to_owned(), filter);
    let schema = properties
        .entry("eventDeliverySchema")
        .or_insert("EventGridSchema".into());
    let known = [
        "EventGridSchema",
        "CustomInputSchema",
        "CloudEventSchemaV1_0",
    ];
    if !known.contains(&schema.as_str().unwrap_or_default()) {
        return Err(format!("The event delivery schema {schema} is not valid."));
    }
    let retry = properties.entry("retryPolicy").or_insert(json!({}));
    fill(retry, "maxDeliveryAttempts", 30, 1..=30)?;
    fill(retry, "eventTimeToLiveInMinutes", 1440, 1..=1440)?;
    let labels = properties.entry("labels").or_insert(Value::Null);
    let texts = |list: &Vec<Value>| list.iter().all(Value::is_string);
    if !labels.is_null() && !labels.as_array().is_some_and(texts) {
        return Err("The labels are not a list of strings.".to_owned());
    }
    if labels.as_array().is_some_and(Vec::is_empty) {
        *labels = Value::Null;
    }
    if let Some(time) = properties.get("expirationTimeUtc") {
        let parsed = time
            .as_str()
            .and_then(|text| text.parse::<jiff::Timestamp>().ok());
        if parsed.is_none() {
            return Err(format!("The expiration time {time} is not valid."));
        }
    }
    Ok(properties)
}

fn destination(sent: Option<&Value>, spelling: BaseUrl) -> Result<Value, String> {
    let mut destination = sent.cloned().unwrap_or(json!({}));
    let kind = destination.get("endpointType").and_then(Value::as_str);
    let kind = kind.unwrap_or_default().to_owned();
    if !KINDS.contains(&kind.as_str()) {
        return Err(format!("The endpoint type '{kind}' is not valid."));
    }
    let Some(parts) = destination.as_object_mut() else {
        return Err("The destination is not an object.".to_owned());
    };
    let properties = parts.entry("properties").or_insert(json!({}));
    if kind == "WebHook" {
        webhook(properties, spelling)?;
    }
    Ok(destination)
}

fn webhook(properties: &mut Value, spelling: BaseUrl) -> Result<(), String> {
    let sent = properties.get("endpointUrl").and_then(Value::as_str);
    let sent = sent.unwrap_or_default().to_owned();
    let url = Url::parse(&sent).ok().filter(|url| url.scheme() == "https");
    let mut url = url.ok_or(BAD_URL)?;
    let base = match spelling {
        BaseUrl::AsSent => sent.split(['?', '#']).next().unwrap_or_default().to_owned(),
        BaseUrl::Normalised => {
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        }
    };
    fill(properties, "maxEventsPerBatch", 1, 1..=5000)?;
    fill(properties, "preferredBatchSizeInKilobytes", 64, 1..=1024)?;
    let mappings = properties
        .get("deliveryAttributeMappings")
        .and_then(Value::as_array);
    let mappings = mappings.into_iter().flatten();
    if mappings.clone().count() > 10 {
        return Err("A subscription has at most 10 delivery attributes.".to_owned());
    }
    for mapping in mappings {
        let kind = mapping
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let named = mapping.get("name").is_some_and(Value::is_string);
        if !["Static", "Dynamic"].contains(&kind) || !named {
            return Err(format!(
                "The delivery attribute {} is not valid.",
                mapping["name"]
            ));
        }
    }
    if let Some(properties) = properties.as_object_mut() {
        properties.retain(|_, value| !value.is_null());
        properties.insert("endpointBaseUrl".to_owned(), base.into());
    }
    Ok(())
}

fn filter(sent: Option<&Value>) -> Result<Value, String> {
    let mut filter = sent.cloned().unwrap_or(json!({}));
    let Some(parts) = filter.as_object_mut() else {
        return Err("The filter is not an object.".to_owned());
    };
    parts.retain(|_, value| !value.is_null() && *value != false);
    for name in ["subjectBeginsWith", "subjectEndsWith"] {
        parts.entry(name).or_insert("".into());
    }
    let types = parts
        .entry("includedEventTypes")
        .or_insert(json!(DEFAULT_TYPES));
    if types == &json!(["All"]) {
        *types = json!(DEFAULT_TYPES);
    }
    for kind in types.as_array().into_iter().flatten() {
        if !kind.as_str().unwrap_or_default().starts_with(EVENT_TYPES) {
            return Err(format!(
                "The event type {kind} does not belong to the topic."
            ));
        }
    }
    let mut values = 0;
    for advanced in parts
        .get("advancedFilters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let text = |name: &str| {
            advanced
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        if !OPERATORS.contains(&text("operatorType")) || text("key").is_empty() {
            return Err(format!("The advanced filter {advanced} is not valid."));
        }
        let listed = advanced
            .get("values")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        values += listed.clone().count() + usize::from(advanced.get("value").is_some());
        let is_long = |value: &Value| {
            value
                .as_str()
                .is_some_and(|text| text.chars().count() > FILTER_TEXT)
        };
        if listed.clone().any(is_long) {
            return Err(format!(
                "A filter value is longer than {FILTER_TEXT} characters."
            ));
        }
    }
    if values > FILTER_VALUES {
        return Err(format!(
            "The event subscription has {values} advanced filter values. The maximum is {FILTER_VALUES}."
        ));
    }
    Ok(filter)
}

/// Sets a number that is missing, and refuses one that is out of range.
fn fill(
    object: &mut Value,
    name: &str,
    default: i64,
    range: std::ops::RangeInclusive<i64>,
) -> Result<(), String> {
    let Some(object) = object.as_object_mut() else {
        return Err(format!("The object with {name} is not an object."));
    };
    let value = object.entry(name).or_insert(Value::Null);
    if value.is_null() {
        *value = default.into();
    }
    if value.as_i64().is_some_and(|value| range.contains(&value)) {
        return Ok(());
    }
    Err(format!(
        "The value {value} of {name} is not between {} and {}.",
        range.start(),
        range.end()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(properties: Value) -> Result<Value, String> {
        let Value::Object(properties) = properties else {
            panic!("not an object");
        };
        accepted(&properties, BaseUrl::AsSent).map(Value::Object)
    }

    fn hook(url: &str) -> Value {
        json!({"endpointType": "WebHook", "properties": {"endpointUrl": url}})
    }

    #[test]
    fn defaults_are_filled_in_and_false_is_dropped() {
        let found = of(json!({
            "destination": hook("https://Example.com:443/a?code=1"),
            "filter": {"isSubjectCaseSensitive": false},
        }))
        .unwrap();
        let base = "/destination/properties/endpointBaseUrl";
        assert_eq!(found.pointer(base).unwrap(), "https://Example.com:443/a");
        assert_eq!(found["filter"]["subjectBeginsWith"], "");
        assert_eq!(found["filter"].get("isSubjectCaseSensitive"), None);
        assert_eq!(
            found["filter"]["includedEventTypes"]
                .as_array()
                .unwrap()
                .len(),
            5
        );
        assert_eq!(found["labels"], Value::Null);
        assert_eq!(found["retryPolicy"]["maxDeliveryAttempts"], 30);
    }

    #[test]
    fn what_azure_refuses() {
        let many: Vec<_> = (0..26)
            .map(|n| json!({"operatorType": "StringNotEndsWith", "key": "subject", "values": [n.to_string()]}))
            .collect();
        let good = hook("https://example.com");
        for (properties, part) in [
            (json!({}), "endpoint type"),
            (json!({"destination": hook("")}), "Supplied URL is invalid"),
            (
                json!({"destination": hook("http://example.com")}),
                "Supplied URL is invalid",
            ),
            (
                json!({"destination": good, "filter": {"advancedFilters": many}}),
                "26 advanced",
            ),
            (
                json!({"destination": good, "filter": {"includedEventTypes": ["Microsoft.Storage.BlobCreated"]}}),
                "does not belong",
            ),
            (
                json!({"destination": good, "retryPolicy": {"maxDeliveryAttempts": 31}}),
                "between 1 and 30",
            ),
            (
                json!({"destination": good, "eventDeliverySchema": "Own"}),
                "schema",
            ),
            (json!({"destination": good, "labels": "one"}), "labels"),
        ] {
            let message = of(properties.clone()).unwrap_err();
            assert!(message.contains(part), "{properties}: {message}");
        }
    }
}
