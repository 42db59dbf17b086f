//! One file or folder per command: its arguments, whose doc comment is the help page, and its
//! `run`.

pub(super) mod apply;
pub(super) mod completions;
pub(super) mod doctor;
pub(super) mod drift;
pub(super) mod explain;
pub(super) mod fmt;
pub(super) mod graph;
pub(super) mod import;
pub(super) mod init;
pub(super) mod man;
pub(super) mod numbers;
pub(super) mod plan;
pub(super) mod registry;
pub(super) mod report;
pub(super) mod sandbox;
pub(super) mod schema;
pub(super) mod test;
pub(super) mod validate;
pub(super) mod watch;

use clap::Subcommand;

use crate::cli::exit_code::{self, Exit};
use crate::cli::global_options::Global;
use crate::cli::output::suggestions;

/// A command and its arguments.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Init(init::Init),
    Validate(validate::Validate),
    Fmt(fmt::Fmt),
    Plan(plan::PlanCommand),
    Apply(apply::Apply),
    Drift(drift::DriftCommand),
    Watch(watch::Watch),
    Import(import::Import),
    Explain(explain::Explain),
    Graph(graph::GraphCommand),
    Test(test::TestCommand),
    Numbers(numbers::Numbers),
    Registry(registry::Registry),
    Report(report::ReportCommand),
    Doctor(doctor::Doctor),
    Schema(schema::SchemaCommand),
    Sandbox(sandbox::SandboxCommand),
    Completions(completions::Completions),
    #[command(hide = true)]
    Man(man::Man),
}

impl Command {
    /// The name of a command that is traced: one that reads accounts or the registry.
    pub(super) fn traced(&self) -> Option<&'static str> {
        match self {
            Self::Plan(_) => Some("plan"),
            Self::Apply(_) => Some("apply"),
            Self::Drift(_) => Some("drift"),
            Self::Watch(_) => Some("watch"),
            Self::Import(_) => Some("import"),
            Self::Test(_) => Some("test"),
            Self::Numbers(_) => Some("numbers"),
            Self::Registry(_) => Some("registry"),
            Self::Doctor(_) => Some("doctor"),
            _ => None,
        }
    }

    /// Whether the command is one run, not one after another until it is stopped.
    pub(super) fn is_one_run(&self) -> bool {
        !matches!(self, Self::Watch(_))
    }

    /// Whether the command works in several environments at once.
    pub(super) fn takes_several_environments(&self) -> bool {
        matches!(self, Self::Drift(_) | Self::Watch(_))
    }

    /// The exit code that reports differences.
    pub(super) fn differences(&self) -> u8 {
        match self {
            Self::Drift(command) => command.exit_code(),
            Self::Report(command) => command.exit_code(),
            _ => exit_code::DIFFERENCES,
        }
    }

    /// Runs the command.
    pub(super) fn run(&self, global: &mut Global) -> anyhow::Result<Exit> {
        if !self.takes_several_environments() {
            global.choose_environment()?;
        }
        suggestions::remember(global);
        match self {
            Self::Drift(command) => command.run(global),
            Self::Watch(command) => command.run(global),
            Self::Init(command) => command.run(global),
            Self::Validate(command) => command.run(global),
            Self::Fmt(command) => command.run(global),
            Self::Plan(command) => command.run(global),
            Self::Apply(command) => command.run(global),
            Self::Import(command) => command.run(global),
            Self::Explain(command) => command.run(global),
            Self::Graph(command) => command.run(global),
            Self::Test(command) => command.run(global),
            Self::Numbers(command) => command.run(global),
            Self::Registry(command) => command.run(global),
            Self::Report(command) => command.run(global),
            Self::Doctor(command) => command.run(global),
            Self::Schema(command) => command.run(),
            Self::Sandbox(command) => command.run(global),
            Self::Completions(command) => command.run(),
            Self::Man(command) => command.run(global),
        }
    }
}
