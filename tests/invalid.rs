//! Every file under `tests/invalid` is wrong on purpose and says how: below the place stands a
//! comment `#    ^^^^^ E0201 text` with carets under the columns meant. A folder is a
//! configuration of several files; its `args` are given to `validate`.
//!
//! Other forms: carets that begin right after the `#` begin at column 1; `#< E0201 text` begins
//! at column 1 too, however long; `#@3:5-9 E0106 text` names line and columns, for files that a
//! comment in the middle would change; `#! E0511 text` concerns the file as a whole. Dots after the
//! carets mean that the place goes on below.
//!
//! `UPDATE=1 cargo test --test invalid` writes the expectations anew.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::expected::{self, Expected};
use support::world::{Ended, World, is_yaml};

/// A configuration that is wrong: its files, and how it is validated.
struct Wrong {
    name: String,
    files: BTreeMap<String, Vec<u8>>,
    arguments: Vec<String>,
}

fn root() -> PathBuf {
    support::crate_folder().join("tests/invalid")
}

fn all() -> Vec<Wrong> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut files = BTreeMap::new();
        let mut arguments = vec!["-f".to_owned(), name.clone()];
        if path.is_dir() {
            gather(&path, "", &mut files);
            let args = fs::read_to_string(path.join("args")).unwrap_or_default();
            arguments = vec!["-f".to_owned(), ".".to_owned()];
            arguments.extend(args.lines().map(str::to_owned));
        } else if is_yaml(&path) {
            files.insert(name.clone(), fs::read(&path).unwrap());
        } else {
            continue;
        }
        found.push(Wrong {
            name,
            files,
            arguments,
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn gather(folder: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{below}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files);
        } else if is_yaml(&path) {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

impl Wrong {
    fn validate(&self, files: &BTreeMap<String, Vec<u8>>, format: &str) -> Ended {
        let world = World::empty();
        for (name, content) in files {
            let path = world.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let mut arguments = vec!["validate", "--format", format];
        arguments.extend(self.arguments.iter().map(String::as_str));
        world.run(&arguments)
    }

    /// What is said, by file.
    fn said(&self, files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<Expected>> {
        let document = self.validate(files, "json").json();
        let mut said: BTreeMap<String, Vec<Expected>> = BTreeMap::new();
        for diagnostic in document["diagnostics"].as_array().unwrap() {
            let file = diagnostic["range"]["filename"].as_str();
            // What has no place is written into the first file.
            let file = file.filter(|file| files.contains_key(*file));
            let file = file.unwrap_or_else(|| files.keys().next().unwrap());
            let one = Expected::of(diagnostic);
            said.entry(file.to_owned()).or_default().push(one);
        }
        for list in said.values_mut() {
            list.sort();
        }
        said
    }

    /// How what is said differs from what the files expect.
    fn differs(&self, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
        let mut problems = Vec::new();
        let said = self.said(files);
        for (name, content) in files {
            let mut left = expected::read(content);
            for one in said.get(name).into_iter().flatten() {
                match left.iter().position(|expected| expected.allows(one)) {
                    Some(at) => {
                        left.remove(at);
                    }
                    None => problems.push(format!("{name}: not expected: {one:?}")),
                }
            }
            problems.extend(left.iter().map(|one| format!("{name}: not said: {one:?}")));
        }
        problems
    }

    /// Writes expectations anew: under their places where the file stays the same by that, at its
    /// end otherwise.
    fn rewrite(&self) {
        let bare: BTreeMap<String, Vec<u8>> = self
            .files
            .iter()
            .map(|(name, content)| (name.clone(), expected::without(content)))
            .collect();
        let said = self.said(&bare);
        let written = |write: fn(&[u8], &[Expected]) -> Vec<u8>| -> BTreeMap<String, Vec<u8>> {
            bare.iter()
                .map(|(name, content)| {
                    let expected = said.get(name).map_or(&[][..], Vec::as_slice);
                    (name.clone(), write(content, expected))
                })
                .collect()
        };
        let mut files = written(expected::below);
        if !self.differs(&files).is_empty() {
            files = written(expected::at_the_end);
        }
        let folder = if root().join(&self.name).is_dir() {
            root().join(&self.name)
        } else {
            root()
        };
        for (name, content) in files {
            fs::write(folder.join(name), content).unwrap();
        }
    }
}

#[test]
fn every_file_is_wrong_as_it_says() {
    if support::updating() {
        all().iter().for_each(Wrong::rewrite);
    }
    let mut problems = Vec::new();
    for wrong in all() {
        let expected: usize = wrong
            .files
            .values()
            .map(|text| expected::read(text).len())
            .sum();
        if expected == 0 {
            problems.push(format!("{} expects nothing", wrong.name));
        }
        let differs = wrong.differs(&wrong.files);
        problems.extend(
            differs
                .iter()
                .map(|problem| format!("{}: {problem}", wrong.name)),
        );
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn people_and_programs_are_told_the_same() {
    for wrong in all() {
        let json = wrong.validate(&wrong.files, "json");
        let document = json.json();
        let human = wrong.validate(&wrong.files, "human");
        let errors = shape(&document, &wrong.name);
        let code = i32::from(errors > 0);
        assert_eq!((json.code, human.code), (code, code), "{}", wrong.name);
        assert_eq!(json.stderr, "", "{}", wrong.name);
        if errors > 0 {
            assert_eq!(human.stdout, "", "{}", wrong.name);
        }
        for diagnostic in document["diagnostics"].as_array().unwrap() {
            let code = diagnostic["code"].as_str().unwrap();
            assert!(
                human.stderr.contains(code),
                "{}: {code}\n{}",
                wrong.name,
                human.stderr
            );
            if let Some(place) = place(diagnostic) {
                assert!(
                    human.stderr.contains(&place),
                    "{}: {place}\n{}",
                    wrong.name,
                    human.stderr
                );
            }
        }
        let told = human.stderr.matches("error[E").count();
        assert_eq!(told, errors, "{}\n{}", wrong.name, human.stderr);
    }
}

/// The contract's shape of `validate --format json`. Gives the number of errors.
fn shape(document: &Value, name: &str) -> usize {
    let diagnostics = document["diagnostics"].as_array().unwrap();
    let count = |severity: &str| {
        diagnostics
            .iter()
            .filter(|d| d["severity"] == severity)
            .count()
    };
    assert_eq!(document["error_count"], count("error"), "{name}");
    assert_eq!(document["warning_count"], count("warning"), "{name}");
    assert_eq!(document["valid"], count("error") == 0, "{name}");
    for diagnostic in diagnostics {
        let text = |key: &str| diagnostic[key].as_str().unwrap_or_default();
        let (code, summary) = (text("code"), text("summary"));
        let letter = if text("severity") == "error" {
            'E'
        } else {
            'W'
        };
        assert!(
            code.len() == 5 && code.starts_with(letter),
            "{name}: {code}"
        );
        assert!(
            !summary.is_empty() && !summary.ends_with('.'),
            "{name}: {summary}"
        );
        assert!(!text("help").is_empty(), "{name}: {code} has no help");
    }
    count("error")
}

fn place(diagnostic: &Value) -> Option<String> {
    let range = diagnostic.get("range")?;
    let (file, start) = (range["filename"].as_str()?, &range["start"]);
    Some(format!("{file}:{}:{}", start["line"], start["column"]))
}
