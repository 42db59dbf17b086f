//! `registry`: what is recorded and what was done, for people and programs.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::exit_code::Exit;
use crate::cli::failure::fail;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::policy_file::PolicyOption;
use crate::cli::input::registry_location::{self, RegistryLocation};
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems;
use crate::cli::output::terminal::Form;
use crate::cli::runtime;
use crate::engine::RunErrorKind;
use crate::yaml::Sources;

mod documents;
mod history;
mod inverse;
mod prune;
mod scope;
mod show;
mod unlock;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        ("Show what is recorded", &["switchboard registry show"]),
        (
            "List the runs, newest first",
            &["switchboard registry history"],
        ),
    ],
    exits: &[
        exits::DONE,
        (
            "1",
            "error: usage, configuration, or the registry cannot be used",
        ),
        ("3", "incomplete: something could not be read"),
        exits::SIGNALS,
    ],
    variables: variables::ALL,
};

/// The end of the help.
const SHOW: Page = Page {
    examples: &[
        (
            "Show what is recorded for this project",
            &["switchboard registry show"],
        ),
        (
            "Print every project and environment as JSON",
            &["switchboard registry show --all --format json"],
        ),
    ],
    exits: &[
        exits::DONE,
        (
            "1",
            "error: usage, configuration, or the registry cannot be used",
        ),
        exits::SIGNALS,
    ],
    variables: &[
        variables::CONFIGURATION,
        variables::REGISTRY,
        variables::OUTPUT,
    ],
};

/// The end of the help.
const HISTORY: Page = Page {
    examples: &[
        (
            "List the runs, newest first",
            &["switchboard registry history"],
        ),
        (
            "Show the changes of a run",
            &["switchboard registry history RUN"],
        ),
        (
            "Undo a run",
            &[
                "switchboard registry history RUN --inverse --out undo.json",
                "switchboard apply undo.json",
            ],
        ),
    ],
    exits: &[
        exits::DONE,
        (
            "1",
            "error: usage, configuration, credentials, or no such run",
        ),
        (
            "3",
            "with --inverse: something could not be read, or an object has an error",
        ),
        exits::SIGNALS,
    ],
    variables: variables::PLANS,
};

/// The end of the help.
const UNLOCK: Page = Page {
    examples: &[
        (
            "Release the locks of applies that have ended",
            &["switchboard registry unlock"],
        ),
        (
            "Release them although their holder is alive",
            &["switchboard registry unlock --force"],
        ),
    ],
    exits: &[
        exits::DONE,
        ("1", "error: usage, configuration, or the holder is alive"),
        exits::SIGNALS,
    ],
    variables: &[
        variables::CONFIGURATION,
        variables::REGISTRY,
        variables::OUTPUT,
    ],
};

/// The end of the help.
const PRUNE: Page = Page {
    examples: &[
        (
            "Keep the latest 100 runs, and look first",
            &[
                "switchboard registry prune --keep-runs 100 --dry-run",
                "switchboard registry prune --keep-runs 100",
            ],
        ),
        (
            "Remove what ended more than a year ago, in a pipeline",
            &["switchboard registry prune --older-than 365 --auto-approve"],
        ),
    ],
    exits: &[
        exits::DONE,
        (
            "1",
            "error: usage, configuration, not approved, or the registry cannot be used",
        ),
        exits::SIGNALS,
    ],
    variables: &[
        variables::CONFIGURATION,
        variables::REGISTRY,
        variables::OUTPUT,
    ],
};

/// Inspect the registry, release its locks, or remove old runs
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Registry {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what is recorded for this project and environment
    #[command(after_long_help = SHOW.text())]
    Show {
        /// Show every project and environment of this registry
        #[arg(long)]
        all: bool,
        /// Format of the report
        #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
        format: Format,
    },
    /// List runs, newest first, or the changes of one run
    #[command(after_long_help = HISTORY.text())]
    History {
        /// A run's id, or the beginning of it
        run: Option<String>,
        /// Plan to restore what the run changed; review it, then `apply PLAN`
        #[arg(long, requires = "run")]
        inverse: bool,
        /// Save that plan to this file, for `apply PLAN`
        #[arg(long, value_name = "PLAN", requires = "inverse")]
        out: Option<PathBuf>,
        #[command(flatten)]
        policy: PolicyOption,
        /// Format of the report
        #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
        format: Format,
    },
    /// Release the locks of applies that are stuck
    #[command(after_long_help = UNLOCK.text())]
    Unlock {
        /// Release them even if a process that holds one is alive
        #[arg(long)]
        force: bool,
    },
    /// Remove old runs and their changes
    ///
    /// What is recorded of providers, numbers, services and keywords stays, so that plans and drift
    /// are as before. A removed run can neither be shown nor undone. These always stay: a run that
    /// has not ended, the latest one that has, and each that left a change without a known end.
    #[command(after_long_help = PRUNE.text())]
    Prune(prune::Prune),
}

impl Command {
    /// The name of the requested format, if this command has no such report.
    fn missing_format(&self) -> Option<&'static str> {
        let format = match self {
            Self::Show { format, .. }
            | Self::History {
                inverse: false,
                format,
                ..
            } => *format,
            Self::Prune(prune) => prune.format,
            _ => return None,
        };
        match format {
            Format::Human | Format::Json => None,
            Format::Markdown => Some("markdown"),
            Format::Github => Some("github"),
        }
    }
}

impl Registry {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        if let Some(format) = self.command.missing_format() {
            return fail(
                RunErrorKind::Options,
                format!(
                    "--format {format} applies to plans (`history RUN --inverse`); registry output supports human and json"
                ),
            );
        }
        let RegistryLocation {
            registry, notices, ..
        } = registry_location::open(global)?;
        problems::eprint(&notices, &Sources::default(), global);
        let registry = registry.as_ref();
        runtime::interruptible(|settings| async move {
            match &self.command {
                Command::Show { all, format } => {
                    show::show(registry, *all, *format, global).await?;
                }
                Command::History {
                    run: None, format, ..
                } => history::list(registry, *format, global).await?,
                Command::History {
                    run: Some(id),
                    inverse: true,
                    out,
                    policy,
                    format,
                } => {
                    let out = out.as_deref();
                    let made = inverse::inverse(id, out, *format, policy, global, settings);
                    return Box::pin(made).await;
                }
                Command::History {
                    run: Some(id),
                    format,
                    ..
                } => history::one(id, registry, *format, global).await?,
                Command::Unlock { force } => unlock::unlock(registry, *force, global).await?,
                Command::Prune(prune) => prune.run(registry, global).await?,
            }
            Ok(Exit::DONE)
        })
    }
}

/// The form of a report that this command prints.
fn form(format: Format) -> Form {
    match format {
        Format::Json => Form::Json,
        _ => Form::Text,
    }
}
