//! `schema`: the JSON Schemas that `schemas/` holds.

use clap::{Args, ValueEnum};

use crate::cli::exit_code::Exit;
use crate::cli::help::{Page, exits, variables};
use crate::cli::output::terminal;
use crate::{config, policy, provider, report};

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
pub(crate) enum Document {
    /// The configuration.
    Config,
    /// An overlay, as `envs/NAME.yaml` holds it.
    Overlay,
    /// The policy.
    Policy,
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
    /// What a webhook receives.
    Notification,
}

impl Document {
    /// The word on the command line, and the first part of the file's name.
    pub(crate) fn word(self) -> String {
        let value = self.to_possible_value();
        value
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    /// The schema as `schemas/` holds it.
    pub(crate) fn text(self) -> anyhow::Result<String> {
        let collections = provider::collections();
        let schema = match self {
            Self::Config => config::config_schema(),
            Self::Overlay => config::overlay_schema(),
            Self::Policy => config::for_editors(&policy::declared_schema()),
            Self::Plan => report::plan::document::plan_schema(&collections),
            Self::Test => report::check::test_schema(),
            Self::Explanation => report::explain::document::explanation_schema(),
            Self::Doctor => report::doctor::doctor_schema(),
            Self::Notification => report::notification::body::notification_schema(),
            Self::Drift => report::drift::document::drift_schema(&collections),
        };
        Ok(format!("{}\n", serde_json::to_string_pretty(&schema)?))
    }
}

impl SchemaCommand {
    pub(crate) fn run(&self) -> anyhow::Result<Exit> {
        terminal::print_as(terminal::Form::Json, &self.document.text()?)?;
        Ok(Exit::DONE)
    }
}
