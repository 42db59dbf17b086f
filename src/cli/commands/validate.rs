//! `validate`: everything that can be known from the files.

use clap::Args;

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::Problems;
use crate::cli::output::report_files::ReportTo;
use crate::cli::session::Project;
use crate::config::{self, Loaded};

/// Check the configuration, offline and without credentials
#[derive(Debug, Args)]
pub struct Validate {
    /// How to report on stdout
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,

    /// Write a report to a file besides; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo>,
}

impl Validate {
    pub fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let problems = Problems::new(&project, Vec::new()).with_notes();
        problems.report(self.format, &self.reports, global)
    }
}

/// Reads a configuration from its files; what could not be read stands with the rest.
pub fn load(mut files: config_files::Files) -> Loaded {
    let mut loaded = config::load(std::mem::take(&mut files.input));
    if !files.problems.is_empty() {
        loaded.diagnostics.splice(0..0, files.problems);
        if loaded.has_errors() {
            loaded.configuration = None;
        }
    }
    loaded
}
