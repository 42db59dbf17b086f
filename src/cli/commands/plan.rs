//! `plan`: what `apply` would do. Writes nothing anywhere and takes no lock.

use std::path::PathBuf;

use clap::Args;

use crate::cli::exit_code::Exit;
use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::plan_file;
use crate::cli::input::policy_file::PolicyOption;
use crate::cli::input::project::Project;
use crate::cli::opened::{Inputs, Opened};
use crate::cli::output::notifier::Notifier;
use crate::cli::output::plan_output::{PlanOutput, ReportFormat};
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::report_files::{self, ReportTo};
use crate::cli::output::sinks::NotifyOptions;
use crate::cli::output::terminal;
use crate::cli::runtime;
use crate::cli::signals::Signals;
use crate::config::Configuration;
use crate::engine::{self, Chosen, PlanRequest, Planned, RunErrorKind};
use crate::model::Shard;
use crate::policy::Policy;
use crate::reconcile::Missed;
use crate::report::notification::document::Subject;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        ("Show what apply would do", &["switchboard plan"]),
        (
            "Save the plan, and apply exactly that plan",
            &[
                "switchboard plan --out plan.json",
                "switchboard apply plan.json",
            ],
        ),
        (
            "Plan one provider of an environment",
            &["switchboard plan --env prod --target marketing-us"],
        ),
        (
            "Plan the second of three shards, beside the others",
            &["switchboard plan --shard 2/3 --out plan-2.json"],
        ),
        (
            "Write a comment for a pull request",
            &["switchboard plan --report markdown=plan.md"],
        ),
        (
            "Plan every night, and post what differs to Slack",
            &[
                "export SLACK_URL=https://hooks.slack.com/services/…",
                "switchboard plan --notify-slack-env SLACK_URL",
            ],
        ),
    ],
    exits: &[
        ("0", "nothing differs, or --detailed-exitcode is not given"),
        exits::ERROR,
        ("2", "with --detailed-exitcode: something differs"),
        (
            "3",
            "incomplete: something could not be read, or a declared object has an error",
        ),
        exits::SIGNALS,
    ],
    variables: variables::PLANS,
};

/// Show what apply would do, without writing anything
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, which knows them one by one"
)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct PlanCommand {
    /// Save the plan to this file, for `apply PLAN`
    #[arg(long, value_name = "PLAN")]
    out: Option<PathBuf>,

    /// Exit with 2 if there are differences
    #[arg(long)]
    detailed_exitcode: bool,

    /// Plan only this address, everything under this provider, or what matches this pattern;
    /// repeatable
    #[arg(long = "target", value_name = "ADDRESS")]
    targets: Vec<String>,

    /// Leave out this address, everything under this provider, or what matches this pattern;
    /// repeatable
    #[arg(long = "exclude", value_name = "ADDRESS")]
    excluded: Vec<String>,

    /// Plan only this shard of the providers: the I-th of N, such as 2/3
    ///
    /// Each provider belongs to one shard by its name alone, whatever other providers there are.
    /// Keywords belong to the first.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

    /// Plan moves of numbers from one declared messaging service to another
    #[arg(long)]
    allow_detach: bool,

    /// Also ask each account whether it may be used and whether carriers let its numbers send
    #[arg(long)]
    carrier_checks: bool,

    /// Plan to create declared keywords that Dynamics 365 does not have
    #[arg(long, conflicts_with = "no_dynamics")]
    create_dynamics_keywords: bool,

    #[command(flatten)]
    policy: PolicyOption,

    /// List numbers that are in the account but not in the configuration, and what only Dynamics 365
    /// has
    #[arg(long)]
    show_unmanaged: bool,

    /// Format of the report on stdout
    #[arg(long, value_enum, default_value_t = ReportFormat::Human, value_name = "FORMAT")]
    format: ReportFormat,

    /// Also write a report to a file; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo<ReportFormat>>,

    #[command(flatten)]
    notify: NotifyOptions,
}

/// Printed when a signal interrupts a plan.
const INTERRUPTED: &str = "\ninterrupted: nothing was written\n";

