//! `drift`: what changed at the providers since the last apply, in one environment or in several.
//! It writes nothing to an account and takes no lock. In the registry it records only when it
//! first saw a difference. `--accept` writes live values into the configuration's files, and `--out`
//! a plan that reverts what drifted.

use std::path::PathBuf;

use clap::Args;
use tracing::Instrument as _;

use crate::cli::exit_code::DIFFERENCES;
use crate::cli::exit_code::Exit;
use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::policy_file::{PolicyOption, Unreadable};
use crate::cli::output::formats::{DriftFormat, ReportFormat};
use crate::cli::output::problems;
use crate::cli::output::report_files::ReportTo;
use crate::cli::output::traces;
use crate::cli::runtime;
use crate::cli::signals::Signals;
use crate::engine::{Chosen, RunErrorKind};
use crate::model::Shard;

mod accept;
pub(crate) mod answers;
pub(crate) mod environment;
pub(crate) mod report;
mod revert;

use self::answers::WantedAnswers;
use self::environment::{DriftQuery, Environment};

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Show what changed outside Switchboard",
            &["switchboard drift"],
        ),
        (
            "Check several environments",
            &["switchboard drift --env prod --env staging"],
        ),
        (
            "Write what is live at the numbers of a provider into the configuration",
            &["switchboard drift --accept 'providers.marketing-us.numbers.*'"],
        ),
        (
            "Save a plan that reverts the drift, and apply it",
            &[
                "switchboard drift --out revert.json",
                "switchboard apply revert.json",
            ],
        ),
        (
            "Write a page to send or keep",
            &["switchboard drift --report html=drift.html"],
        ),
    ],
    exits: &[
        ("0", "nothing drifted"),
        exits::ERROR,
        (
            "2",
            "something drifted; --drift-exit-code chooses another code",
        ),
        (
            "3",
            "incomplete: something could not be read, or nothing was applied yet",
        ),
        exits::SIGNALS,
    ],
    variables: variables::PLANS,
};

/// Show what changed at the provider since the last apply
///
/// Differences that `.switchboardignore` beside the configuration expects are listed but do not
/// count. Each of its lines is `ADDRESS  # reason` or `ADDRESS:FIELD  # reason`. With several
/// --env each environment is checked.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct DriftCommand {
    /// Exit code if anything drifted
    #[arg(long, value_name = "N", default_value_t = DIFFERENCES)]
    drift_exit_code: u8,

    /// Check only this address, everything under this provider, or what matches this pattern;
    /// repeatable
    #[arg(long = "target", value_name = "ADDRESS")]
    pub targets: Vec<String>,

    /// Check only this shard of the providers: the I-th of N, such as 2/3
    ///
    /// Each provider belongs to one shard by its name alone, whatever other providers there are.
    /// Keywords belong to the first.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

    /// Write the live values at this address, under this provider, or at what matches this pattern,
    /// into the configuration's files
    ///
    /// Each value is written where it is declared, and nothing else in the files changes. The next
    /// apply records it without a write at the provider; until then drift still reports it.
    #[arg(long, value_name = "ADDRESS", num_args = 1..)]
    accept: Vec<String>,

    /// Save a plan that reverts the drift, and nothing that is pending, for `apply PLAN`
    ///
    /// What --accept accepts is not reverted.
    #[arg(long, value_name = "PLAN")]
    out: Option<PathBuf>,

    #[command(flatten)]
    policy: PolicyOption,

    /// List what is in the account but neither recorded nor declared
    #[arg(long)]
    show_unmanaged: bool,

    /// Do not ask the provider who made the changes
    #[arg(long)]
    no_events: bool,

    /// Format of the report on stdout
    #[arg(long, value_enum, default_value_t = HUMAN, value_name = "FORMAT")]
    format: DriftFormat,

    /// Also write a report to a file; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo<DriftFormat>>,
}

/// The format for people.
const HUMAN: DriftFormat = DriftFormat::Shared(ReportFormat::Human);

/// Printed when a signal interrupts the command.
const INTERRUPTED: &str = "\ninterrupted: nothing was written\n";

impl DriftCommand {
    /// The exit code for drift.
    pub(crate) fn exit_code(&self) -> u8 {
        self.drift_exit_code
    }

    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let environments: Vec<Environment> = global
            .in_each_environment()
            .into_iter()
            .map(Environment::read)
            .collect::<anyhow::Result<_>>()?;
        let environments = runtime::keep(environments);
        if environments.len() > 1 && (self.out.is_some() || !self.accept.is_empty()) {
            return fail_with_help(
                RunErrorKind::Options,
                "--accept and --out work on one environment",
                "give one --env",
            );
        }
        let policy = match self
            .out
            .as_ref()
            .map(|_| self.policy.read_apart())
            .transpose()?
        {
            None => None,
            Some(Ok(policy)) => policy,
            Some(Err(Unreadable { problems, sources })) => {
                problems::eprint(&problems, &sources, global);
                return Ok(Exit::ERROR);
            }
        };
        runtime::block_on(async {
            let signals = Signals::listen(INTERRUPTED);
            let settings = runtime::settings(&signals);
            let looking = async {
                let mut checked = Vec::new();
                for environment in environments.iter() {
                    let query = DriftQuery {
                        chosen: Chosen {
                            shard: self.shard,
                            ..Chosen::only(&self.targets)
                        },
                        events: !self.no_events,
                        compares: true,
                        wanted: WantedAnswers {
                            accept: &self.accept,
                            out: self.out.as_deref(),
                            policy: policy.as_ref(),
                        },
                    };
                    let one = environment::check(environment, query, settings.clone());
                    let one = one.instrument(traces::check()).await;
                    checked.push(one);
                }
                checked
            };
            match signals.unless(Box::pin(looking)).await {
                Some(checked) => self.report(&environments, checked, global),
                None => Ok(signals.exit()),
            }
        })
    }
}
