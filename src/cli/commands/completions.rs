//! `completions`: scripts for shells. They ask this program what to propose.

use clap::Args;

use crate::cli::completing;
use crate::cli::exit_code::Exit;
use crate::cli::help::{Page, exits, variables};
use crate::cli::output::terminal;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Complete commands in bash, in this shell",
            &["eval \"$(switchboard completions bash)\""],
        ),
        (
            "Write a file for zsh",
            &["switchboard completions zsh > _switchboard"],
        ),
    ],
    exits: &[exits::DONE, ("1", "error: usage")],
    variables: &[variables::OUTPUT],
};

/// Print a completion script for a shell
///
/// With it, the shell completes commands, options, and what the configuration declares: addresses,
/// providers and environments. It reads the files that -f and --env of the command line name.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> anyhow::Result<Exit> {
        let script = completing::script(self.shell)?;
        terminal::print_as(terminal::Form::Exact, &String::from_utf8(script)?)?;
        Ok(Exit::DONE)
    }
}
