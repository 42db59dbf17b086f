//! `apply`: reconciles. With a saved plan it applies exactly that plan. Without one it plans, shows
//! the plan and asks.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::duration;
use crate::cli::input::policy_file::PolicyOption;
use crate::cli::input::project::Project;
use crate::cli::opened::Inputs;
use crate::cli::output::notifier::Notifier;
use crate::cli::output::plan_output::ReportFormat;
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::report_files::{self, ReportTo};
use crate::cli::output::sinks::NotifyOptions;
use crate::cli::output::terminal;
use crate::cli::signals::Signals;
use crate::engine::{Chosen, RunError, RunErrorKind};
use crate::model::{Kind, Shard};
use crate::plan::waves::WaveSizes;
use crate::report::notification::document::Subject;
use crate::report::plan::document::PlanDocument;

mod events;
mod job;
mod operator;
mod preview;
mod result;
mod run;
mod start;
mod waves;

/// Writes in flight per account, unless `--parallelism` says otherwise.
const PARALLELISM: u16 = 4;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Plan, show the plan, ask, and apply",
            &["switchboard apply"],
        ),
        (
            "Apply without asking",
            &["switchboard apply --auto-approve"],
        ),
        ("Apply a saved plan", &["switchboard apply plan.json"]),
        (
            "Apply the second of three shards, beside the others",
            &["switchboard apply --auto-approve --shard 2/3"],
        ),
        (
            "Apply everything but one number",
            &["switchboard apply --auto-approve --exclude store-line"],
        ),
        (
            "Change routes in three waves, and change them back if texts fail",
            &[
                "switchboard apply plan.json --rollout 1,10%,100% --rollout-pause 10m --rollout-revert",
            ],
        ),
    ],
    exits: &[
        ("0", "applied, or nothing to apply"),
        (
            "1",
            "error: usage, configuration, credentials, a guard, a declined prompt, a stale plan",
        ),
        (
            "3",
            "incomplete: not all was read, changed or answered as declared, or a rollout stopped",
        ),
        exits::SIGNALS,
    ],
    variables: variables::PLANS,
};

/// Apply the configuration, or a saved plan
///
/// A saved plan is applied exactly as it is. Without one, the plan is shown first and you are
/// asked to approve it.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, which knows them one by one"
)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Apply {
    /// A plan saved by `plan --out`, applied without a prompt
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,

    /// Apply without asking for approval
    #[arg(long)]
    auto_approve: bool,

    /// Apply only this address, everything under this provider, or what matches this pattern;
    /// repeatable
    #[arg(long = "target", value_name = "ADDRESS", conflicts_with = "plan")]
    targets: Vec<String>,

    /// Leave out this address, everything under this provider, or what matches this pattern;
    /// repeatable
    #[arg(long = "exclude", value_name = "ADDRESS", conflicts_with = "plan")]
    excluded: Vec<String>,

    /// Apply only this shard of the providers: the I-th of N, such as 2/3
    ///
    /// Each provider belongs to one shard by its name alone, whatever other providers there are.
    /// Keywords belong to the first. A saved plan has its shard in itself.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

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

    /// Create declared keywords that Dynamics 365 does not have, after everything else
    #[arg(long, conflicts_with_all = ["plan", "no_dynamics"])]
    create_dynamics_keywords: bool,

    #[command(flatten)]
    policy: PolicyOption,

    /// How long to wait for another apply of the same providers to finish
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    lock_timeout: u64,

    /// Change routes in waves of so many numbers in total, such as 1,10%,100%
    ///
    /// Everything else is applied first. After each wave, its numbers are read again, and the
    /// provider's alerts are counted for the length of a pause. If one is not answered as declared,
    /// if too many alerts count, or if something cannot be read, no further wave starts. Percentages
    /// are rounded up; a last wave of everything is implied.
    #[arg(long, value_name = "WAVES")]
    rollout: Option<WaveSizes>,

    /// How long each wave is watched, the last too, such as 30s, 10m or 0s
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration::pause, requires = "rollout")]
    rollout_pause: Duration,

    /// The most alerts during a wave that do not stop the rollout
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = waves::alerts, requires = "rollout")]
    rollout_max_alerts: u64,

    /// If the rollout stops, change back what its waves did
    #[arg(long, requires = "rollout")]
    rollout_revert: bool,

    /// Read the changed numbers again at the end, and exit 3 if one is not answered as declared
    #[arg(long)]
    verify: bool,

    /// Call each new callback as the provider would, marked as a probe, before anything is written
    #[arg(long)]
    probe_callback: bool,

    /// Format of the report on stdout; json prints one event per line
    #[arg(long, value_enum, default_value_t = ReportFormat::Human, value_name = "FORMAT")]
    format: ReportFormat,

    /// Also write a report of what was planned and done to a file; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo<ReportFormat>>,

    #[command(flatten)]
    notify: NotifyOptions,
}

