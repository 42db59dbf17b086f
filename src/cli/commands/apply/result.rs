//! The result of an apply: what was done, what failed and what was not tried, in every report.

use crate::cli::commands::apply::events;
use crate::cli::commands::apply::job::Job;
use crate::cli::commands::plan;
use crate::cli::exit_code::Exit;
use crate::cli::output::plan_output::{PlanOutput, ReportFormat};
use crate::cli::output::{problems, report_files, suggestions, terminal};
use crate::engine::{self, ApplyOutcome};
use crate::model::RolloutOutcome;
use crate::report;
use crate::report::apply::events::Event as Line;
use crate::report::apply::human::summary;
use crate::report::apply::result::ApplyReport;
use crate::report::plan::ending::Ending;

impl Job<'_> {
    /// Writes every requested report of the plan and its result. Returns whether all could be
    /// written.
    pub(super) fn report(&self, output: &PlanOutput<'_>) -> anyhow::Result<bool> {
        let written = output.write_files(&self.options.reports);
        if self.options.reports_at_the_end() {
            output.show(self.options.format, self.opened.inputs.global)?;
        }
        Ok(written)
    }

    /// Reports what was done, what failed and what was not tried.
    pub(super) fn conclude(&self, mut outcome: ApplyOutcome) -> anyhow::Result<Exit> {
        let json = self.options.format == ReportFormat::Json;
        let error: Option<anyhow::Error> = outcome.error.take().map(Into::into);
        let planned = &outcome.planned;
        let report = apply_report(&outcome);
        let output = self.output(planned);
        let output = output.ended(Ending::Ended(&report), error.as_ref());
        // Before anything is printed: what was done is notified even if stdout is closed.
        self.notifier.note(&output);
        if let (Some(error), true) = (&error, json) {
            events::diagnostics([problems::json_of_error(error)])?;
        }
        self.report_findings(&outcome)?;
        let written = self.report(&output)?;
        match self.options.format {
            ReportFormat::Json => {
                let mut line = Line::applied(&report);
                if let Line::ChangeSummary { verdict, .. } = &mut line {
                    // A program may show its advice, which a person then pastes.
                    let completed = suggestions::complete(verdict).into_owned();
                    *verdict = completed;
                }
                events::print(&line)?;
            }
            // An empty plan has already reported that there is nothing to do.
            ReportFormat::Human
                if planned.plan.effective().next().is_some()
                    || report.rollout.as_ref().is_some_and(is_news) =>
            {
                let color = terminal::color_stdout(self.opened.inputs.global);
                terminal::print(&format!("\n{}", summary(&report, color)))?;
            }
            _ => {}
        }
        if written {
            report_files::say_written(&self.options.reports, self.opened.inputs.global);
        }
        if let Some(error) = &error {
            terminal::eprint_error(error);
        }
        let rolled_out = outcome
            .rollout
            .as_ref()
            .is_none_or(RolloutOutcome::is_whole);
        let exit = plan::exit(planned, false);
        Ok(Exit {
            error: exit.error || !written || error.is_some(),
            incomplete: exit.incomplete || outcome.applied.is_unfinished() || !rolled_out,
            signal: self.signals.received(),
            ..exit
        })
    }

    /// Reports findings about the resources that the apply made.
    fn report_findings(&self, outcome: &ApplyOutcome) -> anyhow::Result<()> {
        let origins = &self.opened.inputs.project.loaded.origins;
        let findings = outcome.applied.findings.iter();
        let placed: Vec<_> = findings.map(|one| engine::placed(one, origins)).collect();
        if self.options.format == ReportFormat::Json {
            let json = placed.iter();
            return events::diagnostics(
                json.map(|one| report::diagnostics::json(one, &origins.sources)),
            );
        }
        problems::eprint(&placed, &origins.sources, self.opened.inputs.global);
        Ok(())
    }
}

/// Whether a rollout did or found something though nothing was planned.
fn is_news(outcome: &RolloutOutcome) -> bool {
    !outcome.waves.is_empty() || !outcome.is_whole()
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
        rollout: outcome.rollout.clone(),
        run_id: outcome.run_id.clone(),
        plan_complete: plan.complete,
        unconverged: plan.unconverged(),
        routes_stay: plan.routes_stay(),
        errored: plan.errored(),
    }
}
