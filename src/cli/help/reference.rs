//! docs/cli.md, made from the same definitions as the help. `UPDATE=1` rewrites it.

use std::collections::BTreeMap;
use std::path::Path;

use clap::{Arg, Command, CommandFactory as _};

use crate::cli::Cli;
use crate::cli::help::{Part, parts};

const BEGINNING: &str = "\
# Command reference

<!-- Made from the help texts by the test `cli_md_is_fresh`; do not edit. -->

`switchboard COMMAND --help` prints the same. `switchboard -h` is shorter. The [global options](#global-options) come
before or after the name of a command.
";

/// The page.
fn page() -> String {
    let mut root = Cli::command();
    root.build();
    let mut variables = BTreeMap::new();
    let mut commands = Vec::new();
    collect(&root, &mut commands);
    let mut text = BEGINNING.to_owned();
    text += "\n| Command | Purpose |\n|---|---|\n";
    for command in &commands[1..] {
        let name = title(command);
        let anchor = name.replace(' ', "-");
        text += &format!("| [`{name}`](#{anchor}) | {} |\n", about(command));
    }
    text += "\n## Global options\n";
    text += &options(root.get_arguments().filter(|one| one.is_global_set()));
    for command in commands {
        text += &section(command, &mut variables);
    }
    text += "\n## Environment variables\n\n| Variable | Meaning |\n|---|---|\n";
    for (name, meaning) in variables {
        text += &format!("| `{name}` | {} |\n", cell(&meaning));
    }
    text
}

/// A command and those below it, in the order of the help.
fn collect<'a>(command: &'a Command, found: &mut Vec<&'a Command>) {
    found.push(command);
    let below = command.get_subcommands();
    below
        .filter(|one| !one.is_hide_set() && one.get_name() != "help")
        .for_each(|one| collect(one, found));
}

/// A command's name with those above it.
fn title(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or("switchboard");
    name.to_owned()
}

fn about(command: &Command) -> String {
    command
        .get_about()
        .map(|text| cell(&text.to_string()))
        .unwrap_or_default()
}

/// The section of a command.
fn section(command: &Command, variables: &mut BTreeMap<String, String>) -> String {
    let mut text = format!("\n## {}\n", title(command));
    let long = command.get_long_about().or_else(|| command.get_about());
    let long = long.map(ToString::to_string).unwrap_or_default();
    for paragraph in long.split("\n\n") {
        text += &format!("\n{}\n", escaped(paragraph.trim()));
    }
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").trim_end();
    text += &format!("\n```text\n{usage}\n```\n");
    let own = command
        .get_arguments()
        .filter(|one| !one.is_global_set() || one.get_help_heading().is_none());
    text += &options(own);
    let end = command.get_after_long_help().map(ToString::to_string);
    let mut names = Vec::new();
    let mut in_block = false;
    for part in parts(&end.unwrap_or_default()) {
        if in_block && !matches!(part, Part::Line(_)) {
            text += "```\n";
            in_block = false;
        }
        match part {
            Part::Heading("Exit codes") => text += "\n| Exit code | Meaning |\n|---|---|\n",
            Part::Heading(_) => {}
            Part::Purpose(purpose) => text += &format!("\n{purpose}\n\n"),
            Part::Line(line) => {
                if !in_block {
                    text += "```sh\n";
                    in_block = true;
                }
                text += &format!("{line}\n");
            }
            Part::Row(name, meaning) if name.starts_with(|c: char| c.is_ascii_digit()) => {
                text += &format!("| {name} | {} |\n", cell(meaning));
            }
            Part::Row(name, meaning) => {
                names.push(format!("`{name}`"));
                variables.insert(name.to_owned(), meaning.to_owned());
            }
        }
    }
    text += &format!(
        "\n[Environment variables](#environment-variables): {}.\n",
        names.join(", ")
    );
    text
}

/// A table of options, if there are any.
fn options<'a>(all: impl Iterator<Item = &'a Arg>) -> String {
    let rows: String = all
        .filter(|one| !one.is_hide_set() && !["help", "version"].contains(&one.get_id().as_str()))
        .map(row)
        .collect();
    if rows.is_empty() {
        return rows;
    }
    format!("\n| Option | Meaning |\n|---|---|\n{rows}")
}

fn row(argument: &Arg) -> String {
    let names: Vec<String> = argument
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| format!("<{name}>"))
        .collect();
    let value = if argument.get_action().takes_values() {
        names.join(" ")
    } else {
        String::new()
    };
    let shorts = argument.get_short().map(|short| format!("-{short}"));
    let longs = argument.get_long().map(|long| format!("--{long}"));
    let flags: Vec<String> = shorts.into_iter().chain(longs).collect();
    let mut name = flags.join(", ");
    if name.is_empty() || !value.is_empty() {
        name = format!("{name} {value}").trim().to_owned();
    }
    let mut meaning = argument
        .get_help()
        .map(|help| cell(&help.to_string()))
        .unwrap_or_default();
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if argument.get_action().takes_values() && !values.is_empty() {
        meaning += &format!(": {}", values.join(", "));
    }
    let defaults = argument.get_default_values();
    if argument.get_action().takes_values() && !defaults.is_empty() {
        let defaults: Vec<_> = defaults
            .iter()
            .map(|value| value.to_string_lossy())
            .collect();
        meaning += &format!(" (default: `{}`)", defaults.join(", "));
    }
    format!("| `{name}` | {meaning} |\n")
}

/// A text for a cell of a table.
fn cell(text: &str) -> String {
    escaped(&text.replace('\n', " "))
}

/// A text whose asterisks and angle brackets stay what they are, outside of code.
fn escaped(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        let plain = if at % 2 == 0 {
            part.replace('*', "\\*").replace('<', "\\<")
        } else {
            part.to_owned()
        };
        plain.replace('|', "\\|")
    });
    parts.collect::<Vec<_>>().join("`")
}

#[test]
fn cli_md_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let expected = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, expected).unwrap();
        return;
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == expected,
        "docs/cli.md is not what the help says; UPDATE=1 cargo test --lib cli::help writes it"
    );
}
