//! The keys of the schema, as sections of a page.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::support::world::World;

/// A key of the configuration.
pub struct Key {
    /// The keys that lead to it. A name of the user's choice is `NAME`, an item of a list `[]`.
    pub path: Vec<String>,
    /// The schema of its value.
    pub schema: Value,
    /// Whether its map must have it.
    pub required: bool,
    /// The kind of provider that has it, for a key below a provider.
    pub kind: Option<String>,
}

/// The kind of provider whose keys the page has without naming the kind.
const USUAL: &str = "twilio";

/// The beginning of what an editor says about a literal secret: what says so is a reference to one.
const SECRET: &str = "Never write the secret itself";
/// The key at which the references to secrets are described; they are the same everywhere.
const SHOWN: &str = "auth_token";

impl Key {
    /// The path as people write it.
    pub fn name(&self) -> String {
        self.path.join(".").replace(".[]", "[]")
    }

    /// The kind of provider to name beside the path.
    fn unusual(&self) -> Option<&str> {
        self.kind.as_deref().filter(|kind| *kind != USUAL)
    }

    /// The lines of its example.
    pub fn example(&self) -> Option<String> {
        let hover = self.schema["markdownDescription"].as_str()?;
        let (_, example) = hover.split_once("```yaml\n")?;
        Some(example.trim_end_matches("```").to_owned())
    }

    fn is_secret(&self) -> bool {
        let message = self.schema["errorMessage"].as_str();
        message.is_some_and(|message| message.starts_with(SECRET))
    }
}

/// All keys of the configuration.
pub fn all() -> Vec<Key> {
    of("config")
}

/// All keys of a document, maps before what is in them. A reference to a secret is described once.
pub fn of(document: &str) -> Vec<Key> {
    let printed = World::empty().run(&["schema", document]).exits(0).stdout;
    let schema: Value = serde_json::from_str(&printed).unwrap();
    let mut found = Vec::new();
    below(
        &schema,
        &schema,
        (&[], None),
        &mut found,
        &mut BTreeSet::new(),
    );
    found
}

/// Follows a reference to a definition.
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Map<String, Value>> {
    let mut maps: Vec<_> = schema.as_object().into_iter().collect();
    for part in ["allOf", "oneOf"] {
        for part in schema[part].as_array().into_iter().flatten() {
            maps.extend(resolved(root, part));
        }
    }
    if let Some(pointer) = schema["$ref"].as_str() {
        maps.extend(resolved(root, root.pointer(&pointer[1..]).unwrap()));
    }
    maps
}

/// The kinds of providers, each with its schema, if this is the schema of a provider of any kind.
fn kinds(root: &Value, schema: &Value) -> Vec<(String, Value)> {
    let any = resolved_one(root, schema)["oneOf"].as_array();
    let mut all: Vec<(String, Value)> = any
        .into_iter()
        .flatten()
        .filter_map(|kind| {
            let word = kind["properties"]["type"]["enum"][0].as_str()?;
            Some((word.to_owned(), kind.clone()))
        })
        .collect();
    all.sort_by_key(|(word, _)| word != USUAL);
    all
}

/// Follows the reference that is the whole schema.
fn resolved_one<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(pointer) => root.pointer(&pointer[1..]).unwrap(),
        None => schema,
    }
}

/// Adds the keys below a place, those of one map together. Items that are maps of one kind are
/// described once, where they are not inside of other items.
fn below(
    root: &Value,
    schema: &Value,
    (path, of): (&[String], Option<&str>),
    found: &mut Vec<Key>,
    seen: &mut BTreeSet<String>,
) {
    let kinds = kinds(root, schema);
    for (word, kind) in &kinds {
        below(root, kind, (path, Some(word)), found, seen);
    }
    if !kinds.is_empty() {
        return;
    }
    let maps = resolved(root, schema);
    let properties =
        |map: &'_ &Map<String, Value>| map.get("properties").and_then(Value::as_object).cloned();
    for map in &maps {
        let required = map.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for (key, value) in properties(map).into_iter().flatten() {
            found.push(Key {
                path: [path, std::slice::from_ref(&key)].concat(),
                required: required.contains(&key.as_str()),
                schema: value,
                kind: of.map(str::to_owned),
            });
        }
    }
    for map in &maps {
        // Maps of named objects come last: what their items have, too, is described before them.
        let mut below_here: Vec<_> = properties(map).into_iter().flatten().collect();
        // A counterpart comes after the providers, whose `ignore` is the usual one.
        below_here.sort_by_key(|(key, value)| {
            let maps = resolved(root, value);
            let names_objects = maps.iter().any(|map| {
                map.get("additionalProperties")
                    .is_some_and(Value::is_object)
            });
            (key == "dynamics", names_objects)
        });
        for (key, value) in below_here {
            let message = value["errorMessage"].as_str().unwrap_or_default();
            if !message.starts_with(SECRET) || key == SHOWN {
                let path = [path, &[key]].concat();
                below(root, &value, (&path, of), found, seen);
            }
        }
        if let Some(entry) = map
            .get("additionalProperties")
            .filter(|entry| entry.is_object())
        {
            below(
                root,
                entry,
                (&[path, &["NAME".to_owned()]].concat(), of),
                found,
                seen,
            );
        }
        if let Some(item) = map.get("items") {
            let kind = item["allOf"][0]["$ref"].as_str().unwrap_or_default();
            let inside = path.iter().any(|part| part == "[]");
            if !inside && (kind.is_empty() || seen.insert(kind.to_owned())) {
                below(
                    root,
                    item,
                    (&[path, &["[]".to_owned()]].concat(), of),
                    found,
                    seen,
                );
            }
        }
    }
}