/// Printed when a signal interrupts an apply before it began.
pub(super) const INTERRUPTED: &str = "\ninterrupted: nothing was applied\n";

impl Apply {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        if self.format != ReportFormat::Json {
            return self.start_and_notify(global);
        }
        // A program that reads events gets nothing else on stdout, whatever happens.
        events::begin()?;
        match self.start_and_notify(global) {
            Err(error) => events::fail(&error, self.format).map(|()| Exit::ERROR),
            ended => ended,
        }
    }

    /// Applies, and then delivers the notification of the result.
    fn start_and_notify(&self, global: &Global) -> anyhow::Result<Exit> {
        let notifier = Notifier::new(Subject::Apply, &self.notify, global)?;
        let ended = self.start(global, &notifier);
        notifier.finish(ended, |error| events::fail(error, self.format))
    }

    /// Whether stdout gets one document at the end, and nothing before.
    fn reports_at_the_end(&self) -> bool {
        !matches!(self.format, ReportFormat::Human | ReportFormat::Json)
    }

    /// The addresses to plan: those of the saved plan, if there is one.
    fn chosen<'a>(&'a self, saved: Option<&'a PlanDocument>) -> Chosen<'a> {
        match saved {
            Some(plan) => Chosen {
                shard: plan.shard,
                targets: &plan.targets,
                excluded: &plan.excluded,
            },
            None => Chosen {
                shard: self.shard,
                targets: &self.targets,
                excluded: &self.excluded,
            },
        }
    }

    /// Whether the counterpart is read: to create keywords there, or because the configuration asks
    /// for it. A repair does not depend on it otherwise.
    fn compares(&self, inputs: &Inputs<'_>, saved: Option<&PlanDocument>) -> bool {
        let declared = inputs.configuration.counterpart.as_ref();
        let is_checked = declared.is_some_and(|declared| declared.is_checked_on_apply());
        self.creates_keywords(saved) || is_checked && !inputs.global.no_dynamics
    }

    /// Whether keywords are created at the counterpart: those of the saved plan, if there is one.
    fn creates_keywords(&self, saved: Option<&PlanDocument>) -> bool {
        match saved {
            Some(plan) => {
                let mut changes = plan.resource_changes.iter();
                changes.any(|change| matches!(change.r#type, Kind::Counterpart(..)))
            }
            None => self.create_dynamics_keywords,
        }
    }

    /// Reports the problems that prevent a plan.
    fn reject(
        &self,
        problems: Problems<'_>,
        global: &Global,
        notifier: &Notifier,
    ) -> anyhow::Result<Exit> {
        let problems = problems.during("apply");
        notifier.note_problems(&problems.as_json());
        if self.format != ReportFormat::Json {
            return problems.report(self.format, &self.reports, global);
        }
        if problems.write_files(&self.reports) {
            report_files::say_written(&self.reports, global);
        }
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
