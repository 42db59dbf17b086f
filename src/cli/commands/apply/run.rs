//! One run of `apply`: plan, show, hold to what was approved, ask, take the lock, carry out.

use std::time::Duration;

use anyhow::bail;

use crate::cli::commands::apply::approval::{self, Terms};
use crate::cli::commands::apply::{Apply, execute, leaving};
use crate::cli::commands::plan;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::{plan_file, run_identity};
use crate::cli::output::plan_output::{PlanOutput, ReportFormat};
use crate::cli::output::terminal;
use crate::cli::planning::{self, Desk, Planned};
use crate::cli::session::{Project, World};
use crate::cli::signals::Signals;
use crate::config::Configuration;
use crate::model::{Run, RunStatus};
use crate::reconcile::Applied;
use crate::registry::Session;
use crate::report::plan::document::PlanDocument;
use crate::report::plan::ending::Ending;

/// Told when a report that was asked for cannot be written.
const UNREPORTED: &str = "nothing was applied: not every report could be written";

/// What a run of `apply` works with.
pub struct Job<'a> {
    pub options: &'a Apply,
    pub global: &'a Global,
    pub project: &'a Project,
    pub configuration: &'a Configuration,
    pub world: &'a World,
    pub desk: &'a Desk,
    pub saved: Option<&'a PlanDocument>,
    pub targets: &'a [String],
    pub signals: &'a Signals,
}

/// How far an apply came without writing anything.
enum Ready {
    /// To its end: there is nothing to be done.
    Ended(Exit),
    /// To an approved plan and a session to carry it out in; and what the plan means for the
    /// exit code.
    Approved(Box<dyn Session>, Box<Planned>, Exit),
}

