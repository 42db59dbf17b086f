//! The table of codes, the code that reports them and the page that explains them agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::support::crate_folder;
use switchboard::model::{Kind, Severity, codes};

/// Whether users read of a code in docs/findings.md: what is no error in their files.
fn explained(known: &codes::Known) -> bool {
    /// Errors of the run that need more than a help line.
    const AT_LENGTH: [&str; 1] = ["E0786"];
    codes::severity(known.code) != Severity::Error
        || known.silenced_at.is_some()
        || AT_LENGTH.contains(&known.code)
}

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

fn place(kind: Option<Kind>) -> &'static str {
    match kind {
        None => "Cannot be silenced.",
        Some(Kind::Provider) => "Silenced at: the provider.",
        Some(Kind::Number) => "Silenced at: the number.",
        Some(Kind::MessagingService) => "Silenced at: the messaging service.",
        Some(Kind::Keyword) => "Silenced at: the keyword.",
    }
}

#[test]
fn the_page_explains_every_finding_as_the_table_has_it() {
    let page = fs::read_to_string(crate_folder().join("docs/findings.md")).unwrap();
    let mut explained: BTreeMap<&str, codes::Known> = codes::all()
        .filter(explained)
        .map(|known| (known.code, known))
        .collect();
    for (code, meaning, text) in sections(&page) {
        let known = explained.remove(code.as_str());
        let known = known.unwrap_or_else(|| panic!("{code} is twice, or in no table"));
        assert_eq!(meaning, known.meaning, "{code}");
        let first = text.trim_start().lines().next().unwrap();
        assert_eq!(first, place(known.silenced_at), "{code}");
        let advice = text.split("**What to do:** ").nth(1);
        assert!(advice.is_some_and(|advice| advice.len() > 20), "{code}");
    }
    let missing: Vec<&&str> = explained.keys().collect();
    assert!(missing.is_empty(), "not in docs/findings.md: {missing:?}");
}

/// Every code in a string literal of the program's code, tests left out.
fn used() -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let root = crate_folder();
    let mut folders = vec![root.join("src"), root.join("crates/spanned-yaml/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if ["tests.rs", "sample.rs"].contains(&name.as_str())
                || path.ends_with("model/codes.rs")
            {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            for text in code.split('"').filter(|text| text.len() == 5) {
                let digits = text.strip_prefix(['E', 'W']).unwrap_or_default();
                if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) {
                    found.insert(text.to_owned(), path.clone());
                }
            }
        }
    }
    found
}

#[test]
fn every_code_in_use_has_a_table_entry_and_every_entry_is_in_use() {
    let used = used();
    for (code, path) in &used {
        assert!(codes::find(code).is_some(), "{code} of {}", path.display());
    }
    let unused: BTreeSet<&str> = codes::all()
        .map(|known| known.code)
        .filter(|code| !used.contains_key(*code))
        .collect();
    assert!(unused.is_empty(), "no code uses {unused:?}");
}

#[test]
fn an_editor_offers_what_may_be_ignored() {
    let path = crate_folder().join("schemas/config.schema.json");
    let schema: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let code = &schema["definitions"]["FindingCode"];
    let offered: Vec<&str> = code["examples"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one.as_str())
        .collect();
    assert_eq!(offered, codes::silenceable().collect::<Vec<_>>());
}
