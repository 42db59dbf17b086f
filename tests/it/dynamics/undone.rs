//! A run that created a keyword, seen afterwards: its history, and its undoing.

use super::created::{CREATE, EMPTY, RECORD, writes};
use super::{Both, CONFIGURATION};

#[test]
fn an_undone_run_leaves_the_keyword() {
    let both = Both::seeded(CONFIGURATION, EMPTY);
    both.apply(&[CREATE], 0);
    let runs = both.run(&["registry", "history", "--format", "json"]);
    let runs = runs.exits(0).json();
    let last = runs["runs"][0]["id"].as_str().unwrap().to_owned();
    let shown = both.run(&["registry", "history", &last]).exits(0).stdout;
    assert!(shown.contains("JOIN in Dynamics 365"), "{shown}");
    let inverse = ["registry", "history", &last, "--inverse", "--out", "undo"];
    let shown = both.run(&inverse);
    let shown = shown.stdout + &shown.stderr;
    assert!(shown.contains("W0732"), "{shown}");
    if both.world.path("undo").exists() {
        both.run(&["apply", "undo"]);
    }
    assert_eq!((writes(&both), both.count("JOIN")), (1, 1));
    assert_eq!(both.requests("DELETE", ""), 0);
    assert!(both.recorded().contains(&RECORD.to_owned()));
}

#[test]
fn a_keyword_that_is_not_declared_any_more_stays_there() {
    let both = Both::seeded(CONFIGURATION, EMPTY);
    both.apply(&[CREATE], 0);
    both.edit("keywords: [JOIN]\n", "");
    both.apply(&["--allow-mass-change", CREATE], 0);
    assert_eq!((writes(&both), both.count("JOIN")), (1, 1));
    assert_eq!(both.requests("DELETE", ""), 0);
    assert!(!both.recorded().contains(&RECORD.to_owned()));
}
