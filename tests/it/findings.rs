//! The tables of codes, the sources that report them and the page that explains them agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use switchboard::model::{CounterpartCode, FindingCode, Known, Level, PolicyCode, RunCode};
use switchboard::provider::azure::AzureCode;
use switchboard::provider::codes;
use switchboard::provider::twilio::TwilioCode;
use switchboard::yaml::YamlCode;

use crate::support::crate_folder;
use crate::support::world::World;

/// The sections of the page: code, meaning and text.
fn sections(page: &str) -> Vec<(String, String, String)> {
    page.split("\n### ")
        .skip(1)
        .map(|section| {
            let (heading, text) = section.split_once('\n').unwrap();
            let (code, meaning) = heading.split_once(": ").unwrap();
            let text = text.split("\n## ").next().unwrap();
            (code.to_owned(), meaning.to_owned(), text.to_owned())
        })
        .collect()
}

fn place(known: Known) -> &'static str {
    match known.silenced_at {
        None => "Cannot be silenced.",
        Some(Level::Provider) => "Silenced at: the provider.",
        Some(Level::Handler) => "Silenced at: the application.",
        Some(Level::Number) => "Silenced at: the number.",
        Some(Level::Group) if AzureCode::KNOWN.contains(&known) => {
            "Silenced at: the event subscription."
        }
        Some(Level::Group) => "Silenced at: the messaging service.",
        Some(Level::Keyword) => "Silenced at: the keyword.",
        Some(Level::Counterpart) => "Silenced at: the counterpart, such as `dynamics`.",
    }
}

#[test]
fn the_page_explains_every_code_as_the_table_has_it() {
    let page = fs::read_to_string(crate_folder().join("docs/findings.md")).unwrap();
    let mut unexplained: BTreeMap<&str, Known> = codes::all()
        .map(|known| (known.code.as_str(), known))
        .collect();
    for (code, meaning, text) in sections(&page) {
        let known = unexplained.remove(code.as_str());
        let known = known.unwrap_or_else(|| panic!("{code} is twice, or in no table"));
        assert_eq!(meaning, known.code.meaning(), "{code}");
        let first = text.trim_start().lines().next().unwrap();
        assert_eq!(first, place(known), "{code}");
        let advice = text.split("**What to do:** ").nth(1);
        assert!(advice.is_some_and(|advice| advice.len() > 20), "{code}");
    }
    let missing: Vec<&&str> = unexplained.keys().collect();
    assert!(missing.is_empty(), "not in docs/findings.md: {missing:?}");
}

/// The heading of the list of all codes, which ends the page.
const ALL_CODES: &str = "\n## All codes\n";

#[test]
fn the_page_lists_every_code_with_its_meaning() {
    let path = crate_folder().join("docs/findings.md");
    let page = fs::read_to_string(&path).unwrap();
    let mut all: Vec<Known> = codes::all().collect();
    all.sort_by_key(|known| known.code.as_str()[1..].to_owned());
    let rows = all.iter().map(|known| {
        let code = known.code.as_str();
        let meaning = known.code.meaning();
        let anchor: String = format!("{code}: {meaning}")
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '_')
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        format!("| [{code}](#{anchor}) | {meaning} |\n")
    });
    let list: String = rows.collect();
    let expected = format!(
        "{ALL_CODES}\nEach code is explained above, and by `switchboard explain CODE`.\n\n\
         | Code | Means |\n|---|---|\n{list}"
    );
    let (text, there) = page
        .find(ALL_CODES)
        .map_or((page.as_str(), ""), |at| page.split_at(at));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{}\n{expected}", text.trim_end())).unwrap();
        return;
    }
    assert_eq!(there, expected, "write it with UPDATE=1");
}

/// The program's own code, tests and the tables of codes left out.
fn sources() -> String {
    let mut all = String::new();
    let mut folders = vec![
        crate_folder().join("src"),
        crate_folder().join("crates/spanned-yaml/src"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if ["tests.rs", "sample.rs", "codes.rs", "policy_codes.rs"].contains(&name.as_str()) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            all.push_str(text.split("#[cfg(test)]\nmod tests {").next().unwrap());
        }
    }
    all
}

#[test]
fn every_code_of_a_table_is_reported_somewhere() {
    let sources = sources();
    let words: BTreeSet<&str> = sources
        .split(|c: char| !(c.is_alphanumeric() || c == ':'))
        .collect();
    let of_texts = YamlCode::ALL
        .iter()
        .map(|code| format!("YamlCode::{code:?}"));
    let of_findings = FindingCode::ALL
        .iter()
        .map(|code| format!("FindingCode::{code:?}"));
    let of_twilio = TwilioCode::ALL
        .iter()
        .map(|code| format!("TwilioCode::{code:?}"));
    let of_azure = AzureCode::ALL
        .iter()
        .map(|code| format!("AzureCode::{code:?}"));
    let of_counterparts = CounterpartCode::ALL
        .iter()
        .map(|code| format!("CounterpartCode::{code:?}"));
    let of_runs = RunCode::ALL.iter().map(|code| format!("RunCode::{code:?}"));
    let of_policies = PolicyCode::ALL
        .iter()
        .map(|code| format!("PolicyCode::{code:?}"));
    let unused: Vec<String> = of_texts
        .chain(of_findings)
        .chain(of_twilio)
        .chain(of_azure)
        .chain(of_counterparts)
        .chain(of_runs)
        .chain(of_policies)
        .filter(|code| !words.contains(code.as_str()))
        .collect();
    assert!(unused.is_empty(), "nothing reports {unused:?}");
}

#[test]
fn an_editor_offers_what_may_be_ignored() {
    let path = crate_folder().join("schemas/config.schema.json");
    let schema: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let code = &schema["definitions"]["IgnoredFinding"]["properties"]["code"];
    let mut offered: Vec<&str> = code["enum"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one.as_str())
        .collect();
    offered.sort_by_key(|code| &code[1..]);
    assert_eq!(offered, codes::ignorable());
}

#[test]
fn the_command_explains_every_code_offline_and_without_a_configuration() {
    let world = World::empty();
    for known in codes::all() {
        let (code, meaning) = (known.code.as_str(), known.code.meaning());
        let explained = world.run(&["explain", &code.to_lowercase()]).exits(0);
        let first = format!("{}[{code}]:", known.code.severity().as_str());
        assert!(explained.stdout.starts_with(&first), "{}", explained.stdout);
        assert!(explained.stdout.contains("\nWhat to do\n  "), "{code}");
        let json = world
            .run(&["explain", code, "--format", "json"])
            .exits(0)
            .json();
        assert_eq!(json["kind"], "code");
        assert_eq!(
            json["meaning"], meaning,
            "docs/findings.md and the table differ"
        );
    }
    assert!(!world.path(".switchboard").exists());
}

#[test]
fn a_code_that_does_not_exist_is_an_error_with_a_suggestion() {
    let world = World::empty();
    let ended = world.run(&["explain", "e0404"]).exits(1);
    assert!(
        ended.stderr.contains("there is no code E0404")
            && ended.stderr.contains("did you mean `W0404`?"),
        "{}",
        ended.stderr
    );
    let json = world
        .run(&["explain", "E99", "--format", "json"])
        .exits(1)
        .json();
    assert_eq!(json["diagnostics"][0]["code"], "E0904");
}
