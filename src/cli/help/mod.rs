//! What a command's long help adds to its options: examples, exit codes and environment variables.
//!
//! Each command keeps them as data, a [`Page`], beside its arguments. The manual pages and
//! docs/cli.md are made from the text that this produces, so a help text always has this form.

pub(super) mod exits;
#[cfg(test)]
mod reference;
pub(super) mod variables;

use std::fmt::Write as _;

use clap::builder::{StyledStr, Styles};

/// A name and what it means: an exit code, or an environment variable.
pub(super) type Row = (&'static str, &'static str);

/// The end of a command's long help.
pub(super) struct Page {
    /// Pairs of what an example does and its command lines.
    pub examples: &'static [(&'static str, &'static [&'static str])],
    /// The exit codes, smallest first.
    pub exits: &'static [Row],
    /// Groups of environment variables.
    pub variables: &'static [&'static [Row]],
}

impl Page {
    /// The text below the options.
    pub(super) fn text(&self) -> StyledStr {
        let mut text = StyledStr::new();
        // Writing into memory never fails.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut StyledStr) -> std::fmt::Result {
        let styles = Styles::styled();
        let header = styles.get_header();
        if !self.examples.is_empty() {
            writeln!(text, "{header}Examples:{header:#}")?;
            for (what, lines) in self.examples {
                writeln!(text, "  {what}:")?;
                for line in *lines {
                    writeln!(text, "    {line}")?;
                }
            }
            writeln!(text)?;
        }
        writeln!(text, "{header}Exit codes:{header:#}")?;
        rows(text, self.exits.iter())?;
        writeln!(text)?;
        writeln!(text, "{header}Environment variables:{header:#}")?;
        rows(text, self.variables.iter().copied().flatten())
    }
}

fn rows<'a>(text: &mut StyledStr, rows: impl Iterator<Item = &'a Row> + Clone) -> std::fmt::Result {
    let width = rows.clone().map(|(name, _)| name.chars().count()).max();
    let width = width.unwrap_or_default();
    for (name, meaning) in rows {
        writeln!(text, "  {name:width$}  {meaning}")?;
    }
    Ok(())
}

/// A part of a help text that [`Page::text`] made.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// `Examples`, `Exit codes` or `Environment variables`.
    Heading(&'a str),
    /// What the next lines do.
    Purpose(&'a str),
    /// A command line of an example.
    Line(&'a str),
    /// A name and its meaning.
    Row(&'a str, &'a str),
}

/// The parts of a help text that [`Page::text`] made.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let part = |line| match line {
        "" => None,
        heading if !heading.starts_with(' ') => Some(Part::Heading(heading.trim_end_matches(':'))),
        command if command.starts_with("    ") => Some(Part::Line(command.trim())),
        other => Some(match other.trim().split_once("  ") {
            Some((name, meaning)) => Part::Row(name, meaning.trim_start()),
            None => Part::Purpose(other.trim()),
        }),
    };
    text.lines().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::{Page, Part, parts};
    use crate::cli::Cli;

    #[test]
    fn the_text_can_be_taken_apart() {
        let page = Page {
            examples: &[("Do it", &["switchboard it --now"])],
            exits: &[("0", "done"), ("130, 143", "ended by a signal")],
            variables: &[&[("A", "first")], &[("LONGER", "second")]],
        };
        let text = page.text().to_string();
        let expected = [
            Part::Heading("Examples"),
            Part::Purpose("Do it:"),
            Part::Line("switchboard it --now"),
            Part::Heading("Exit codes"),
            Part::Row("0", "done"),
            Part::Row("130, 143", "ended by a signal"),
            Part::Heading("Environment variables"),
            Part::Row("A", "first"),
            Part::Row("LONGER", "second"),
        ];
        assert_eq!(parts(&text), expected);
    }

    /// Calls `visit` with a command and everything below it that the help lists.
    fn each(command: &clap::Command, visit: &mut impl FnMut(&clap::Command)) {
        visit(command);
        let below = command.get_subcommands().filter(|one| {
            // The library adds `help` itself.
            !one.is_hide_set() && one.get_name() != "help"
        });
        below.for_each(|one| each(one, visit));
    }

    #[test]
    fn every_command_has_examples_exit_codes_and_variables() {
        let mut bare = Vec::new();
        each(&Cli::command(), &mut |command| {
            let text = command.get_after_long_help().map(ToString::to_string);
            let text = text.unwrap_or_default();
            for heading in ["Examples:", "Exit codes:", "Environment variables:"] {
                if !text.contains(heading) {
                    bare.push(format!("{}: {heading}", command.get_name()));
                }
            }
            let long = text.lines().filter(|line| line.chars().count() > 100);
            bare.extend(long.map(|line| format!("too long: {line}")));
        });
        assert!(bare.is_empty(), "{bare:#?}");
    }

    #[test]
    fn global_options_have_their_own_heading() {
        let mut command = Cli::command();
        command.build();
        each(&command, &mut |command| {
            let other = command
                .get_arguments()
                .filter(|argument| argument.is_global_set() && argument.get_id() != "state")
                .filter(|argument| argument.get_help_heading() != Some("Global options"));
            let other: Vec<_> = other.map(clap::Arg::get_id).collect();
            assert!(other.is_empty(), "{}: {other:?}", command.get_name());
        });
    }
}
