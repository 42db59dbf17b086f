//! Microsoft's documents, and their description of one operation. They refer to each other by relative paths.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

const NUMBERS: &str =
    "specification/communication/data-plane/PhoneNumbers/stable/2022-12-01/phonenumbers.json";
const GRID: &str =
    "specification/eventgrid/resource-manager/Microsoft.EventGrid/stable/2022-06-15/EventGrid.json";
const RESOURCE: &str = "specification/communication/resource-manager/Microsoft.Communication/stable/2023-04-01/CommunicationServices.json";
const EVENTS: &str = "specification/eventgrid/data-plane/Microsoft.Communication/stable/2018-01-01/AzureCommunicationServices.json";

/// All documents, by path.
pub struct Documents(BTreeMap<PathBuf, Value>);

/// One method of one path.
pub struct Operation<'a> {
    documents: &'a Documents,
    file: PathBuf,
    described: &'a Value,
}

impl Documents {
    /// The documents, if they exist; otherwise prints that they do not.
    pub fn find() -> Option<Self> {
        let folder = std::env::var_os("SWITCHBOARD_AZURE_OPENAPI_DIR").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/azure-openapi"),
            PathBuf::from,
        );
        if !folder.is_dir() {
            let message = format!(
                "SKIPPED: Microsoft's OpenAPI documents are not at {}",
                folder.display()
            );
            assert!(
                std::env::var_os("SWITCHBOARD_REQUIRE_ALL").is_none(),
                "{message}"
            );
            eprintln!("{message}");
            return None;
        }
        let mut found = BTreeMap::new();
        read(&folder, &folder, &mut found);
        Some(Self(found))
    }

    /// The description of `method` on the path `template`.
    pub fn operation(&self, method: &str, template: &str) -> Operation<'_> {
        for file in [NUMBERS, GRID, RESOURCE] {
            let file = PathBuf::from(file);
            let operation = &self.0[&file]["paths"][template][method.to_lowercase()];
            if operation.is_object() {
                return Operation {
                    documents: self,
                    file,
                    described: operation,
                };
            }
        }
        panic!("Azure has no {method} {template}");
    }

    /// The schema of an event's data.
    pub fn event(&self, name: &str) -> Value {
        self.inline(
            Path::new(EVENTS),
            &json!({"$ref": format!("#/definitions/{name}")}),
        )
    }

    /// The same with every reference replaced by its target, discriminated types by their cases, and every value that
    /// may be missing also allowed to be null: the live service answers `null` where the documents do not say so.
    fn inline(&self, file: &Path, schema: &Value) -> Value {
        self.inline_within(file, schema, &mut Vec::new())
    }

    /// The same within these references. A reference to one of them, as from an error to its causes, allows
    /// anything.
    fn inline_within(
        &self,
        file: &Path,
        schema: &Value,
        within: &mut Vec<(PathBuf, String)>,
    ) -> Value {
        match schema {
            Value::Array(items) => {
                let items = items.iter();
                items
                    .map(|item| self.inline_within(file, item, within))
                    .collect()
            }
            Value::Object(keys) => match keys.get("$ref").and_then(Value::as_str) {
                Some(reference) => {
                    let (other, pointer) = reference.split_once('#').unwrap();
                    let file = if other.is_empty() {
                        file.to_owned()
                    } else {
                        normal(&file.parent().unwrap().join(other))
                    };
                    let place = (file.clone(), pointer.to_owned());
                    if within.contains(&place) {
                        return json!({});
                    }
                    within.push(place);
                    let document = &self.0[&file];
                    let schema = cases(document, document.pointer(pointer).unwrap());
                    let inlined = self.inline_within(&file, &schema, within);
                    within.pop();
                    inlined
                }
                None => nullable(self.keys(file, keys, within)),
            },
            other => other.clone(),
        }
    }

    /// The keys of a schema. Below `properties`, keys are names: one of them may be `properties` too.
    fn keys(
        &self,
        file: &Path,
        keys: &Map<String, Value>,
        within: &mut Vec<(PathBuf, String)>,
    ) -> Map<String, Value> {
        let documented = [
            "x-ms-examples",
            "example",
            "x-ms-discriminator-value",
            "discriminator",
        ];
        let kept = keys
            .iter()
            .filter(|(key, _)| !documented.contains(&key.as_str()));
        kept.map(|(key, value)| {
            let value = match value.as_object().filter(|_| key == "properties") {
                Some(named) => named
                    .iter()
                    .map(|(name, schema)| (name.clone(), self.inline_within(file, schema, within)))
                    .collect(),
                None => self.inline_within(file, value, within),
            };
            (key.clone(), value)
        })
        .collect()
    }
}

