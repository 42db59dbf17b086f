//! One run of `apply`: the request to the engine, and the end that it comes to.

use std::time::Duration;

use crate::cli::commands::apply::Apply;
use crate::cli::commands::apply::operator::Person;
use crate::cli::exit_code::Exit;
use crate::cli::input::run_identity;
use crate::cli::opened::Opened;
use crate::cli::output::plan_output::PlanOutput;
use crate::cli::signals::Signals;
use crate::engine::{
    self, ApplyError, ApplyRequest, Approval, Approved, PlanRequest, Planned, RunErrorKind,
    UndoneRun,
};
use crate::report::plan::document::PlanDocument;
use crate::report::plan::ending::Ending;

/// The inputs of a run of `apply`.
pub struct Job<'a> {
    pub options: &'a Apply,
    pub opened: Opened<'a>,
    pub saved: Option<&'a PlanDocument>,
    pub targets: &'a [String],
    pub signals: &'a Signals,
}

impl Job<'_> {
    /// Applies, and reports the result.
    pub async fn run(&self) -> anyhow::Result<Exit> {
        let undone = match self.saved.and_then(|plan| plan.undoes.as_deref()) {
            Some(run) => {
                let read = UndoneRun::read(run, &self.opened.session.context).await;
                Some(read.map_err(|error| self.unplanned(error.into()))?)
            }
            None => None,
        };
        let mut person = Person {
            job: self,
            bar: None,
        };
        let request = self.request(undone.as_ref());
        let ended = engine::apply(self.opened.workspace, &request, &mut person).await;
        drop(person);
        match ended {
            Ok(outcome) => self.conclude(outcome),
            Err(ApplyError { error, .. }) if error.kind == RunErrorKind::Interrupted => self
                .options
                .interrupted(self.opened.inputs.project, self.signals),
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
        self.options.unplanned(self.opened.inputs.project, error)
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
            run: run_identity::describe(self.opened.inputs.project.folder.as_deref(), ""),
            lock_timeout: Duration::from_secs(options.lock_timeout),
            parallelism: usize::from(options.parallelism),
        }
    }

    pub(super) fn approved(&self) -> Approved {
        if self.saved.is_some() {
            Approved::ThisPlan
        } else if self.options.auto_approve {
            Approved::AnyPlan
        } else {
            Approved::None
        }
    }

    pub(super) fn output<'a>(&'a self, planned: &'a Planned) -> PlanOutput<'a> {
        PlanOutput::new(
            self.opened.inputs,
            self.opened.session,
            planned,
            self.targets,
            false,
        )
        .each_if_verbose(self.opened.inputs.global)
    }
}
