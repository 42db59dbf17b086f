//! One run of `apply`: the request to the engine, the prompts to the person, and the report.

use std::time::Duration;

use crate::cli::commands::apply::{Apply, events};
use crate::cli::commands::plan;
use crate::cli::exit_code::Exit;
use crate::cli::failure::{fail, run_error};
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::input::{plan_file, run_identity};
use crate::cli::output::plan_output::{PlanOutput, ReportFormat};
use crate::cli::output::progress::{Shown, Writing};
use crate::cli::output::{problems, progress, terminal};
use crate::cli::session::Session;
use crate::cli::signals::Signals;
use crate::config::Configuration;
use crate::engine::{
    self, ApplyError, ApplyOutcome, ApplyRequest, Approval, Approved, Operator, PlanRequest,
    Planned, RunError, RunErrorKind, UndoneRun, Workspace,
};
use crate::provider::Pending;
use crate::reconcile::Event;
use crate::report;
use crate::report::apply::events::Event as Line;
use crate::report::apply::human::summary;
use crate::report::apply::result::ApplyReport;
use crate::report::plan::document::PlanDocument;
use crate::report::plan::ending::Ending;

/// Reported if a report that was asked for cannot be written.
const UNREPORTED: &str = "nothing was applied: not every report could be written";
/// Shown when a signal interrupts the writes.
const INTERRUPTED: &str =
    "\ninterrupted: waiting for in-flight writes; press Ctrl-C again to stop immediately\n";

/// The inputs of a run of `apply`.
pub struct Job<'a> {
    pub options: &'a Apply,
    pub global: &'a Global,
    pub project: &'a Project,
    pub configuration: &'a Configuration,
    pub session: &'a Session,
    pub workspace: &'a Workspace<'a>,
    pub saved: Option<&'a PlanDocument>,
    pub targets: &'a [String],
    pub signals: &'a Signals,
}

