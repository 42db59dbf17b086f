//! The schema as editors show it.
//!
//! An editor shows a heading, a description and an error message from the first schema that
//! mentions a place, and merges those of alternatives. Here every place therefore has one schema:
//! alternatives of different types become one schema with several types, and what a reference says
//! about itself gives way to what its place says.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::forms::{Form, Forms, types, words_of};
use super::keywords::{MIN, choose, has_one_key, refuse_an_empty_map};
use super::{examples, messages, words};

/// Keywords that are copied from a form of one type.
const COPIED: &[&str] = &[
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "uniqueItems",
];

/// The schema of a configuration.
pub(super) fn whole(declared: &Value) -> Value {
    Pass::of(declared, false).root(None)
}

/// The schema of an overlay.
pub(super) fn overlay(declared: &Value) -> Value {
    Pass::of(declared, true).root(Some((
        "Switchboard overlay",
        "What one environment changes in the configuration. Maps are merged by key; lists and other values replace those of the configuration; `null` removes a key.",
    )))
}

struct Pass<'a> {
    declared: &'a Value,
    /// Whether any part of a map may be missing, and `null` removes a key.
    partial: bool,
    definitions: BTreeMap<String, Value>,
}

impl<'a> Pass<'a> {
    fn of(declared: &'a Value, partial: bool) -> Self {
        Self {
            declared,
            partial,
            definitions: BTreeMap::new(),
        }
    }

    fn root(mut self, called: Option<(&str, &str)>) -> Value {
        let mut schema = Map::new();
        let Some(root) = self.declared.as_object() else {
            return Value::Null;
        };
        for key in ["$schema", "title", "description"] {
            schema.extend(root.get(key).map(|value| (key.to_owned(), value.clone())));
        }
        if let Some((title, description)) = called {
            schema.insert("title".to_owned(), title.into());
            schema.insert("description".to_owned(), description.into());
        }
        schema.insert("type".to_owned(), "object".into());
        schema.extend(self.map(root, ""));
        let definitions = self.definitions.into_iter().collect();
        schema.insert("definitions".to_owned(), Value::Object(definitions));
        Value::Object(schema)
    }

    /// The schema of the value of a key.
    fn property(&mut self, key: &str, schema: &'a Value) -> Value {
        let forms = Forms::of(self.declared, schema);
        let heading = words::heading(key, forms.text("x-acronym"));
        let mut place = self.place(key, &heading, schema, self.partial);
        let example = examples::of_key(self.declared, key, schema);
        let description = place["description"].as_str().map(str::to_owned);
        if let (Some(example), Some(description)) = (example, description) {
            let hover = format!("{description}\n\n```yaml\n{}\n```", example.trim_end());
            place["markdownDescription"] = hover.into();
        }
        place
    }

    /// The schema of a place; `key` is the key that leads there.
    fn place(&mut self, key: &str, heading: &str, schema: &'a Value, nullable: bool) -> Value {
        let forms = Forms::of(self.declared, schema);
        let mut place = Map::new();
        let title = schema.get("title").and_then(Value::as_str);
        place.insert("title".to_owned(), title.unwrap_or(heading).into());
        if let Some(description) = forms.text("description") {
            place.insert("description".to_owned(), description.into());
        }
        let default = forms.remark("default");
        if let Some(default) =
            default.filter(|it| it.is_boolean() || it.is_number() || it.is_string())
        {
            place.insert("default".to_owned(), default.clone());
        }
        let mut kinds: Vec<String> = Vec::new();
        let mut nullable = nullable || forms.nullable;
        let mut maps = Vec::new();
        for form in forms
            .all
            .iter()
            .filter(|form| words_of(form.leaf).is_empty())
        {
            let (of_form, null) = types(form.leaf);
            nullable |= null;
            for kind in of_form {
                if kind == "object" {
                    maps.push(form);
                } else {
                    self.scalar(key, form.leaf, &mut place);
                }
                if !kinds.iter().any(|known| known == kind) {
                    kinds.push(kind.to_owned());
                }
            }
        }
        choose(&forms, &mut kinds, nullable, &mut place);
        let leaves: Vec<&Map<String, Value>> = maps.iter().map(|form| form.leaf).collect();
        let said = forms.text("errorMessage").or_else(|| forms.text("x-forms"));
        let chosen = place.contains_key("enum");
        let usual = || messages::about(&kinds, &leaves, !self.partial).filter(|_| !chosen);
        let message = said.map(words::sentence).or_else(usual);
        if let Some(message) = message {
            place.insert("errorMessage".to_owned(), message.into());
        }
        self.maps(key, &maps, &mut place);
        refuse_an_empty_map(&mut place);
        if nullable && !kinds.is_empty() {
            kinds.push("null".to_owned());
        }
        match kinds.as_slice() {
            [] => {}
            [one] => {
                place.insert("type".to_owned(), one.as_str().into());
            }
            _ => {
                place.insert("type".to_owned(), kinds.into());
            }
        }
        Value::Object(place)
    }

