//! The JSON Schemas in `schemas/`: fresh, valid, described, and in agreement with the reader.
//! `UPDATE=1 cargo test schemas::` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::world::{World, is_yaml};
use crate::support::{crate_folder, expected};
use jsonschema::Validator;
use serde_json::Value;

/// Files in `tests/invalid` whose fault is in a shape or a value and which the schema passes all
/// the same, each with the reason. Whatever else has such a fault the schema must refuse.
const BEYOND_THE_SCHEMA: &[(&str, &str)] = &[
    (
        "duplicate-key.yaml",
        "what has been parsed has each key once; editors' parsers report it",
    ),
    (
        "var-makes-it-wrong.yaml",
        "the value of a var is known only when it is filled in",
    ),
    (
        "var-runs-into-the-host.yaml",
        "the value of a var is known only when it is filled in",
    ),
];

/// The documents that have a schema.
const DOCUMENTS: [&str; 9] = [
    "config",
    "doctor",
    "drift",
    "explanation",
    "notification",
    "overlay",
    "plan",
    "policy",
    "test",
];

fn printed(document: &str) -> String {
    World::empty().run(&["schema", document]).exits(0).stdout
}

fn schema(document: &str) -> Value {
    serde_json::from_str(&printed(document)).unwrap()
}

fn config() -> jsonschema::Validator {
    jsonschema::draft7::new(&schema("config")).unwrap()
}

/// A YAML file as another tool reads it.
fn yaml(path: &Path) -> Option<Value> {
    let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let mut read: serde_yaml::Value = serde_yaml::from_str(&text).ok()?;
    read.apply_merge().ok()?;
    serde_json::to_value(read).ok()
}

/// Every overlay below a folder: a YAML file in a folder `envs` beside a configuration.
fn overlays(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            overlays(&path, found);
        } else if is_yaml(&path) && folder.ends_with("envs") {
            found.push(path);
        }
    }
}

/// Every file below a folder that is called `switchboard.yaml`.
fn configurations(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            configurations(&path, found);
        } else if path.file_name().unwrap() == "switchboard.yaml" {
            found.push(path);
        }
    }
}

/// Every schema within a schema, with its JSON pointer.
fn within<'a>(schema: &'a Value, pointer: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(pointer, schema);
    match schema {
        Value::Object(map) => {
            for (key, inner) in map {
                within(inner, &format!("{pointer}/{key}"), visit);
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                within(inner, &format!("{pointer}/{at}"), visit);
            }
        }
        _ => {}
    }
}

#[test]
fn the_files_are_what_the_program_prints() {
    for document in DOCUMENTS {
        let path = crate_folder().join(format!("schemas/{document}.schema.json"));
        if let Err(difference) = crate::support::text::compare(&path, &printed(document)) {
            panic!("{difference}");
        }
    }
}

#[test]
fn they_are_draft_7_and_valid() {
    for document in DOCUMENTS {
        let schema = schema(document);
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(schema["title"].is_string(), "{document}");
        assert!(jsonschema::draft7::meta::is_valid(&schema), "{document}");
    }
}

#[test]
fn every_property_is_described() {
    for document in DOCUMENTS {
        let schema = schema(document);
        let mut bare = Vec::new();
        within(&schema, "", &mut |pointer, inner| {
            let Some(properties) = inner.get("properties").and_then(Value::as_object) else {
                return;
            };
            if pointer.ends_with("/properties") {
                return;
            }
            for (name, property) in properties {
                if !described(&schema, property) {
                    bare.push(format!("{document}: {pointer}/properties/{name}"));
                }
            }
        });
        assert!(bare.is_empty(), "no description:\n{}", bare.join("\n"));
    }
}

/// Whether an editor has something to show: here, or where this refers to.
fn described(root: &Value, property: &Value) -> bool {
    let referred = || {
        let pointer = property["$ref"].as_str()?.strip_prefix('#')?;
        root.pointer(pointer)
    };
    // A tag's one value explains itself.
    property["description"].is_string()
        || property.get("const").is_some()
        || referred().is_some_and(|there| described(root, there))
}

