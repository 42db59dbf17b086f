//! `validate`: reports everything that can be known from the files.

use clap::Args;

use self::fix::Corrections;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::policy_file::PolicyOption;
use crate::cli::input::project::Project;
use crate::cli::output::judged::Judged;
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::Problems;
use crate::cli::output::report_files::ReportTo;
use crate::cli::output::{terminal, violations};
use crate::cli::runtime;
use crate::engine;
use crate::yaml::diagnostic;

mod fix;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Check the configuration of this folder",
            &["switchboard validate"],
        ),
        (
            "Check it with the overlay envs/prod.yaml",
            &["switchboard validate --env prod"],
        ),
        (
            "Put phone numbers into quotes, and report the rest",
            &["switchboard validate --fix"],
        ),
        (
            "Check it against a policy, as far as that needs no plan",
            &["switchboard validate --policy policy.yaml"],
        ),
        (
            "Print the problems as JSON",
            &["switchboard validate --format json"],
        ),
    ],
    exits: &[
        ("0", "valid; warnings do not count"),
        (
            "1",
            "error: usage, or the configuration is wrong or violates the policy",
        ),
        exits::SIGNALS,
    ],
    variables: variables::CHECKS,
};

/// Check the configuration, offline and without credentials
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Validate {
    /// Correct what has exactly one right correction: put phone numbers and keywords into quotes
    ///
    /// Nothing else in the files changes. What is corrected is listed; what cannot be corrected is
    /// reported as without --fix.
    #[arg(long)]
    fix: bool,

    #[command(flatten)]
    policy: PolicyOption,

    /// Format of the report on stdout
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,

    /// Also write a report to a file; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo>,
}

impl Validate {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        if !self.fix {
            let mut project = Project::checked(global)?;
            let judged = self.judge(&mut project)?;
            let project = runtime::keep(project);
            let problems = Problems::new(&project, Vec::new()).with_notes();
            let problems = problems.with_policy(judged);
            return problems.report(self.format, &self.reports, global);
        }
        fix::refuse_streams(global)?;
        let mut project = Project::checked(global)?;
        let mut corrections = Corrections::of(&project);
        let mut written = true;
        if !corrections.made.is_empty() {
            if let Err(error) = corrections.write(&project) {
                terminal::eprint_error(&error);
                written = false;
                corrections.made.clear();
            } else {
                if self.format == Format::Human {
                    terminal::print(&corrections.listed())?;
                } else if !global.quiet {
                    terminal::eprint(&corrections.listed());
                }
                project = Project::checked(global)?;
                if !corrections.refused.is_empty() {
                    corrections.refused = Corrections::of(&project).refused;
                }
            }
        }
        corrections.explain(&mut project.loaded.diagnostics);
        let judged = self.judge(&mut project)?;
        let problems = Problems::new(&project, Vec::new()).with_notes();
        let problems = problems.with_policy(judged);
        let problems = problems.with_fixed(corrections.made)?;
        let exit = problems.report(self.format, &self.reports, global)?;
        Ok(exit.and(Exit::error_if(!written)))
    }

    /// Judges a configuration by the policy, as far as that needs no plan. What violates it becomes a
    /// problem of the project.
    fn judge(&self, project: &mut Project) -> anyhow::Result<Option<Judged>> {
        let Some(policy) = self.policy.read(project)? else {
            return Ok(None);
        };
        let scope = project.scope();
        let outcome = engine::judged_alone(&project.loaded, scope, &policy);
        let Some(outcome) = outcome else {
            return Ok(None);
        };
        let loaded = &mut project.loaded;
        violations::add_of(&mut loaded.diagnostics, Some(&outcome), &loaded.origins);
        diagnostic::sort(&mut loaded.diagnostics);
        Ok(Some(Judged {
            outcome,
            left: policy.judged_by_plan(),
        }))
    }
}
