//! `apply`: reconciles. With a saved plan it applies exactly that plan. Without one it plans, shows
//! the plan and asks.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use self::run::Job;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::plan_file;
use crate::cli::input::project::Project;
use crate::cli::local_sandbox::Access;
use crate::cli::output::plan_output::ReportFormat;
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::report_files::ReportTo;
use crate::cli::output::{suggestions, terminal};
use crate::cli::runtime;
use crate::cli::session::Session;
use crate::cli::signals::Signals;
use crate::engine::{RunError, RunErrorKind};
use crate::provider::{ProviderError, Settings};
use crate::report::plan::document::PlanDocument;

mod events;
mod run;

/// Writes in flight per account, unless `--parallelism` says otherwise.
const PARALLELISM: u16 = 4;

/// Apply the configuration, or a saved plan
///
/// A saved plan is applied exactly as it is. Without one, the plan is shown first and you are
/// asked to approve it.
#[derive(Debug, Args)]
pub struct Apply {
    /// A plan saved by `plan --out`, applied without a prompt
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,

    /// Apply without asking for approval
    #[arg(long)]
    auto_approve: bool,

    /// Apply only this address, or everything under this provider; repeatable
    #[arg(long = "target", value_name = "ADDRESS", conflicts_with = "plan")]
    targets: Vec<String>,

    /// Maximum number of concurrent writes per account
    #[arg(long, value_name = "N", default_value_t = PARALLELISM, value_parser = clap::value_parser!(u16).range(1..=64))]
    parallelism: u16,

    /// Refuse any plan other than the one with this hash
    #[arg(long, value_name = "SHA256")]
    expect_plan: Option<String>,

    /// With --auto-approve, allow changing or forgetting a large part of what is recorded
    #[arg(long)]
    allow_mass_change: bool,

    /// Allow moves of numbers from one declared messaging service to another
    #[arg(long)]
    allow_detach: bool,

    /// Allow buying up to this many declared numbers that the account lacks; this costs money
    #[arg(long, value_name = "N", default_value_t = 0)]
    allow_purchases: usize,

    /// How long to wait for another apply to finish
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    lock_timeout: u64,

    /// Format of the report on stdout; json prints one event per line
    #[arg(long, value_enum, default_value_t = ReportFormat::Human, value_name = "FORMAT")]
    format: ReportFormat,

    /// Also write a report of what was planned and done to a file; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo<ReportFormat>>,
}

/// Printed when a signal interrupts an apply before it began.
const INTERRUPTED: &str = "\ninterrupted: nothing was applied\n";
/// A wait that is longer than this is reported.
const LONG_WAIT: Duration = Duration::from_secs(5);