#[test]
fn a_phone_number_says_how_to_write_it() {
    let schema = schema("config");
    let mut found = 0;
    within(&schema, "", &mut |_, inner| {
        if inner["format"] == "e164" {
            found += 1;
            let message = inner["errorMessage"].as_str().unwrap_or_default();
            assert!(message.contains("in quotes"), "{inner}");
        }
    });
    assert!(found > 0);
}

/// Asserts that a schema accepts each of these files.
fn all_valid(validator: &Validator, files: &[PathBuf]) {
    for path in files {
        let document = yaml(path).unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(
            wrong.is_empty(),
            "{}:\n{}",
            path.display(),
            wrong.join("\n")
        );
    }
}

#[test]
fn valid_configurations_are_valid_in_an_editor() {
    let validator = config();
    let mut files = Vec::new();
    configurations(&crate_folder().join("examples"), &mut files);
    configurations(&crate_folder().join("tests/cases"), &mut files);
    assert!(files.len() > 20);
    all_valid(&validator, &files);
}

#[test]
fn valid_overlays_are_valid_in_an_editor() {
    let validator = jsonschema::draft7::new(&schema("overlay")).unwrap();
    let mut files = Vec::new();
    for folder in ["examples", "tests/cases", "tests/drift"] {
        overlays(&crate_folder().join(folder), &mut files);
    }
    assert!(
        files
            .iter()
            .any(|path| path.starts_with(crate_folder().join("examples")))
    );
    all_valid(&validator, &files);
}

/// A configuration is also an overlay, and so is each part of one, and one that removes it.
#[test]
fn an_overlay_is_any_part_of_a_configuration() {
    let validator = jsonschema::draft7::new(&schema("overlay")).unwrap();
    let mut files = Vec::new();
    configurations(&crate_folder().join("examples"), &mut files);
    configurations(&crate_folder().join("tests/cases"), &mut files);
    for path in files {
        let document = yaml(&path).unwrap();
        assert!(validator.is_valid(&document), "{}", path.display());
        let mut parts = Vec::new();
        keys(&document, "", &mut parts);
        for part in parts {
            let mut without = document.clone();
            *without.pointer_mut(&part).unwrap() = Value::Null;
            assert!(
                validator.is_valid(&without),
                "{}: {part} is null",
                path.display()
            );
            let (map, key) = part.rsplit_once('/').unwrap();
            let map = without.pointer_mut(map).unwrap().as_object_mut().unwrap();
            map.remove(&key.replace("~1", "/").replace("~0", "~"));
            assert!(
                validator.is_valid(&without),
                "{}: no {part}",
                path.display()
            );
        }
    }
    for wrong in [
        serde_json::json!({ "provider": {} }),
        serde_json::json!({ "keywords": [{ "description": "A list replaces a whole list." }] }),
        serde_json::json!({ "providers": { "us": { "auth_token": "literal" } } }),
        serde_json::json!({ "vars": { "host": ["a"] } }),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

/// The pointers to the values of all keys outside of lists.
fn keys(value: &Value, pointer: &str, found: &mut Vec<String>) {
    for (key, inner) in value.as_object().into_iter().flatten() {
        let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        keys(inner, &pointer, found);
        found.push(pointer);
    }
}

#[test]
fn an_editor_marks_errors_of_shape_and_value() {
    let validator = config();
    let mut passed = Vec::new();
    for entry in fs::read_dir(crate_folder().join("tests/invalid")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !is_yaml(&path) {
            continue;
        }
        let expected = expected::read(&fs::read(&path).unwrap());
        // E02 is shape, E03 are values: what a schema is for.
        let visible = |code: &str| code.starts_with("E02") || code.starts_with("E03");
        if !expected.iter().any(|one| visible(&one.code)) {
            continue;
        }
        let Some(document) = yaml(&path) else {
            continue;
        };
        let excused = BEYOND_THE_SCHEMA.iter().any(|(file, _)| *file == name);
        if validator.is_valid(&document) != excused {
            let codes: Vec<&str> = expected.iter().map(|one| one.code.as_str()).collect();
            passed.push(format!(
                "{name} ({}): excused is {excused}",
                codes.join(", ")
            ));
        }
    }
    assert!(passed.is_empty(), "\n{}", passed.join("\n"));
}
