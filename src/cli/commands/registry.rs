//! `registry`: what is recorded and what was done, for people and programs.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

mod documents;
mod inverse;

use documents::{change, document};

use crate::cli::exit_code::Exit;
use crate::cli::failure::{fail, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::input::registry_location::{self, RegistryLocation};
use crate::cli::output::plan_output::Format;
use crate::cli::output::terminal::Form;
use crate::cli::output::{problems, terminal};
use crate::cli::session;
use crate::engine::{RunError, RunErrorKind};
use crate::model::{Code, Name, Scope};
use crate::registry::{Contents, RegistryError};
use crate::report::registry::{contents, history};
use crate::yaml::Sources;

/// Inspect the registry, or release its lock
#[derive(Debug, Args)]
pub struct Registry {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what is recorded for this project and environment
    Show {
        /// Show every project and environment of this registry
        #[arg(long)]
        all: bool,
        /// Format of the report
        #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
        format: Format,
    },
    /// List runs, newest first, or the changes of one run
    History {
        /// A run's id, or the beginning of it
        run: Option<String>,
        /// Plan to restore what the run changed; review it, then `apply PLAN`
        #[arg(long, requires = "run")]
        inverse: bool,
        /// Save that plan to this file, for `apply PLAN`
        #[arg(long, value_name = "PLAN", requires = "inverse")]
        out: Option<PathBuf>,
        /// Format of the report
        #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
        format: Format,
    },
    /// Release the lock of an apply that is stuck
    Unlock {
        /// Release it even if the process that holds it is alive
        #[arg(long)]
        force: bool,
    },
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
    pub fn run(&self, global: &Global) -> anyhow::Result<Exit> {
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
        crate::cli::runtime::interruptible(|settings| async move {
            match &self.command {
                Command::Show { all, format } => {
                    let scope = if *all { None } else { Some(scope(global)?) };
                    let contents = registry.contents(scope.as_ref()).await?;
                    let text = match format {
                        Format::Json => format!(
                            "{}\n",
                            serde_json::to_string_pretty(&document(&contents, scope.as_ref()))?
                        ),
                        _ => contents_for_people(&contents),
                    };
                    terminal::print_as(form(*format), &text)?;
                }
                Command::History {
                    run: None, format, ..
                } => {
                    let runs = registry.runs(&scope(global)?).await?;
                    let listed: Vec<_> = runs
                        .iter()
                        .map(|run| history::Listed { run, counts: None })
                        .collect();
                    let text = match format {
                        Format::Json => format!(
                            "{}\n",
                            serde_json::to_string_pretty(&json!({
                                "format_version": "1.0", "kind": "runs", "runs": runs,
                            }))?
                        ),
                        _ => history::list(&listed, terminal::color_stdout(global)),
                    };
                    terminal::print_as(form(*format), &text)?;
                }
                Command::History {
                    run: Some(id),
                    inverse: true,
                    out,
                    format,
                } => return inverse::inverse(id, out.as_ref(), *format, global, settings).await,
                Command::History {
                    run: Some(id),
                    format,
                    ..
                } => {
                    let Some((run, changes)) = registry.changes(id).await? else {
                        return fail_with_help(
                            RunErrorKind::Run,
                            format!("there is no run {id}"),
                            "`switchboard registry history` lists the runs",
                        );
                    };
                    let text = match format {
                        Format::Json => {
                            let changes: Vec<Value> = changes.iter().map(change).collect();
                            format!(
                                "{}\n",
                                serde_json::to_string_pretty(&json!({
                                    "format_version": "1.0", "kind": "run", "run": run, "changes": changes,
                                }))?
                            )
                        }
                        _ => history::one(
                            &run,
                            &changes,
                            terminal::color_stdout(global),
                            terminal::width(),
                        ),
                    };
                    terminal::print_as(form(*format), &text)?;
                }
                Command::Unlock { force } => {
                    let text = match registry.unlock(&scope(global)?, *force).await {
                        Ok(None) => "No apply holds the lock.\n".to_owned(),
                        Ok(Some(holder)) => format!(
                            "Released the lock of run {} of {} on {} (pid {}, since {}).\n",
                            holder.run_id, holder.user, holder.host, holder.pid, holder.since
                        ),
                        Err(error @ RegistryError::HeldBy { .. }) => {
                            return Err(RunError::new(
                                RunErrorKind::RegistryLocked,
                                "the lock was not released: its holder is alive",
                            )
                            .help("wait for that run; --force releases the lock all the same")
                            .caused_by(error)
                            .into());
                        }
                        Err(error) => return Err(error.into()),
                    };
                    terminal::print(&text)?;
                }
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

/// The project and environment that the options name. Only the configuration knows the project's
/// name; without a configuration it is `default`.
fn scope(global: &Global) -> anyhow::Result<Scope> {
    let project = Project::read(global)?;
    let name = match &project.loaded.configuration {
        Some(configuration) => configuration.project.clone(),
        None if project.sources.is_empty() => "default".to_owned(),
        None => declared_project(&project).ok_or_else(|| {
            RunError::new(
                RunErrorKind::Input,
                "the configuration has errors, so its project is unknown",
            )
            .help("run `switchboard validate` to see them")
        })?,
    };
    Ok(session::scope(global, &name))
}

/// The project's name from a configuration with errors. It is known if it is written, or if it is
/// missing from files that could all be read as a whole.
fn declared_project(project: &Project) -> Option<String> {
    /// Prefixes of the codes for files that were read in part or not at all.
    const UNREAD: [&str; 2] = ["E01", "E051"];
    let root = project.loaded.origins.root.as_ref()?;
    if let Some(declared) = root.get("project") {
        let name = Name::parse(declared.text()?).ok()?;
        return Some(name.as_str().to_owned());
    }
    let unread = |code: Code| {
        UNREAD
            .iter()
            .any(|prefix| code.as_str().starts_with(prefix))
    };
    let mut codes = project.loaded.diagnostics.iter().map(|d| d.code);
    (!codes.any(unread)).then(|| "default".to_owned())
}

fn contents_for_people(contents: &[Contents]) -> String {
    if contents.iter().all(|one| one.state.resources.is_empty()) {
        return "Nothing is recorded here yet.\n".to_owned();
    }
    contents
        .iter()
        .map(|one| contents::human(&one.scope, one.serial, &one.state, &one.left))
        .collect::<Vec<_>>()
        .join("\n")
}
