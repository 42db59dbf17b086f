//! Twilio's `OpenAPI` documents, and their description of one operation.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use url::Url;

/// The documents that the sandbox follows; those of events, Conversations and prices only where they exist.
pub struct Documents(Vec<Value>);

/// One method of one path.
pub struct Operation<'a> {
    document: &'a Value,
    operation: &'a Value,
}

impl Documents {
    /// The documents, if they exist; otherwise prints that they do not.
    pub fn find() -> Option<Self> {
        let folder = std::env::var_os("SWITCHBOARD_OPENAPI_DIR").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/twilio-openapi"),
            PathBuf::from,
        );
        if !folder.is_dir() {
            let message = format!(
                "SKIPPED: Twilio's OpenAPI documents are not at {}",
                folder.display()
            );
            assert!(
                std::env::var_os("SWITCHBOARD_REQUIRE_ALL").is_none(),
                "{message}"
            );
            eprintln!("{message}");
            return None;
        }
        let read = |name: &str| {
            serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
        };
        let mut documents: Vec<Value> = ["twilio_api_v2010.json", "twilio_messaging_v1.json"]
            .map(read)
            .to_vec();
        for name in [
            "twilio_monitor_v1.json",
            "twilio_conversations_v1.json",
            "twilio_pricing_v1.json",
        ] {
            if folder.join(name).exists() {
                documents.push(read(name));
            } else {
                eprintln!("SKIPPED: {name} is not among Twilio's OpenAPI documents");
            }
        }
        Some(Self(documents))
    }

    /// Whether one of the documents describes the path `template`.
    pub fn describe(&self, template: &str) -> bool {
        self.0
            .iter()
            .any(|document| document["paths"][template].is_object())
    }

    /// The description of `method` on the path `template`.
    pub fn operation(&self, method: &str, template: &str) -> Operation<'_> {
        for document in &self.0 {
            let operation = &document["paths"][template][method.to_lowercase()];
            if operation.is_object() {
                return Operation {
                    document,
                    operation,
                };
            }
        }
        panic!("Twilio has no {method} {template}");
    }
}

impl Operation<'_> {
    /// The names of its query parameters and form fields.
    pub fn parameters(&self) -> BTreeSet<String> {
        let listed = self.operation["parameters"]
            .as_array()
            .into_iter()
            .flatten();
        let listed =
            listed.map(|parameter| self.inline(parameter)["name"].as_str().unwrap().to_owned());
        let form = &self.operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
        let form = self.inline(form);
        let fields = form["properties"].as_object().into_iter().flatten();
        listed.chain(fields.map(|(name, _)| name.clone())).collect()
    }

    /// The schema of its answer with `status`; none when that answer has no body.
    pub fn answer(&self, status: u16) -> Option<Value> {
        let response = &self.operation["responses"][status.to_string()];
        assert!(response.is_object(), "no answer {status} is documented");
        let content = response["content"]["application/json"]["schema"].as_object();
        content.map(|schema| self.inline(&Value::Object(schema.clone())))
    }

    /// The same with every reference replaced by its target, and with `nullable`, which JSON Schema
    /// does not know, expressed in JSON Schema.
    fn inline(&self, schema: &Value) -> Value {
        match schema {
            Value::Array(items) => items.iter().map(|item| self.inline(item)).collect(),
            Value::Object(keys) => match keys.get("$ref").and_then(Value::as_str) {
                Some(reference) => {
                    let pointer = reference.strip_prefix('#').unwrap();
                    self.inline(self.document.pointer(pointer).unwrap())
                }
                None => nullable(
                    keys.iter()
                        .map(|(key, value)| (key.clone(), self.inline(value)))
                        .collect(),
                ),
            },
            other => other.clone(),
        }
    }
}

fn nullable(mut schema: Map<String, Value>) -> Value {
    // The document's note on how the type is really written, as in its own examples of prices.
    if let Some(written) = schema
        .get("x-twilio")
        .and_then(|own| own.get("overrideType"))
    {
        schema.insert("type".to_owned(), written.clone());
    }
    if schema.remove("nullable") != Some(Value::Bool(true)) {
        return Value::Object(schema);
    }
    json!({"anyOf": [{"type": "null"}, schema]})
}

/// A checker of one schema. Formats are checked, with three of Twilio's read as Twilio's own
/// examples use them: `uri` is also on blank settings (`"sms_url": ""`) and on paths
/// (`next_page_uri`), `phone-number` also on numbers as people write them (`"(808) 925-5327"`), and
/// a SID may be blank (`"sms_application_sid": ""`). An actor's SID, whose pattern is a user's, may
/// be an account's too, as on Twilio's page on events.
pub fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .with_format("uri", |text: &str| {
            text.is_empty() || text.starts_with('/') || Url::parse(text).is_ok()
        })
        .with_format("phone-number", |text: &str| {
            text.bytes().filter(u8::is_ascii_digit).count() >= 7
        })
        .with_format("date-time-rfc-2822", |text: &str| {
            jiff::fmt::rfc2822::parse(text).is_ok()
        })
        .with_format("iso-country-code", |text: &str| {
            text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
        })
        .build(&blank_sids(schema))
        .unwrap()
}

/// Lets a SID be blank where the schema gives it a pattern.
fn blank_sids(schema: &Value) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(blank_sids).collect(),
        Value::Object(keys) if keys.get("pattern").is_some_and(Value::is_string) => {
            let account = json!({"pattern": "^AC[0-9a-fA-F]{32}$"});
            let actor = keys["pattern"] == "^US[0-9a-fA-F]{32}$";
            let also = if actor { account } else { json!({"const": ""}) };
            json!({"anyOf": [also, schema]})
        }
        Value::Object(keys) => keys
            .iter()
            .map(|(key, value)| (key.clone(), blank_sids(value)))
            .collect(),
        other => other.clone(),
    }
}

/// Compares names: reports those in `body` that `schema` does not know, and, in items, those that
/// it lacks.
pub fn names(schema: &Value, body: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(choices) = schema["anyOf"].as_array() {
        return choices
            .iter()
            .for_each(|choice| names(choice, body, place, found));
    }
    if let (Some(items), Some(known)) = (body.as_array(), schema.get("items")) {
        return items
            .iter()
            .for_each(|item| names(known, item, place, found));
    }
    let (Some(known), Some(body)) = (schema["properties"].as_object(), body.as_object()) else {
        return;
    };
    for (name, value) in body {
        match known.get(name) {
            Some(known) => names(known, value, &format!("{place}.{name}"), found),
            None => found.push(format!("{place}.{name} is not in the document")),
        }
    }
    let is_item = known.contains_key("sid") || known.contains_key("iso_country");
    for name in known
        .keys()
        .filter(|name| is_item && !body.contains_key(*name))
    {
        found.push(format!("{place}.{name} is missing"));
    }
}
