//! `apply`: reconciles. With a saved plan exactly that plan; without, it plans, shows and asks.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::approval::{self, Terms};
use super::planning::{self, Desk, Planned};
use super::problems;
use super::reports::{Format, PlanOutput, ReportTo};
use super::world::{Project, World};
use super::{Exit, Global, plan_command, runner, saved, terminal};
use crate::config::Configuration;
use crate::model::RunStatus;
use crate::registry::Session;
use crate::report::PlanDocument;

mod carry;

/// Writes under way per account, unless `--parallelism` says otherwise.
pub const PARALLELISM: usize = 4;

/// Make it so: carry out a saved plan, or plan, show and ask
#[derive(Debug, Args)]
pub struct Apply {
    /// A plan saved by `plan --out`: exactly that is done, and nothing is asked
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,

    /// Do not ask
    #[arg(long)]
    auto_approve: bool,

    /// Apply only this address, or what is under this provider; repeatable
    #[arg(long = "target", value_name = "ADDRESS", conflicts_with = "plan")]
    targets: Vec<String>,

    /// Writes under way at once, per account
    #[arg(long, value_name = "N", default_value_t = PARALLELISM as u16, value_parser = clap::value_parser!(u16).range(1..=64))]
    parallelism: u16,

    /// Refuse any plan but the one with this hash
    #[arg(long, value_name = "SHA256")]
    expect_plan: Option<String>,

    /// Allow changing or forgetting more than 30 % of what is recorded
    #[arg(long)]
    allow_mass_change: bool,

    /// Allow buying up to this many declared numbers that the account lacks; it costs money
    #[arg(long, value_name = "N", default_value_t = 0)]
    allow_purchases: usize,

    /// How long to wait for another apply to end
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    lock_timeout: u64,

    /// How to report on stdout; json is one event a line
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,

    /// Write a report of the plan to a file besides; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo>,
}

/// What a run of `apply` works with.
struct Job<'a> {
    options: &'a Apply,
    global: &'a Global,
    project: &'a Project,
    configuration: &'a Configuration,
    world: &'a World,
    desk: &'a Desk,
    saved: Option<&'a PlanDocument>,
    targets: &'a [String],
}

impl Apply {
    pub(super) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let saved = self.plan.as_deref().map(saved::read).transpose()?;
        let global = match &saved {
            Some(document) => &meant_by(document, global),
            None => global,
        };
        let project = Project::read(global)?;
        let Some(configuration) = &project.loaded.configuration else {
            problems::of_configuration(&project.loaded, self.format, global)?;
            return Ok(Exit::ERROR);
        };
        super::block_on(async {
            let world = World::open(
                global,
                &project,
                configuration,
                usize::from(self.parallelism),
            )
            .await?;
            let desk = match planning::open(&world, configuration, &project.loaded.origins) {
                Ok(desk) => desk,
                Err(problems) => {
                    problems::beside(&project, problems, self.format, global)?;
                    return Ok(Exit::ERROR);
                }
            };
            let job = Job {
                options: self,
                global,
                project: &project,
                configuration,
                world: &world,
                desk: &desk,
                saved: saved.as_ref(),
                targets: saved
                    .as_ref()
                    .map_or(&self.targets, |document| &document.targets),
            };
            let exit = job.run().await;
            world.close().await?;
            exit
        })
    }
}

/// A saved plan knows its environment and files, so that `apply PLAN` needs to be told neither.
fn meant_by(document: &PlanDocument, global: &Global) -> Global {
    let mut global = global.clone();
    if global.files.is_empty() {
        global.files = document.config.sources.iter().map(PathBuf::from).collect();
    }
    if global.env.is_none() {
        global.env.clone_from(&document.environment);
    }
    global
}

impl Job<'_> {
    fn terms(&self) -> Terms<'_> {
        Terms {
            expected: self.options.expect_plan.as_deref(),
            mass_change: self.options.allow_mass_change,
            purchases: self.options.allow_purchases,
            approved: self.options.auto_approve || self.saved.is_some(),
        }
    }

    fn output<'a>(&'a self, planned: &'a Planned) -> PlanOutput<'a> {
        PlanOutput::new(
            self.project,
            self.configuration,
            self.world,
            planned,
            self.targets,
            false,
        )
    }

    async fn run(&self) -> anyhow::Result<Exit> {
        let planned = planning::plan(self.world, self.desk, self.targets).await?;
        let output = self.output(&planned);
        output.write_files(&self.options.reports)?;
        self.show(&output, &planned)?;
        self.hold_to_saved(&planned)?;
        let refused = approval::guard(&planned, &self.terms());
        let planned_exit = plan_command::exit(&planned, false);
        // A number that something else answers for is not done, whatever was written.
        let exit = Exit {
            incomplete: planned_exit.incomplete || planned.plan.unconverged() > 0,
            ..planned_exit
        };
        if planned.plan.effective().next().is_none() {
            refused?;
            if self.options.format == Format::Json {
                carry::summarise(&planned, &crate::reconcile::Applied::default(), None, self)?;
            }
            return Ok(exit);
        }
        refused?;
        if !approval::approve(self.global, &self.terms())? {
            terminal::tell("Nothing was applied.\n");
            return Ok(Exit::ERROR);
        }
        let (mut session, planned) = self.begin(planned).await?;
        carry::out(self, &planned, session.as_mut(), exit).await
    }

    /// Shows the plan before anything is done about it.
    fn show(&self, output: &PlanOutput<'_>, planned: &Planned) -> anyhow::Result<()> {
        if self.options.format == Format::Json {
            carry::announce(&planned.plan, output.diagnostics())
        } else {
            output.tell_diagnostics(self.global);
            terminal::print(&output.human(terminal::color_stdout(self.global)))
        }
    }

    fn hold_to_saved(&self, planned: &Planned) -> anyhow::Result<()> {
        let Some(saved) = self.saved else {
            return Ok(());
        };
        let rendered = self.output(planned).document();
        saved::check(
            saved,
            planned,
            &rendered,
            self.configuration,
            &self.world.scope,
        )
    }

    /// Takes the lock, and makes sure that what was approved is still what would be done. When
    /// somebody applied in the meantime, or a person took their time to answer, everything is
    /// read again.
    async fn begin(&self, planned: Planned) -> anyhow::Result<(Box<dyn Session>, Planned)> {
        let run = runner::describe(self.project.folder.as_deref(), &planned.plan.sha256());
        let wait = Duration::from_secs(self.options.lock_timeout);
        let mut session = self
            .world
            .registry
            .begin(&self.world.scope, &run, wait)
            .await?;
        let asked = !self.terms().approved;
        if session.serial() == planned.snapshot.serial && !asked {
            return Ok((session, planned));
        }
        let fresh = planning::plan(self.world, self.desk, self.targets).await?;
        let sha256 = fresh.plan.sha256();
        if sha256 == planned.plan.sha256() {
            return Ok((session, fresh));
        }
        // Somebody approved that plan and no other; without that, the new one is as good.
        let refused = if asked || self.saved.is_some() {
            Err(anyhow::anyhow!(
                "nothing was applied: something changed since the plan was made; run the command again and look at the new plan"
            ))
        } else {
            terminal::tell(
                "Something changed while another apply held the lock; this is the plan now:\n",
            );
            self.show(&self.output(&fresh), &fresh)?;
            approval::guard(&fresh, &self.terms())
        };
        if let Err(why) = refused {
            session.finish(RunStatus::Failed).await?;
            return Err(why);
        }
        session.replan(&sha256).await?;
        Ok((session, fresh))
    }
}