/// A schema with a discriminator, as a choice of the schemas that extend it.
fn cases(document: &Value, schema: &Value) -> Value {
    if schema.get("discriminator").is_none() {
        return schema.clone();
    }
    let name = schema["discriminator"].as_str().unwrap();
    let extends = |case: &&Value| {
        let parents = case["allOf"].as_array().into_iter().flatten();
        parents
            .filter_map(|parent| parent["$ref"].as_str())
            .any(|parent| document.pointer(parent.trim_start_matches('#')) == Some(schema))
    };
    let definitions = document["definitions"].as_object().unwrap();
    let cases = definitions.values().filter(extends).map(|case| {
        let mut fields = schema["properties"].clone();
        let own = case["properties"].as_object().cloned().unwrap_or_default();
        fields.as_object_mut().unwrap().extend(own);
        fields[name] = json!({"enum": [case["x-ms-discriminator-value"]]});
        json!({"type": "object", "properties": fields, "required": [name]})
    });
    json!({"anyOf": cases.collect::<Vec<_>>()})
}

fn read(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Value>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().unwrap() != "examples" {
            read(root, &path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let name = path.strip_prefix(root).unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.trim_start_matches('\u{feff}');
            found.insert(name, serde_json::from_str(text).unwrap());
        }
    }
}

/// A path without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                parts.pop();
            }
            Component::CurDir => {}
            other => parts.push(other),
        }
    }
    parts
}

/// Lets every field that is not required be null.
fn nullable(mut schema: Map<String, Value>) -> Value {
    let required = schema.get("required").cloned().unwrap_or(json!([]));
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, property) in properties {
            let is_required = required
                .as_array()
                .is_some_and(|names| names.contains(&json!(name)));
            if !is_required && property.is_object() {
                *property = json!({"anyOf": [{"type": "null"}, property]});
            }
        }
    }
    Value::Object(schema)
}

impl Operation<'_> {
    /// The names of its query parameters.
    pub fn parameters(&self) -> Vec<String> {
        let listed = self.described["parameters"]
            .as_array()
            .into_iter()
            .flatten();
        let listed = listed.map(|parameter| self.documents.inline(&self.file, parameter));
        let query = listed.filter(|parameter| parameter["in"] == "query");
        query
            .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The schema of its body, if it has one.
    pub fn body(&self) -> Option<Value> {
        let mut listed = self.described["parameters"]
            .as_array()
            .into_iter()
            .flatten();
        let body = listed.find(|parameter| parameter["in"] == "body")?;
        Some(self.documents.inline(&self.file, &body["schema"]))
    }

    /// The schema of its answer with `status`; none if that answer has no body.
    pub fn answer(&self, status: u16) -> Option<Value> {
        let response = &self.described["responses"][status.to_string()];
        let response = if response.is_object() {
            response
        } else {
            assert!(status >= 400, "no answer {status} is documented");
            &self.described["responses"]["default"]
        };
        let schema = response.get("schema")?;
        Some(self.documents.inline(&self.file, schema))
    }
}

/// A checker of one schema. Formats are checked.
pub fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .with_draft(jsonschema::Draft::Draft4)
        .build(schema)
        .unwrap()
}

/// Reports the names in `body` that `schema` does not know.
pub fn unknown(schema: &Value, body: &Value, place: &str) -> Vec<String> {
    if let (Some(item), Some(values)) = (schema.get("items"), body.as_array()) {
        return values
            .iter()
            .flat_map(|value| unknown(item, value, place))
            .collect();
    }
    let Some(fields) = body.as_object() else {
        return Vec::new();
    };
    let known = properties(schema);
    if known.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, value) in fields {
        let place = format!("{place}.{name}");
        let choices: Vec<_> = known.iter().filter(|(known, _)| known == name).collect();
        if choices.is_empty() {
            found.push(place);
        } else {
            let least = choices
                .iter()
                .map(|(_, choice)| unknown(choice, value, &place));
            found.extend(least.min_by_key(Vec::len).unwrap());
        }
    }
    found
}

/// Every property that a schema names, also in what it is made of.
fn properties(schema: &Value) -> Vec<(String, Value)> {
    let own = schema["properties"].as_object().into_iter().flatten();
    let mut found: Vec<_> = own
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    for part in ["allOf", "anyOf"] {
        let parts = schema[part].as_array().into_iter().flatten();
        found.extend(parts.flat_map(properties));
    }
    found
}