impl PlanCommand {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let notifier = Notifier::new(Subject::Plan, &self.notify, global)?;
        let ended = self.run_and_note(global, &notifier);
        notifier.finish(ended, |error| {
            terminal::eprint_error(error);
            Ok(())
        })
    }

    /// Plans, and makes the notification of the result.
    fn run_and_note(&self, global: &Global, notifier: &Notifier) -> anyhow::Result<Exit> {
        let mut project = Project::read(global)?;
        notifier.about(project.known_scope());
        let policy = self.policy.read(&mut project)?;
        let project = runtime::keep(project);
        let reject = |problems: Problems<'_>| {
            let problems = problems.during("plan");
            notifier.note_problems(&problems.as_json());
            problems.report(self.format, &self.reports, global)
        };
        let inputs = match Inputs::of(global, &project) {
            Ok(inputs) => inputs,
            Err(problems) => return reject(problems),
        };
        if self.create_dynamics_keywords {
            keywords_can_be_created(inputs.configuration)?;
        }
        runtime::block_on(async {
            let signals = Signals::listen(INTERRUPTED);
            let settings = runtime::settings(&signals);
            let plan =
                async |opened: &Opened<'_>| self.plan(opened, policy.as_ref(), notifier).await;
            let planning = inputs.read(self.chosen(), settings, &reject, plan);
            match signals.unless(planning).await {
                Some(Err(error)) => {
                    let problem = problems::of_error(&error);
                    Problems::new(&project, vec![problem])
                        .during("plan")
                        .write_files(&self.reports);
                    Err(error)
                }
                Some(exit) => exit,
                None => Ok(signals.exit()),
            }
        })
    }

    fn chosen(&self) -> Chosen<'_> {
        Chosen {
            shard: self.shard,
            targets: &self.targets,
            excluded: &self.excluded,
        }
    }

    async fn plan(
        &self,
        opened: &Opened<'_>,
        policy: Option<&Policy>,
        notifier: &Notifier,
    ) -> anyhow::Result<Exit> {
        let request = PlanRequest {
            chosen: self.chosen(),
            allow_detach: self.allow_detach,
            carrier_checks: self.carrier_checks,
            create_keywords: self.create_dynamics_keywords,
            policy,
        };
        let planned = runtime::keep(engine::plan(opened.workspace, &request).await?);
        let Inputs {
            global, project, ..
        } = opened.inputs;
        let output = PlanOutput::new(
            opened.inputs,
            opened.session,
            &planned,
            self.chosen(),
            self.show_unmanaged,
        )
        .each_if_verbose(global);
        // Files first: a reader that closes stdout must not cost a report.
        let saved = self.out.as_ref().is_none_or(|path| {
            let written = plan_file::write(path, &output.document(), &project.protected());
            written.inspect_err(terminal::eprint_error).is_ok()
        });
        notifier.note(&output);
        let written = output.write_files_beside(self.out.as_deref(), &self.reports);
        output.show(self.format, global)?;
        if let (Some(path), true) = (&self.out, saved) {
            output.say_saved(path, global);
        }
        if written {
            report_files::say_written(&self.reports, global);
        }
        let exit = exit(&planned, self.detailed_exitcode);
        Ok(Exit {
            error: exit.error || !saved || !written,
            ..exit
        })
    }
}

/// The exit code of a plan. An error at something declared counts as incomplete: everything was
/// read, but the declared state cannot be reached.
pub(crate) fn exit(planned: &Planned, detailed: bool) -> Exit {
    Exit {
        error: planned.plan.blocked() || planned.missed == Missed::Everything,
        incomplete: !planned.plan.complete || planned.plan.errored() || !compared(planned),
        differences: detailed
            && (planned.plan.summary().differences() > 0 || planned.plan.unconverged() > 0),
        signal: None,
    }
}

/// Checks that the configuration names an environment whose keywords are compared.
pub(crate) fn keywords_can_be_created(configuration: &Configuration) -> anyhow::Result<()> {
    let why = match &configuration.counterpart {
        None => "the configuration has no block `dynamics`",
        Some(declared) if !declared.compares_keywords() => {
            "the configuration says `dynamics.keywords: ignore`"
        }
        Some(_) => return Ok(()),
    };
    fail_with_help(
        RunErrorKind::Options,
        format!("--create-dynamics-keywords cannot be used: {why}"),
        "declare the environment under `dynamics`, with `keywords: compare`, or leave the option out",
    )
}

/// Whether the counterpart could be compared, if it was to be.
pub(crate) fn compared(planned: &Planned) -> bool {
    let comparison = planned.plan.comparison.as_ref();
    comparison.is_none_or(|comparison| comparison.complete)
}
