//! The examples of the policy's keys and pages are policies that can be read, and the schema agrees
//! with the reader.

use std::fs;
use std::path::PathBuf;

use switchboard::policy::{SetName, load, set_text};
use switchboard::provider::codes;
use switchboard::yaml::Sources;

use super::{keys, policy_page};
use crate::support::crate_folder;
use crate::support::world::World;

/// What the reader finds wrong with a policy.
fn errors(text: &str) -> Vec<String> {
    let codes: Vec<_> = codes::all().map(|known| known.code).collect();
    match load("policy.yaml", text.into(), &codes, &mut Sources::default()) {
        Ok(_) => Vec::new(),
        Err(found) => found
            .iter()
            .map(|one| format!("{}: {}", one.code, one.summary))
            .collect(),
    }
}

/// The example of a key below the keys that lead to it.
fn in_its_place(key: &keys::Key) -> String {
    let mut lines = key.example().unwrap();
    let (_, above) = key.path.split_last().unwrap();
    for part in above.iter().rev() {
        let indented: Vec<String> = lines.lines().map(|line| format!("  {line}\n")).collect();
        let indented = indented.concat();
        lines = match part.as_str() {
            // The only map in a list is a pattern of URLs, which has a host.
            "[]" if key.path.last().is_some_and(|own| own != "host") => {
                format!("- host: a.example\n{indented}")
            }
            "[]" => indented.replacen("  ", "- ", 1),
            part => format!("{part}:\n{indented}"),
        };
    }
    if key.path[0] == "version" {
        return lines;
    }
    format!("version: 1\n{lines}")
}

fn editor() -> jsonschema::Validator {
    let printed = World::empty().run(&["schema", "policy"]).exits(0).stdout;
    jsonschema::draft7::new(&serde_json::from_str(&printed).unwrap()).unwrap()
}

/// A policy as another tool reads it.
fn as_json(text: &str) -> serde_json::Value {
    serde_json::to_value(serde_yaml::from_str::<serde_yaml::Value>(text).unwrap()).unwrap()
}

#[test]
fn every_key_has_an_example_and_it_is_right() {
    let editor = editor();
    let mut wrong = Vec::new();
    for key in keys::of("policy") {
        if key.example().is_none() {
            wrong.push(format!("{} has no example", key.name()));
            continue;
        }
        let text = in_its_place(&key);
        for error in errors(&text) {
            wrong.push(format!("{}: {error}\n{text}", key.name()));
        }
        if !editor.is_valid(&as_json(&text)) {
            wrong.push(format!("{} is wrong in an editor\n{text}", key.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_policies_of_pages_sets_and_stories_are_right() {
    let editor = editor();
    let page = fs::read_to_string(policy_page()).unwrap();
    let prose = page.split(super::MARK).next().unwrap();
    let mut all: Vec<String> = prose
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect();
    assert!(all.len() >= 2, "{all:?}");
    let sets = [SetName::Recommended, SetName::InboundOnly, SetName::Strict];
    all.extend(sets.map(|set| set_text(set).to_owned()));
    let files: Vec<PathBuf> = ["examples/policy", "tests/cases/a-policy-kept"]
        .map(|folder| crate_folder().join(folder).join("policy.yaml"))
        .into();
    all.extend(files.iter().map(|file| fs::read_to_string(file).unwrap()));
    for text in all {
        assert_eq!(errors(&text), Vec::<String>::new(), "{text}");
        assert!(editor.is_valid(&as_json(&text)), "{text}");
    }
}

#[test]
fn an_editor_marks_what_the_reader_refuses() {
    let editor = editor();
    let file = crate_folder().join("tests/cases/a-policy-that-is-wrong/policy.yaml");
    let text = fs::read_to_string(file).unwrap();
    assert!(errors(&text).len() > 12, "{:#?}", errors(&text));
    assert!(editor.iter_errors(&as_json(&text)).count() > 8);
}

/// The page repeats the sets, so that a reader sees what they hold.
#[test]
fn the_page_shows_each_set() {
    let page = fs::read_to_string(policy_page()).unwrap();
    for set in [SetName::Recommended, SetName::InboundOnly, SetName::Strict] {
        let text = set_text(set).trim_end();
        assert!(page.contains(text), "docs/policy.md lacks the set:\n{text}");
    }
}
