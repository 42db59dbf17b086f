//! Files and their layout: each `tests/fmt/NAME.yaml` with its `expected/NAME.yaml`, and every
//! other file of YAML here.

use std::fs;
use std::path::{Path, PathBuf};

use switchboard::yaml::{Sources, layout};

use crate::support::crate_folder;
use crate::support::text::compare;

/// A text in canonical layout, or the code of the error.
pub fn formatted(bytes: &[u8]) -> Result<String, String> {
    let mut sources = Sources::default();
    let id = sources
        .add("a.yaml", bytes.to_vec())
        .map_err(|refused| refused.code.to_string())?;
    layout(&sources, id).map_err(|refused| refused.code.to_string())
}

/// A text in canonical layout, which must itself be in canonical layout; `None` where its syntax is
/// wrong.
#[track_caller]
pub fn settled(bytes: &[u8]) -> Option<String> {
    match formatted(bytes) {
        Ok(once) => {
            assert_eq!(formatted(once.as_bytes()).as_ref(), Ok(&once));
            Some(once)
        }
        Err(code) => {
            let text = String::from_utf8_lossy(bytes);
            assert_ne!(code, "E0119", "{text}");
            None
        }
    }
}

/// The YAML files in a folder, and in those below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn files_become_as_expected() {
    let folder = crate_folder().join("tests/fmt");
    let mut wrong = Vec::new();
    for path in files(&folder) {
        if path.parent() != Some(&folder) {
            continue;
        }
        let now = settled(&fs::read(&path).unwrap()).unwrap();
        let expected = folder.join("expected").join(path.file_name().unwrap());
        wrong.extend(compare(&expected, &now).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn formatting_keeps_the_meaning_of_every_file() {
    for folder in ["tests", "examples", "src", ".github"] {
        for path in files(&crate_folder().join(folder)) {
            settled(&fs::read(path).unwrap());
        }
    }
}

#[test]
fn examples_are_in_canonical_layout() {
    let mut wrong = Vec::new();
    for folder in ["examples", "src", "tests/cases"] {
        for path in files(&crate_folder().join(folder)) {
            let text = fs::read_to_string(&path).unwrap();
            if settled(text.as_bytes()).is_some_and(|now| now != text) {
                wrong.extend(compare(&path, &settled(text.as_bytes()).unwrap()).err());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
