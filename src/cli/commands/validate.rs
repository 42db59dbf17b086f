//! `validate`: reports everything that can be known from the files.

use clap::Args;

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::Problems;
use crate::cli::output::report_files::ReportTo;

/// Check the configuration, offline and without credentials
#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// Format of the report on stdout
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,

    /// Also write a report to a file; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo>,
}

impl Validate {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let problems = Problems::new(&project, Vec::new()).with_notes();
        problems.report(self.format, &self.reports, global)
    }
}