    /// Adds the keywords of a form that is not a map.
    fn scalar(&mut self, key: &str, leaf: &'a Map<String, Value>, place: &mut Map<String, Value>) {
        for keyword in COPIED {
            if let Some(value) = leaf.get(*keyword) {
                place.insert((*keyword).to_owned(), value.clone());
            }
        }
        if let Some(items) = leaf.get("items") {
            // A list replaces another one as a whole.
            let partial = std::mem::take(&mut self.partial);
            let item = self.place(key, &words::one_of(key), items, false);
            self.partial = partial;
            place.insert("items".to_owned(), item);
        }
    }

    /// Adds the maps that are allowed at a place.
    fn maps(&mut self, key: &str, maps: &[&Form<'a>], place: &mut Map<String, Value>) {
        match maps {
            [] => {}
            [form] => match form.definition {
                Some(name) => {
                    let reference = self.reference(name, form.leaf);
                    place.insert("allOf".to_owned(), json!([reference]));
                    let least = form.leaf.get(MIN).filter(|_| !self.partial);
                    place.extend(least.map(|least| (MIN.to_owned(), least.clone())));
                }
                None => place.extend(self.map(form.leaf, key)),
            },
            several if several.iter().all(|form| has_one_key(form.leaf)) => {
                let mut properties = Map::new();
                for form in several {
                    let inner = self.map(form.leaf, key);
                    let inner = inner.get("properties").and_then(Value::as_object);
                    properties.extend(inner.cloned().unwrap_or_default());
                }
                place.insert("properties".to_owned(), Value::Object(properties));
                place.insert("additionalProperties".to_owned(), false.into());
                if !self.partial {
                    place.insert(MIN.to_owned(), 1.into());
                    place.insert("maxProperties".to_owned(), 1.into());
                }
            }
            several => {
                let each: Vec<Value> = several
                    .iter()
                    .map(|form| Value::Object(self.map(form.leaf, key)))
                    .collect();
                // Without its required keys, a map may fit several.
                let choice = if self.partial { "anyOf" } else { "oneOf" };
                place.insert(choice.to_owned(), each.into());
            }
        }
    }

    /// A reference to the definition of a map, which is added to the definitions.
    fn reference(&mut self, name: &str, leaf: &'a Map<String, Value>) -> Value {
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), Value::Null);
            let mut map = self.map(leaf, "");
            map.remove(MIN);
            if let Some(about) = leaf.get("description") {
                map.insert("$comment".to_owned(), about.clone());
            }
            self.definitions.insert(name.to_owned(), Value::Object(map));
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    /// The keywords of a map. It has no heading and no type, which depend on its place.
    fn map(&mut self, leaf: &'a Map<String, Value>, key: &str) -> Map<String, Value> {
        let mut map = Map::new();
        if let Some(properties) = leaf.get("properties").and_then(Value::as_object) {
            let each = properties.iter();
            let each = each.map(|(key, schema)| (key.clone(), self.property(key, schema)));
            let each: Map<String, Value> = each.collect();
            map.insert("properties".to_owned(), Value::Object(each));
        }
        match leaf.get("additionalProperties") {
            Some(schema @ Value::Object(_)) => {
                let entry = self.place(key, &words::one_of(key), schema, self.partial);
                map.insert("additionalProperties".to_owned(), entry);
            }
            Some(rest) => {
                map.insert("additionalProperties".to_owned(), rest.clone());
            }
            None => {}
        }
        if let Some(names) = leaf.get("propertyNames") {
            let mut names = self.place(key, "Name", names, false);
            if let Some(names) = names.as_object_mut() {
                names.retain(|key, _| !["title", "description"].contains(&key.as_str()));
            }
            map.insert("propertyNames".to_owned(), names);
        }
        let mut patterns = Map::new();
        let declared = leaf.get("patternProperties").and_then(Value::as_object);
        patterns.extend(declared.cloned().unwrap_or_default());
        let not_covered = leaf.get("x-not-covered").and_then(Value::as_object);
        for (pattern, help) in not_covered.into_iter().flatten() {
            // Nothing is equal to this, so whatever is written here shows the message.
            let help = words::sentence(help.as_str().unwrap_or_default());
            patterns.insert(
                pattern.clone(),
                json!({ "const": {}, "errorMessage": help }),
            );
        }
        if !patterns.is_empty() {
            map.insert("patternProperties".to_owned(), Value::Object(patterns));
        }
        if !self.partial {
            for keyword in ["required", MIN] {
                map.extend(
                    leaf.get(keyword)
                        .map(|value| (keyword.to_owned(), value.clone())),
                );
            }
        }
        map
    }
}
