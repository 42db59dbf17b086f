//! Every folder under `tests/cases` is a story that the real binary lives through against the
//! sandbox: plan, apply, and a second plan that finds nothing to do. `tests/cases/README.md`
//! tells what the files of a story are; no Rust is needed to add one.
//!
//! `UPDATE=1 cargo test --test cases` rewrites expectations; `CASE=name` runs stories with that
//! in their name.

mod support;

#[path = "support/story/runner.rs"]
mod runner;
#[path = "support/story/step.rs"]
mod step;

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

fn stories() -> Vec<PathBuf> {
    let only = std::env::var("CASE").unwrap_or_default();
    let root = support::crate_folder().join("tests/cases");
    let mut stories: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .filter(|path| path.file_name().unwrap().to_string_lossy().contains(&only))
        .collect();
    stories.sort();
    assert!(!stories.is_empty(), "there is no story called {only}");
    stories
}

#[test]
fn every_story_goes_as_told() {
    let waiting = Mutex::new(stories());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(story) = waiting.lock().unwrap().pop() else {
                        break;
                    };
                    let name = story.file_name().unwrap().to_string_lossy().into_owned();
                    let lived = std::panic::catch_unwind(|| runner::live(&story));
                    let problems =
                        lived.unwrap_or_else(|_| vec!["it panicked; see above".to_owned()]);
                    if !problems.is_empty() {
                        failed.lock().unwrap().push((name, problems.join("\n")));
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    let told: Vec<String> = failed
        .iter()
        .map(|(name, problems)| format!("== {name}\n{problems}"))
        .collect();
    assert!(failed.is_empty(), "\n{}", told.join("\n"));
}
