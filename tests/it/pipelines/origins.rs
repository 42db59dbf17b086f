//! Where things come from: actions by the commit of a version, and the repository by the manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::support::crate_folder;

/// The text files of the repository, by path.
fn texts() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut left: Vec<PathBuf> = vec![crate_folder().to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(crate_folder()).unwrap();
            let skipped = ["target", ".git", ".switchboard"];
            if skipped.iter().any(|one| name == Path::new(one)) {
                continue;
            }
            if path.is_dir() {
                left.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.insert(name.display().to_string(), text);
            }
        }
    }
    assert!(found.len() > 500);
    found
}

/// A tag can be moved, a commit cannot. One version of an action is one commit everywhere.
#[test]
fn actions_are_commits_of_whole_versions() {
    let uses = Regex::new(r"(?m)^ *-? *uses: *(\S+)(?: *# *(.*))?$").unwrap();
    let pinned = Regex::new(r"^([\w-]+/[\w/-]+)@([0-9a-f]{40})$").unwrap();
    let whole = Regex::new(r"^v\d+\.\d+\.\d+$").unwrap();
    let mut commits = BTreeMap::<(String, String), BTreeSet<String>>::new();
    for (path, text) in texts() {
        let workflow = path.starts_with(".github/") || path.starts_with("examples/ci/github/");
        if !path.ends_with(".yml") || !(workflow || path == "action.yml") {
            continue;
        }
        for one in uses.captures_iter(&text) {
            let used = &one[1];
            // The examples use this action at the release that they belong to.
            if used.starts_with("./") || used.starts_with("OWNER/switchboard@v") {
                continue;
            }
            let parts = pinned.captures(used);
            let parts = parts.unwrap_or_else(|| panic!("{path}: {used} is not a commit"));
            let version = one.get(2).map_or("", |version| version.as_str());
            assert!(whole.is_match(version), "{path}: {used} # {version}");
            let action = (parts[1].to_owned(), version.to_owned());
            commits
                .entry(action)
                .or_default()
                .insert(parts[2].to_owned());
        }
    }
    assert!(commits.len() >= 4, "{commits:?}");
    for (action, commits) in &commits {
        assert_eq!(commits.len(), 1, "{action:?}: {commits:?}");
    }
}

/// Code, workflows and the action derive the repository: from the manifest when they are built, or
/// from where they run. Only the examples and the pages about them repeat the placeholder.
#[test]
fn the_manifest_alone_names_the_repository() {
    let texts = texts();
    let manifest = &texts["Cargo.toml"];
    let repository = Regex::new("(?m)^repository = \"https://github.com/(([^/\"]+)/[^/\"]+)\"$");
    let found: Vec<_> = repository.unwrap().captures_iter(manifest).collect();
    assert_eq!(found.len(), 1, "one line names it");
    let (name, owner) = (&found[0][1], &found[0][2]);
    let may = |path: &str| {
        path == "Cargo.toml"
            || ["docs/ci.md", "docs/plan.md", "docs/releasing.md"].contains(&path)
            // Schema lines that a build writes, and readers of the examples.
            || path.starts_with("tests/")
            || path.starts_with("examples/ci/")
    };
    let naming: Vec<&String> = texts
        .iter()
        .filter(|(path, text)| text.contains(name) && !may(path))
        .map(|(path, _)| path)
        .collect();
    assert!(naming.is_empty(), "{name} in {naming:?}");
    let release = &texts[".github/workflows/release.yml"];
    assert!(release.contains("GH_REPO: ${{ github.repository }}"));
    assert!(
        !release.contains(owner),
        "{owner} in the release's workflow"
    );
    let document = &texts["src/import/document.rs"];
    assert!(document.contains("env!(\"CARGO_PKG_REPOSITORY\")"));
}
