//! Every file under `tests/invalid` is wrong on purpose and says how: below each place is a
//! comment `#    ^^^^^ E0201 text` with carets under the columns meant. A folder is a
//! configuration of several files; its `args` are given to `validate`.
//!
//! Other forms: carets that begin right after the `#` begin at column 1; `#< E0201 text` begins
//! at column 1 too, however long; `#@3:5-9 E0106 text` names line and columns, for files that a
//! comment in the middle would change; `#! E0511 text` concerns the file as a whole. Dots after the
//! carets mean that the place goes on below.
//!
//! `UPDATE=1 cargo test invalid::NAME` rewrites the expectations.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use test_support::expected::{self, Expected};
use test_support::updating;
use test_support::world::{Ended, World, is_yaml};

/// A configuration that is wrong: its files, and how it is validated.
struct Wrong {
    path: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
    arguments: Vec<String>,
}

/// True for a file of YAML, and for a folder of them.
pub fn is_story(path: &Path) -> bool {
    path.is_dir() || is_yaml(path)
}

/// What is reported otherwise than the files expect, or otherwise to people than to programs.
pub fn problems(story: &Path) -> Vec<String> {
    let wrong = Wrong::read(story);
    if updating() {
        wrong.rewrite();
    }
    let wrong = Wrong::read(story);
    let mut problems = wrong.differs(&wrong.files);
    let expected = wrong.files.values().map(|text| expected::read(text).len());
    if expected.sum::<usize>() == 0 {
        problems.push("it expects nothing".to_owned());
    }
    wrong.compare_formats();
    problems
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
    fn read(path: &Path) -> Self {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut files = BTreeMap::new();
        let mut arguments = vec!["-f".to_owned(), name.clone()];
        if path.is_dir() {
            gather(path, "", &mut files);
            let args = fs::read_to_string(path.join("args")).unwrap_or_default();
            arguments = vec!["-f".to_owned(), ".".to_owned()];
            arguments.extend(args.lines().map(str::to_owned));
        } else {
            files.insert(name, fs::read(path).unwrap());
        }
        Self {
            path: path.to_owned(),
            files,
            arguments,
        }
    }

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

    /// Rewrites expectations: under their places where the file stays the same by that, at its
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
        let folder = if self.path.is_dir() {
            &self.path
        } else {
            self.path.parent().unwrap()
        };
        for (name, content) in files {
            fs::write(folder.join(name), content).unwrap();
        }
    }

    /// Demands that the report for people and the one for programs say the same.
    fn compare_formats(&self) {
        let json = self.validate(&self.files, "json");
        let document = json.json();
        let human = self.validate(&self.files, "human");
        let errors = shape(&document);
        let code = i32::from(errors > 0);
        assert_eq!((json.code, human.code), (code, code));
        assert_eq!(json.stderr, "");
        if errors > 0 {
            assert_eq!(human.stdout, "");
        }
        for diagnostic in document["diagnostics"].as_array().unwrap() {
            let code = diagnostic["code"].as_str().unwrap();
            assert!(human.stderr.contains(code), "{code}\n{}", human.stderr);
            if let Some(place) = place(diagnostic) {
                assert!(human.stderr.contains(&place), "{place}\n{}", human.stderr);
            }
        }
        let shown = human.stderr.matches("error[E").count();
        assert_eq!(shown, errors, "{}", human.stderr);
    }
}

/// Checks the document of `validate --format json`. Returns the number of errors.
fn shape(document: &Value) -> usize {
    let diagnostics = document["diagnostics"].as_array().unwrap();
    let count = |severity: &str| {
        diagnostics
            .iter()
            .filter(|d| d["severity"] == severity)
            .count()
    };
    assert_eq!(document["error_count"], count("error"));
    assert_eq!(document["warning_count"], count("warning"));
    assert_eq!(document["valid"], count("error") == 0);
    for diagnostic in diagnostics {
        let text = |key: &str| diagnostic[key].as_str().unwrap_or_default();
        let (code, summary) = (text("code"), text("summary"));
        let letter = if text("severity") == "error" {
            'E'
        } else {
            'W'
        };
        assert!(code.len() == 5 && code.starts_with(letter), "{code}");
        assert!(!summary.is_empty() && !summary.ends_with('.'), "{summary}");
        assert!(!text("help").is_empty(), "{code} has no help");
    }
    count("error")
}

fn place(diagnostic: &Value) -> Option<String> {
    let range = diagnostic.get("range")?;
    let (file, start) = (range["filename"].as_str()?, &range["start"]);
    Some(format!("{file}:{}:{}", start["line"], start["column"]))
}
