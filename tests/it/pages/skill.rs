//! The skill for coding assistants: it classifies every command, and names no option, key or
//! outcome that does not exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use regex::Regex;
use serde_json::Value;

use crate::support::crate_folder;

fn read(path: &str) -> String {
    fs::read_to_string(crate_folder().join(path)).unwrap()
}

/// Each command with the options of its page, and the global options under an empty name.
fn commands() -> BTreeMap<String, BTreeSet<String>> {
    let option = Regex::new(r"(?m)^\| `(?:-\w, )?(--[a-z-]+)").unwrap();
    let page = read("docs/cli.md");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for section in page.split("\n## ").skip(1) {
        let (title, body) = section.split_once('\n').unwrap();
        let name = match title {
            "Global options" => String::new(),
            title if title.starts_with("switchboard ") => title.to_owned(),
            _ => continue,
        };
        let options = option.captures_iter(body).map(|one| one[1].to_owned());
        found.insert(name, options.collect());
    }
    assert!(found.len() > 20 && found[""].contains("--env"), "{found:?}");
    found
}

/// The commands that can be run: those that only group others are left out.
fn runnable(commands: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&str> {
    let groups = [
        "switchboard numbers",
        "switchboard registry",
        "switchboard report",
    ];
    let names = commands.keys().map(String::as_str);
    names
        .filter(|name| !name.is_empty() && !groups.contains(name))
        .collect()
}

/// Rows of the table with these headings, cell by cell.
fn rows(text: &str, headings: &str) -> Vec<Vec<String>> {
    let (_, table) = text.split_once(headings).unwrap();
    let lines = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let inner = line.trim_matches('|');
        inner
            .split(" | ")
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    lines.map(cells).collect()
}

#[test]
fn it_has_a_name_and_a_description() {
    let text = read("docs/skill/SKILL.md");
    let (head, body) = text
        .strip_prefix("---\n")
        .unwrap()
        .split_once("\n---\n")
        .unwrap();
    let head: Value = serde_yaml::from_str(head).unwrap();
    assert_eq!(head["name"], "switchboard");
    let description = head["description"].as_str().unwrap();
    assert!((100..=1024).contains(&description.len()), "{description}");
    assert!(
        !body.contains("]("),
        "a skill in an archive has no other page to link to"
    );
}

#[test]
fn every_command_is_in_one_class() {
    let commands = commands();
    let text = read("docs/skill/SKILL.md");
    let classes = [
        "safe",
        "notes",
        "files",
        "local",
        "live routing",
        "loses a number",
        "registry",
    ];
    let mut classified = BTreeMap::new();
    for row in rows(&text, "| Command | Class | What it does |") {
        let name = row[0].trim_matches('`').to_owned();
        assert!(classes.contains(&row[1].as_str()), "{row:?}");
        assert!(classified.insert(name, row[1].clone()).is_none(), "{row:?}");
    }
    let names: BTreeSet<&str> = classified.keys().map(String::as_str).collect();
    assert_eq!(names, runnable(&commands));
    // What changes routes, numbers or the registry is never called safe.
    for (name, class) in [
        ("switchboard apply", "live routing"),
        ("switchboard numbers release", "loses a number"),
        ("switchboard registry unlock", "registry"),
        ("switchboard registry prune", "registry"),
        ("switchboard drift", "notes"),
        ("switchboard watch", "notes"),
    ] {
        assert_eq!(classified[name], class, "{name}");
    }
    assert!(text.contains("`switchboard apply --allow-purchases 1` buys"));
}

#[test]
fn every_option_that_it_names_exists() {
    let commands = commands();
    let text = read("docs/skill/SKILL.md");
    let everywhere: BTreeSet<&String> = commands.values().flatten().collect();
    let option = Regex::new(r"--[a-z][a-z-]*").unwrap();
    let mut named = 0;
    for found in option.find_iter(&text) {
        named += 1;
        let found = found.as_str().to_owned();
        assert!(everywhere.contains(&found), "{found} does not exist");
    }
    assert!(named > 20, "{named}");
    // An option behind a command is one of that command.
    let line = Regex::new(r"switchboard [^`\n|]*").unwrap();
    let mut calls = 0;
    for call in line.find_iter(&text) {
        let call = call.as_str();
        let longest = commands
            .keys()
            .filter(|name| !name.is_empty() && call.starts_with(name.as_str()))
            .max_by_key(|name| name.len());
        let Some(name) = longest else { continue };
        for used in option.find_iter(call) {
            calls += 1;
            let used = used.as_str();
            let known = commands[name].contains(used) || commands[""].contains(used);
            assert!(known, "{name} has no {used}");
        }
    }
    assert!(calls > 8, "{calls}");
}

/// The schema of a key, through references, alternatives and items.
fn key<'a>(root: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        return key(root, root.pointer(pointer)?, name);
    }
    if let Some(found) = schema["properties"].get(name) {
        return Some(found);
    }
    if schema["items"].is_object() {
        return key(root, &schema["items"], name);
    }
    let mut all = schema["anyOf"].as_array()?.iter();
    all.find_map(|one| key(root, one, name))
}

#[test]
fn every_key_of_an_explanation_exists() {
    let schema: Value = serde_json::from_str(&read("schemas/explanation.schema.json")).unwrap();
    let one = &schema["definitions"]["OneDocument"];
    let text = read("docs/skill/SKILL.md");
    let mut paths = 0;
    for row in rows(&text, "| Key | Meaning |") {
        for path in row[0].split(", ") {
            paths += 1;
            let path = path.trim_matches('`');
            let mut at = one;
            for name in path.split('.') {
                at = key(&schema, at, name).unwrap_or_else(|| panic!("there is no {path}"));
            }
        }
    }
    assert!(paths > 10, "{paths}");
    for kind in ["explanation", "explanations", "code"] {
        assert!(text.contains(&format!("`{kind}`")), "{kind}");
    }
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let codes = |text: &str| -> Vec<String> {
        let rows = rows(text, "| Exit code | Meaning |");
        rows.into_iter().map(|row| row[0].clone()).collect()
    };
    assert_eq!(
        codes(&read("docs/skill/SKILL.md")),
        codes(&read("docs/cli.md"))
    );
}