/// The sections of the page about a document.
pub fn markdown(document: &str) -> String {
    let mut page = String::new();
    let mut map = None;
    for key in self::of(document) {
        let of = key.path[..key.path.len() - 1]
            .join(".")
            .replace(".[]", "[]");
        let of = (of, key.unusual().map(str::to_owned));
        if map.as_ref() != Some(&of) {
            let heading = match (of.0.as_str(), &of.1) {
                ("", _) => "## Keys at the top level".to_owned(),
                (of, None) => format!("## Keys of `{of}`"),
                (of, Some(kind)) => format!("## Keys of `{of}` with `type: {kind}`"),
            };
            page += &format!("\n{heading}\n");
            map = Some(of);
        }
        page += &section(&key, document);
    }
    page
}

fn section(key: &Key, document: &str) -> String {
    let about = key.schema["description"].as_str().unwrap();
    let default = match (&key.schema["default"], key.required) {
        (_, true) => "required".to_owned(),
        (Value::Null, _) => "none".to_owned(),
        (Value::String(text), _) => format!("`{text}`"),
        (default, _) => format!("`{default}`"),
    };
    let (kind, places) = (kind(key), places(key, document));
    let of = key.unusual().map(|kind| format!(" of `type: {kind}`"));
    let of = of.unwrap_or_default();
    let mut text = format!("\n### `{}`{of}\n\n{about}\n\n", key.name());
    text +=
        &format!("| Type | Default | Set in |\n|---|---|---|\n| {kind} | {default} | {places} |\n");
    text += &words(&key.schema);
    if let Some(example) = key.example() {
        text += &format!("\n```yaml\n{example}```\n");
    }
    text
}

/// Where a key may be set.
fn places(key: &Key, document: &str) -> &'static str {
    if document == "policy" {
        return "the policy";
    }
    let first = key.path.first().map(String::as_str);
    if key.path.iter().any(|part| part == "[]") {
        return "the items of its list";
    }
    match first {
        Some("version") => "each file of the configuration; overlays may repeat it",
        Some("project") => "one file of the configuration, overlays",
        Some("vars") => "configuration, overlays, `SWITCHBOARD_VAR_NAME`, `--var NAME=VALUE`",
        _ => "configuration, overlays",
    }
}

/// The type in words.
fn kind(key: &Key) -> String {
    if key.is_secret() {
        return "reference to a secret: `{ env: NAME }`, `{ file: PATH }` or `{ command: [PROGRAM, …] }`".to_owned();
    }
    let schema = &key.schema;
    let named = match &schema["type"] {
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect::<Vec<_>>(),
    };
    let choices = schema["enum"].as_array().map(Vec::as_slice);
    if let Some(choices) = choices {
        let choices = choices.iter().filter(|choice| !choice.is_null());
        let choices: Vec<String> = choices
            .map(|choice| {
                format!(
                    "`{}`",
                    choice.as_str().map_or(choice.to_string(), str::to_owned)
                )
            })
            .collect();
        return choices.join(", ");
    }
    let each = named
        .iter()
        .filter(|kind| **kind != "null")
        .map(|kind| match *kind {
            "string" => text(schema),
            "boolean" => "`true` or `false`".to_owned(),
            "integer" => range(schema),
            "array" => "list".to_owned(),
            _ if schema["additionalProperties"].is_object() => "map by name".to_owned(),
            _ => "map".to_owned(),
        });
    each.collect::<Vec<_>>().join(" or ")
}

fn text(schema: &Value) -> String {
    let snippets = schema["defaultSnippets"].as_array();
    if let Some(words) = snippets {
        let words = words.iter().filter_map(|one| one["label"].as_str());
        return words
            .map(|word| format!("`{word}`"))
            .collect::<Vec<_>>()
            .join(", ");
    }
    match (schema["minLength"].as_u64(), schema["maxLength"].as_u64()) {
        (_, Some(most)) => format!("text, at most {most} characters"),
        _ => "text".to_owned(),
    }
}

fn range(schema: &Value) -> String {
    match (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        (Some(least), Some(most)) => format!("whole number from {least} to {most}"),
        _ => "whole number".to_owned(),
    }
}

/// A table of the values that are allowed, where they are described.
fn words(schema: &Value) -> String {
    let described = schema["enum"]
        .as_array()
        .zip(schema["markdownEnumDescriptions"].as_array());
    let values = described
        .into_iter()
        .flat_map(|(values, about)| values.iter().zip(about));
    let of_enum = values.map(|(value, about)| (value.as_str(), about.as_str()));
    let snippets = schema["defaultSnippets"].as_array().into_iter().flatten();
    let of_snippets =
        snippets.map(|one| (one["label"].as_str(), one["markdownDescription"].as_str()));
    let rows = of_enum.chain(of_snippets);
    let rows: String = rows
        .filter_map(|(value, about)| Some(format!("| `{}` | {} |\n", value?, about?)))
        .collect();
    if rows.is_empty() {
        return rows;
    }
    format!("\n| Value | Meaning |\n|---|---|\n{rows}")
}
