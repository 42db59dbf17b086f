//! Output on a terminal of 40 columns: lines break at blanks, and nothing is cut.

use std::collections::BTreeSet;

use crate::support::fixture::SERVICE;
use crate::support::world::{Ended, World};

const WIDTH: usize = 40;

/// What a command prints on both streams, if the terminal has these columns.
fn printed(world: &World, arguments: &[&str], columns: usize) -> String {
    let mut command = world.command(arguments);
    command.env("COLUMNS", columns.to_string());
    let ended = Ended::of(command.output().unwrap());
    ended.stdout + &ended.stderr
}

/// What must be whole so that it can be copied: URLs, addresses and identifiers.
fn copied(text: &str) -> BTreeSet<&str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| {
            let digits = word.chars().filter(char::is_ascii_digit).count();
            word.contains("://") || word.contains("providers.") || digits > 8
        })
        .collect()
}

/// Whether a line could not be shorter: it is one word, perhaps after a sign, or one command, or it
/// shows a place of a file.
fn is_one_piece(line: &str) -> bool {
    let line = line.trim();
    let drawn = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let drawn = drawn.trim_start();
    if drawn.starts_with('|')
        || drawn.starts_with("-->")
        || line.trim_matches(['^', ' ']).is_empty()
    {
        return true;
    }
    let commands = line.split('`').skip(1).step_by(2);
    let line = commands.fold(line.to_owned(), |line, command| {
        line.replace(command, &command.replace(' ', "_"))
    });
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_sign = first.chars().count() <= 3 && !first.contains(char::is_alphabetic);
    words.count() <= usize::from(is_sign)
}

#[track_caller]
fn is_narrow(world: &World, arguments: &[&str]) -> String {
    let narrow = printed(world, arguments, WIDTH);
    for line in narrow.lines() {
        let fits = line.chars().count() <= WIDTH;
        assert!(
            fits || is_one_piece(line),
            "{arguments:?}: {line}\n{narrow}"
        );
    }
    narrow
}

/// Asserts that a command, which changes nothing, shows the same in a narrow terminal.
#[track_caller]
fn says_the_same(world: &World, arguments: &[&str]) {
    let narrow = is_narrow(world, arguments);
    let wide = printed(world, arguments, 300);
    assert_eq!(copied(&narrow), copied(&wide), "{arguments:?}");
}

#[test]
fn every_report_fits() {
    let (world, sandbox) = SERVICE.fresh();
    says_the_same(&world, &["plan"]);
    says_the_same(&world, &["plan", "--target", "frist"]);
    is_narrow(&world, &["apply", "--auto-approve"]);
    SERVICE.edit(&world);
    let url = [("SmsUrl".to_owned(), "https://elsewhere.example/".to_owned())];
    sandbox.change("POST", "+15017122661", &url);
    for command in [
        &["plan", "--show-unmanaged"][..],
        &["drift"],
        &["registry", "show"],
        &["explain", "first"],
        &["explain", "W0404"],
        &["test"],
        &["doctor"],
        &["validate"],
        &["registry"],
        &["destroy"],
        &["apply", "switchboard.yaml"],
    ] {
        says_the_same(&world, command);
    }
    is_narrow(&world, &["apply", "--auto-approve"]);
    let runs = is_narrow(&world, &["registry", "history"]);
    let newest = runs.split_whitespace().next().unwrap();
    says_the_same(&world, &["registry", "history", newest]);
    let wrong = SERVICE.configuration.replace("[second]", "[secnd]");
    world.write("switchboard.yaml", &wrong);
    says_the_same(&world, &["validate"]);
    says_the_same(&world, &["plan"]);
}

#[test]
fn every_help_fits() {
    let world = World::empty();
    for command in ["plan", "apply", "drift", "import", "explain", "calls"] {
        is_narrow(&world, &[command, "--help"]);
    }
}
