//! `report`: works on reports that other commands wrote.

use clap::{Args, Subcommand};

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};

mod merge;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[(
        "Merge the plans of three shards into one comment",
        &["switchboard report merge plan-1.json plan-2.json plan-3.json --format markdown"],
    )],
    exits: &[exits::DONE, exits::ERROR, exits::SIGNALS],
    variables: variables::ALL,
};

/// Work on the reports of other commands
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct ReportCommand {
    #[command(subcommand)]
    action: Action,
}

/// What to do with reports.
#[derive(Debug, Subcommand)]
enum Action {
    Merge(merge::Merge),
}

impl ReportCommand {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        match &self.action {
            Action::Merge(merge) => merge.run(global),
        }
    }

    /// The exit code for drift.
    pub(crate) fn exit_code(&self) -> u8 {
        match &self.action {
            Action::Merge(merge) => merge.exit_code(),
        }
    }
}
