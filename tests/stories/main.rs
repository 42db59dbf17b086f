//! Tests that are files: each folder of `tests/cases`, `tests/drift` and `tests/import`, and each file or folder
//! of `tests/invalid`, is one test, found when the tests start. A README in each folder describes
//! the files of a story. Commands are called in this process; one story runs the real binary, too.
//!
//! `cargo test a-service-in-the-way` runs the stories with that in their name, and with `UPDATE=1`
//! rewrites what they expect.

#![allow(
    unreachable_pub,
    reason = "nothing of a test binary is reachable from outside"
)]

mod cases;
mod drift;
mod import;
mod invalid;
mod step;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use test_support::crate_folder;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let threads = std::env::var("RUST_TEST_THREADS").ok();
    arguments.test_threads = arguments
        .test_threads
        .or_else(|| threads.and_then(|number| number.parse().ok()));
    let mut trials = Vec::new();
    trials.extend(of("cases", Path::is_dir, cases::problems));
    let whole = crate_folder().join("tests/cases/a-move-that-fails-halfway");
    trials.push(trial("binary", whole, cases::problems_by_binary));
    trials.extend(of("drift", Path::is_dir, drift::problems));
    trials.extend(of("import", Path::is_dir, import::problems));
    trials.extend(of("invalid", invalid::is_story, invalid::problems));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// One test for each entry of `tests/FOLDER` that is a story.
fn of(
    folder: &'static str,
    is_story: fn(&Path) -> bool,
    problems: fn(&Path) -> Vec<String>,
) -> impl Iterator<Item = Trial> {
    let entries = crate_folder().join("tests").join(folder).read_dir();
    let mut paths: Vec<PathBuf> = entries
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| is_story(path))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no story in tests/{folder}");
    paths
        .into_iter()
        .map(move |path| trial(folder, path, problems))
}

fn trial(group: &str, path: PathBuf, problems: fn(&Path) -> Vec<String>) -> Trial {
    let name = path.file_stem().unwrap().to_string_lossy();
    Trial::test(format!("{group}::{name}"), move || {
        match problems(&path).as_slice() {
            [] => Ok(()),
            problems => Err(problems.join("\n").into()),
        }
    })
}