impl Apply {
    pub fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        if self.format != ReportFormat::Json {
            return self.start(global);
        }
        // A program that reads events gets nothing else on stdout, whatever happens.
        events::begin()?;
        match self.start(global) {
            Err(error) => {
                terminal::eprint_error(&error);
                events::refuse(&[problems::json_of_error(&error)])?;
                Ok(Exit::ERROR)
            }
            ended => ended,
        }
    }

    fn start(&self, global: &Global) -> anyhow::Result<Exit> {
        let saved = self.plan.as_deref().map(plan_file::read).transpose();
        let saved = saved.map_err(|error| match Project::read(global) {
            Ok(project) => self.unplanned(&project, error),
            Err(_) => error,
        })?;
        let global = match (&self.plan, &saved) {
            (Some(path), Some(document)) => &meant_by(path, document, global)?,
            _ => global,
        };
        // The files and the environment that the plan names count for suggested commands, too.
        suggestions::remember(global);
        let mut project = Project::read(global)?;
        if let Some(path) = &self.plan {
            project.protect(path, "the plan that is being applied");
        }
        let project = project;
        if let Some(document) = &saved {
            let made_from = plan_file::made_from(document, &project, global);
            made_from.map_err(|error| self.unplanned(&project, error))?;
        }
        let Some(configuration) = &project.loaded.configuration else {
            return self.reject(Problems::new(&project, Vec::new()), global);
        };
        let unplanned = |error| self.unplanned(&project, error);
        runtime::block_on(async {
            let signals = Signals::listen(INTERRUPTED);
            let settings = Settings {
                parallelism: usize::from(self.parallelism),
                waiting: report_waits(global),
                ..runtime::settings(&signals)
            };
            let opening = Session::open(global, &project, configuration, Access::Writes, settings);
            let opened = signals.unless(opening).await.transpose();
            let Some(session) = opened.map_err(unplanned)? else {
                return self.interrupted(&project, &signals);
            };
            let targets = saved.as_ref().map_or(&self.targets, |plan| &plan.targets);
            let opening = session.workspace(&project, targets);
            let exit = match signals.unless(opening).await.transpose() {
                Ok(Some(Ok(workspace))) => {
                    let job = Job {
                        options: self,
                        global,
                        project: &project,
                        configuration,
                        session: &session,
                        workspace: &workspace,
                        saved: saved.as_ref(),
                        targets,
                        signals: &signals,
                    };
                    job.run().await
                }
                Ok(Some(Err(problems))) => self.reject(Problems::new(&project, problems), global),
                Ok(None) => self.interrupted(&project, &signals),
                Err(error) => Err(unplanned(error)),
            };
            session.close(exit).await
        })
    }

    /// Whether stdout gets one document at the end, and nothing before.
    fn reports_at_the_end(&self) -> bool {
        !matches!(self.format, ReportFormat::Human | ReportFormat::Json)
    }

    /// Reports the problems that prevent a plan.
    fn reject(&self, problems: Problems<'_>, global: &Global) -> anyhow::Result<Exit> {
        let problems = problems.during("apply");
        if self.format != ReportFormat::Json {
            return problems.report(self.format, &self.reports, global);
        }
        problems.write_files(&self.reports);
        events::refuse(&problems.as_json())?;
        Ok(Exit::ERROR)
    }

    /// Reports an error that prevents a plan.
    fn unplanned(&self, project: &Project, error: anyhow::Error) -> anyhow::Error {
        let problem = problems::of_error(&error);
        let problems = Problems::new(project, vec![problem]).during("apply");
        problems.write_files(&self.reports);
        if self.reports_at_the_end() {
            // A failure to print must not replace the error itself.
            let text = problems.render(self.format);
            let _ = terminal::print_as(self.format.into(), &text);
        }
        error
    }

    /// Ends an apply that a signal interrupted before it began.
    fn interrupted(&self, project: &Project, signals: &Signals) -> anyhow::Result<Exit> {
        self.unplanned(
            project,
            RunError::new(RunErrorKind::Interrupted, INTERRUPTED.trim()).into(),
        );
        if self.format == ReportFormat::Json {
            events::refuse(&[])?;
        }
        Ok(signals.exit())
    }
}

/// Reports long waits; `None` with `-q`, and where a progress bar shows that work
/// goes on.
fn report_waits(global: &Global) -> Option<fn(&ProviderError, Duration)> {
    let report: fn(&ProviderError, Duration) = |error, wait| {
        if wait > LONG_WAIT {
            terminal::eprint(&format!(
                "{error}: trying again in {} s\n",
                wait.as_secs_f32().round()
            ));
        }
    };
    (!global.quiet && !terminal::shows_progress(global)).then_some(report)
}

/// The options with the environment and the files that a saved plan names, so that `apply PLAN`
/// needs neither option.
fn meant_by(path: &Path, document: &PlanDocument, global: &Global) -> anyhow::Result<Global> {
    let mut global = global.clone();
    // Files that the plan found without `-f` are found again, and the registry with them.
    if global.files.is_empty() && !document.config.found {
        global.files = plan_file::sources(path, document)?;
    }
    if global.env.is_none() {
        global.env.clone_from(&document.environment);
    }
    Ok(global)
}
