//! `schema`: the JSON Schemas that `schemas/` holds.

use clap::{Args, ValueEnum};

use crate::cli::exit_code::Exit;
use crate::cli::help::{Page, exits, variables};
use crate::cli::output::terminal;
use crate::{config, provider, report};

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Write the schema of the configuration, for an editor",
            &["switchboard schema > config.schema.json"],
        ),
        (
            "Print the schema of a saved plan",
            &["switchboard schema plan"],
        ),
    ],
    exits: &[exits::DONE, ("1", "error: usage")],
    variables: &[variables::OUTPUT],
};

/// Print a JSON Schema; schemas/ holds the same files
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct SchemaCommand {
    /// The document that the schema describes
    #[arg(value_enum, default_value_t = Document::Config)]
    document: Document,
}

/// Documents that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Document {
    /// The configuration.
    Config,
    /// The plan.
    Plan,
    /// The report of `test`.
    Test,
    /// The report of `explain`.
    Explanation,
    /// The report of `drift`.
    Drift,
    /// The report of `doctor`.
    Doctor,
}

impl SchemaCommand {
    pub(crate) fn run(&self) -> anyhow::Result<Exit> {
        let collections = provider::collections();
        let schema = match self.document {
            Document::Config => config::config_schema(),
            Document::Plan => report::plan::document::plan_schema(&collections),
            Document::Test => report::check::test_schema(),
            Document::Explanation => report::explain::document::explanation_schema(),
            Document::Doctor => report::doctor::doctor_schema(),
            Document::Drift => report::drift::document::drift_schema(&collections),
        };
        terminal::print_as(
            terminal::Form::Json,
            &format!("{}\n", serde_json::to_string_pretty(&schema)?),
        )?;
        Ok(Exit::DONE)
    }
}
