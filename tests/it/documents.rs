//! The documents: every path and link in them exists.

use std::fs;
use std::path::PathBuf;

use crate::support::crate_folder;

/// Folders whose paths the documents name.
const FOLDERS: [&str; 7] = [
    "benches/",
    "crates/",
    "docs/",
    "examples/",
    "schemas/",
    "src/",
    "tests/",
];

/// The documents at the top and in `docs`.
fn documents() -> Vec<PathBuf> {
    let docs = crate_folder().join("docs");
    let folders = [crate_folder().to_owned(), docs.join("how-to"), docs];
    let entries = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    found.sort();
    assert!(found.len() > 10, "{found:?}");
    found
}

fn is_path(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    FOLDERS.iter().any(|folder| text.starts_with(folder)) && text.chars().all(plain)
}

/// The text outside of code blocks.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

#[test]
fn every_path_in_the_contributors_documents_exists() {
    let mut missing = Vec::new();
    for name in [
        "AGENTS.md",
        "CONTRIBUTING.md",
        "docs/adding-a-provider.md",
        "docs/architecture.md",
    ] {
        let text = prose(&fs::read_to_string(crate_folder().join(name)).unwrap());
        let quoted = text.split('`').skip(1).step_by(2);
        let gone = quoted.filter(|path| is_path(path) && !crate_folder().join(path).exists());
        missing.extend(gone.map(|path| format!("{name}: {path}")));
    }
    assert!(missing.is_empty(), "not there:\n  {}", missing.join("\n  "));
}

#[test]
fn every_link_to_a_file_leads_somewhere() {
    let mut missing = Vec::new();
    for document in documents() {
        let folder = document.parent().unwrap();
        let text = prose(&fs::read_to_string(&document).unwrap());
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#', ' ']).next().unwrap_or_default();
            if target.is_empty() || target.contains(':') || folder.join(target).exists() {
                continue;
            }
            missing.push(format!("{}: {target}", document.display()));
        }
    }
    assert!(missing.is_empty(), "not there:\n  {}", missing.join("\n  "));
}

#[test]
fn every_page_is_in_the_index() {
    let docs = crate_folder().join("docs");
    let index = fs::read_to_string(docs.join("README.md")).unwrap();
    let mut missing = Vec::new();
    for document in documents() {
        let Ok(path) = document.strip_prefix(&docs) else {
            continue;
        };
        let path = path.display().to_string();
        if path != "README.md" && !index.contains(&format!("]({path})")) {
            missing.push(path);
        }
    }
    assert!(missing.is_empty(), "not in docs/README.md: {missing:?}");
}