impl Job<'_> {
    fn terms(&self) -> Terms<'_> {
        Terms {
            expected: self.options.expect_plan.as_deref(),
            // Who approves this plan and no other has seen how much it changes.
            mass_change: self.options.allow_mass_change
                || self.saved.is_some()
                || self.options.expect_plan.is_some()
                || !self.options.auto_approve,
            purchases: self.options.allow_purchases,
            approved: self.options.auto_approve || self.saved.is_some(),
        }
    }

    pub fn output<'a>(&'a self, planned: &'a Planned) -> PlanOutput<'a> {
        PlanOutput::new(
            self.project,
            self.configuration,
            self.world,
            planned,
            self.targets,
            false,
        )
        .each_if_verbose(self.global)
    }

    /// From the plan to the end.
    pub async fn run(&self) -> anyhow::Result<Exit> {
        // Until the first write, whatever is being done may be left at any point.
        match self.signals.unless(self.prepare()).await.transpose()? {
            None => self.options.interrupted(self.project, self.signals),
            Some(Ready::Ended(exit)) => Ok(exit),
            Some(Ready::Approved(mut session, planned, exit)) => {
                execute::out(self, &planned, session.as_mut(), exit).await
            }
        }
    }

    /// Plans, shows, and makes sure that somebody wants it so.
    async fn prepare(&self) -> anyhow::Result<Ready> {
        let unplanned = |error| self.options.unplanned(self.project, error);
        let before = self.runs().await.map_err(unplanned)?;
        let planned = planning::plan(self.world, self.desk, self.targets).await;
        let planned = planned.map_err(unplanned)?;
        // What is stale is not shown: whoever approved it has seen another plan.
        self.hold_to_saved(&planned).map_err(unplanned)?;
        self.show(&planned)?;
        match self.approved(&planned, &before).await {
            Ok(None) => {
                let exit = meaning(&planned);
                let serial = planned.snapshot.serial;
                leaving::note(self.world, &planned, &Applied::default(), serial).await;
                let ended = execute::conclude(self, &planned, &Applied::default(), None, None)?;
                Ok(Ready::Ended(exit.and(ended)))
            }
            Ok(Some((session, fresh))) => {
                let planned = fresh.unwrap_or(planned);
                let exit = meaning(&planned);
                Ok(Ready::Approved(session, Box::new(planned), exit))
            }
            Err(error) => {
                let output = self.output(&planned);
                self.report(&output.ended(Ending::Refused, Some(&error)))?;
                Err(error)
            }
        }
    }

    /// A session to carry the plan out in, with the plan that took its place in the meantime;
    /// `None` where there is nothing to be done.
    async fn approved(
        &self,
        planned: &Planned,
        before: &[Run],
    ) -> anyhow::Result<Option<(Box<dyn Session>, Option<Planned>)>> {
        approval::guard(planned, &self.terms())?;
        if planned.plan.effective().next().is_none() {
            return Ok(None);
        }
        if !approval::approve(self.global, &self.terms()).await? {
            bail!("nothing was applied: the plan was not approved");
        }
        self.open_reports(planned)?;
        Ok(Some(self.begin(planned, before).await?))
    }

    /// Makes sure that every report can be written. What is written now is replaced at the end;
    /// where there is none, because the machine went down, it is no report of a success.
    fn open_reports(&self, planned: &Planned) -> anyhow::Result<()> {
        let output = self.output(planned).ended(Ending::Open, None);
        if !output.write_replaceable(&self.options.reports) {
            bail!(UNREPORTED);
        }
        Ok(())
    }

    /// Writes what became of the plan wherever it is asked for. Whether all could be written.
    pub fn report(&self, output: &PlanOutput<'_>) -> anyhow::Result<bool> {
        let written = output.write_files(&self.options.reports);
        if self.options.tells_at_the_end() {
            output.show(self.options.format, self.global)?;
        }
        Ok(written)
    }

    /// Shows the plan before anything is done about it.
    fn show(&self, planned: &Planned) -> anyhow::Result<()> {
        let output = self.output(planned);
        match self.options.format {
            ReportFormat::Json => execute::announce(&planned.plan, output.diagnostics()),
            ReportFormat::Human => output.show(ReportFormat::Human, self.global),
            // Who is asked has to see it.
            _ if !self.terms().approved => {
                let color = terminal::color_stderr(self.global);
                terminal::tell(&output.human(color));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn hold_to_saved(&self, planned: &Planned) -> anyhow::Result<()> {
        let Some(saved) = self.saved else {
            return Ok(());
        };
        let rendered = self.output(planned).document();
        plan_file::check(saved, planned, &rendered)
    }

    /// Every run of this project and environment.
    async fn runs(&self) -> anyhow::Result<Vec<Run>> {
        Ok(self.world.registry.runs(&self.world.scope).await?)
    }

    /// Whether nobody else can have written anything since `before` was read: none was at it
    /// then, and none has begun. The serial does not tell that. An apply that dies, or whose
    /// write ends without a clear answer, may have made something and recorded nothing.
    async fn was_alone(&self, before: &[Run]) -> anyhow::Result<bool> {
        let idle = before.iter().all(|run| run.status != RunStatus::Running);
        Ok(idle && self.runs().await?.len() == before.len() + 1)
    }

    /// Takes the lock, and makes sure that what was approved is still what would be done. When
    /// somebody applied in the meantime, or a person took their time to answer, everything is
    /// read again. `before` holds the runs as they were when the plan was made.
    async fn begin(
        &self,
        planned: &Planned,
        before: &[Run],
    ) -> anyhow::Result<(Box<dyn Session>, Option<Planned>)> {
        let run = run_identity::describe(self.project.folder.as_deref(), &planned.plan.sha256());
        let wait = Duration::from_secs(self.options.lock_timeout);
        let mut session = self
            .world
            .registry
            .begin(&self.world.scope, &run, wait)
            .await?;
        match self.confirm(planned, before, session.as_mut()).await {
            Ok(fresh) => Ok((session, fresh)),
            Err(why) => {
                // Should this fail, dropping the session gives the lock back too.
                let _ = session.finish(RunStatus::Failed).await;
                Err(why)
            }
        }
    }

    /// What is to be carried out, now that nobody else can be at it: the same plan, or, where
    /// that may be out of date and nobody in particular approved it, a new one.
    async fn confirm(
        &self,
        planned: &Planned,
        before: &[Run],
        session: &mut dyn Session,
    ) -> anyhow::Result<Option<Planned>> {
        let asked = !self.terms().approved;
        if !asked && self.was_alone(before).await? {
            return Ok(None);
        }
        let fresh = planning::plan(self.world, self.desk, self.targets).await?;
        let sha256 = fresh.plan.sha256();
        if sha256 == planned.plan.sha256() {
            return Ok(Some(fresh));
        }
        // Somebody approved that plan and no other; without that, the new one is as good.
        if asked || self.saved.is_some() {
            bail!(
                "nothing was applied: something changed since the plan was made; run the command again and look at the new plan"
            );
        }
        terminal::tell(
            "Something changed while another apply held the lock; this is the plan now:\n",
        );
        self.show(&fresh)?;
        approval::guard(&fresh, &self.terms())?;
        self.open_reports(&fresh)?;
        session.replan(&sha256).await?;
        Ok(Some(fresh))
    }
}

/// What a plan means for the exit code: one with an error is not done, whatever was written.
fn meaning(planned: &Planned) -> Exit {
    plan::exit(planned, false)
}