impl Job<'_> {
    /// Applies, and reports the result.
    pub async fn run(&self) -> anyhow::Result<Exit> {
        let undone = match self.saved.and_then(|plan| plan.undoes.as_deref()) {
            Some(run) => {
                let read = UndoneRun::read(run, &self.session.context).await;
                Some(read.map_err(|error| self.unplanned(error.into()))?)
            }
            None => None,
        };
        let mut person = Person {
            job: self,
            bar: None,
        };
        let request = self.request(undone.as_ref());
        let ended = engine::apply(self.workspace, &request, &mut person).await;
        drop(person);
        match ended {
            Ok(outcome) => self.conclude(outcome),
            Err(ApplyError { error, .. }) if error.kind == RunErrorKind::Interrupted => {
                self.options.interrupted(self.project, self.signals)
            }
            Err(ApplyError {
                planned: None,
                error,
            }) => Err(self.unplanned(error.into())),
            Err(ApplyError {
                planned: Some(planned),
                error,
            }) => {
                let error = error.into();
                let output = self.output(&planned);
                self.report(&output.ended(Ending::Refused, Some(&error)))?;
                Err(error)
            }
        }
    }

    fn unplanned(&self, error: anyhow::Error) -> anyhow::Error {
        self.options.unplanned(self.project, error)
    }

    fn request<'a>(&'a self, undo: Option<&'a UndoneRun>) -> ApplyRequest<'a> {
        let options = self.options;
        // A person or pipeline that approved a plan in which a number moves approved the move.
        let moves = |plan: &PlanDocument| {
            let mut changes = plan.resource_changes.iter();
            changes.any(|change| !change.detaches.is_empty())
        };
        ApplyRequest {
            plan: PlanRequest {
                targets: self.targets,
                allow_detach: options.allow_detach || self.saved.is_some_and(moves),
                carrier_checks: false,
            },
            undo,
            approval: Approval {
                expected: options.expect_plan.as_deref(),
                mass_change: options.allow_mass_change,
                purchases: options.allow_purchases,
                approved: self.approved(),
            },
            run: run_identity::describe(self.project.folder.as_deref(), ""),
            lock_timeout: Duration::from_secs(options.lock_timeout),
            parallelism: usize::from(options.parallelism),
        }
    }

    fn approved(&self) -> Approved {
        if self.saved.is_some() {
            Approved::ThisPlan
        } else if self.options.auto_approve {
            Approved::AnyPlan
        } else {
            Approved::None
        }
    }

    fn output<'a>(&'a self, planned: &'a Planned) -> PlanOutput<'a> {
        PlanOutput::new(
            self.project,
            self.configuration,
            self.session,
            planned,
            self.targets,
            false,
        )
        .each_if_verbose(self.global)
    }

    /// Shows the plan before anything is written.
    fn show(&self, planned: &Planned) -> anyhow::Result<()> {
        let output = self.output(planned);
        match self.options.format {
            ReportFormat::Json => events::announce(&planned.plan, output.diagnostics()),
            ReportFormat::Human => output.show(ReportFormat::Human, self.global),
            // A person must see the plan before being asked.
            _ if self.approved() == Approved::None => {
                let color = terminal::color_stderr(self.global);
                terminal::eprint(&output.human(color));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Writes every requested report of the plan and its result. Returns whether all could be
    /// written.
    fn report(&self, output: &PlanOutput<'_>) -> anyhow::Result<bool> {
        let written = output.write_files(&self.options.reports);
        if self.options.reports_at_the_end() {
            output.show(self.options.format, self.global)?;
        }
        Ok(written)
    }

    /// Makes sure that every report can be written. The reports written now are replaced at the
    /// end. If the machine stops before that, they do not claim success.
    fn open_reports(&self, planned: &Planned) -> anyhow::Result<()> {
        let output = self.output(planned).ended(Ending::Open, None);
        if !output.write_replaceable(&self.options.reports) {
            return fail(RunErrorKind::Output, UNREPORTED);
        }
        Ok(())
    }

    /// Reports what was done, what failed and what was not tried.
    fn conclude(&self, mut outcome: ApplyOutcome) -> anyhow::Result<Exit> {
        let json = self.options.format == ReportFormat::Json;
        let error: Option<anyhow::Error> = outcome.error.take().map(Into::into);
        if let (Some(error), true) = (&error, json) {
            events::diagnostics([problems::json_of_error(error)])?;
        }
        self.report_findings(&outcome)?;
        let planned = &outcome.planned;
        let report = apply_report(&outcome);
        let output = self.output(planned);
        let written = self.report(&output.ended(Ending::Ended(&report), error.as_ref()))?;
        match self.options.format {
            ReportFormat::Json => events::print(&Line::applied(&report))?,
            // An empty plan has already reported that there is nothing to do.
            ReportFormat::Human if planned.plan.effective().next().is_some() => {
                let color = terminal::color_stdout(self.global);
                terminal::print(&format!("\n{}", summary(&report, color)))?;
            }
            _ => {}
        }
        if let Some(error) = &error {
            terminal::eprint_error(error);
        }
        let exit = plan::exit(planned, false);
        Ok(Exit {
            error: exit.error || !written || error.is_some(),
            incomplete: exit.incomplete || outcome.applied.is_unfinished(),
            signal: self.signals.received(),
            ..exit
        })
    }

    /// Reports findings about the resources that the apply made.
    fn report_findings(&self, outcome: &ApplyOutcome) -> anyhow::Result<()> {
        let origins = &self.project.loaded.origins;
        let findings = outcome.applied.findings.iter();
        let placed: Vec<_> = findings.map(|one| engine::placed(one, origins)).collect();
        if self.options.format == ReportFormat::Json {
            let json = placed.iter();
            return events::diagnostics(
                json.map(|one| report::diagnostics::json(one, &origins.sources)),
            );
        }
        problems::eprint(&placed, &origins.sources, self.global);
        Ok(())
    }
}

fn apply_report(outcome: &ApplyOutcome) -> ApplyReport {
    let (applied, plan) = (&outcome.applied, &outcome.planned.plan);
    ApplyReport {
        done: applied.done.clone(),
        partly: applied.partly.clone(),
        failed: applied.failed.clone(),
        unsettled: applied.unsettled.clone(),
        not_tried: applied.not_tried.clone(),
        joins: applied.joins.clone(),
        run_id: outcome.run_id.clone(),
        plan_complete: plan.complete,
        unconverged: plan.unconverged(),
        errored: plan.errored(),
    }
}

/// The person or the pipeline that applies.
struct Person<'a> {
    job: &'a Job<'a>,
    bar: Option<Writing>,
}

impl Operator for Person<'_> {
    fn planned(&mut self, planned: &Planned) -> Result<(), RunError> {
        let job = self.job;
        // A stale plan is not shown, because a different plan was approved.
        if let Some(saved) = job.saved {
            let rendered = job.output(planned).document();
            plan_file::check(saved, planned, &rendered).map_err(run_error)?;
        }
        job.show(planned).map_err(run_error)
    }

    fn replanned(&mut self, planned: &Planned) -> Result<(), RunError> {
        terminal::eprint("Something changed while another apply held the lock. The new plan:\n");
        self.job.show(planned).map_err(run_error)
    }

    fn approve<'a>(&'a mut self, _planned: &'a Planned) -> Pending<'a, Result<bool, RunError>> {
        Box::pin(async {
            if !terminal::can_ask(self.job.global) {
                return Err(RunError::new(
                    RunErrorKind::NotApproved,
                    "nothing was applied: the plan needs approval, and there is no terminal to ask on",
                )
                .help("approve with --auto-approve, or apply a saved plan"));
            }
            let question = "\nApply this plan? Only `yes` approves it: ";
            let answer = terminal::ask(question).await;
            Ok(answer.map_err(run_error)? == "yes")
        })
    }

    fn approved(&mut self, planned: &Planned) -> Result<(), RunError> {
        self.job.open_reports(planned).map_err(run_error)
    }

    fn writing(&mut self, planned: &Planned) {
        self.job.signals.say(INTERRUPTED);
        let shown = Shown::to(self.job.global);
        self.bar = Some(progress::writing(shown, planned.plan.calls.writes));
    }

    fn event(&mut self, event: Event<'_>) {
        if let (Event::Called(_), Some(bar)) = (&event, &self.bar) {
            bar.inc();
        }
        if self.job.options.format == ReportFormat::Json
            && let Some(line) = events::line(event)
        {
            // A reader that closed stdout does not stop the writes.
            let _ = events::print(&line);
        }
    }
}
