//! One run of `apply`, from the request to its result.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::commands::apply::job::Job;
use crate::cli::commands::apply::operator::Person;
use crate::cli::commands::apply::waves::Waves;
use crate::cli::exit_code::Exit;
use crate::cli::output::plan_output::ReportFormat;
use crate::cli::output::progress::Shown;
use crate::cli::output::report_files;
use crate::engine::{self, ApplyError, RunErrorKind, UndoneRun};
use crate::model::{Address, FieldName};
use crate::plan::Reverted;
use crate::report::plan::ending::Ending;

/// The fields that a saved plan reverts. What is not understood is left out, and then the plan is
/// stale.
fn reverted_by(saved: &BTreeMap<String, BTreeSet<String>>) -> Reverted {
    let parsed = saved.iter().filter_map(|(address, fields)| {
        let fields = fields.iter().cloned().map(FieldName::from).collect();
        Some((Address::parse(address)?, fields))
    });
    parsed.collect()
}

impl Job<'_> {
    /// Applies, and reports the result.
    pub(super) async fn run(&self) -> anyhow::Result<Exit> {
        let undone = match self.saved.and_then(|plan| plan.undoes.as_deref()) {
            Some(run) => {
                let read = UndoneRun::read(run, &self.opened.session.context).await;
                Some(read.map_err(|error| self.unplanned(error.into()))?)
            }
            None => None,
        };
        let reverted = self.saved.and_then(|plan| plan.reverts.as_ref());
        let reverted = reverted.map(reverted_by);
        let mut person = Person {
            job: self,
            bar: None,
            continued: None,
            waves: Waves::new(
                Shown::to(self.opened.inputs.global),
                self.options.format == ReportFormat::Json,
            ),
        };
        let request = self.request(undone.as_ref(), reverted.as_ref());
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
                let output = output.ended(Ending::Refused, Some(&error));
                self.notifier.note(&output);
                if self.report(&output)? {
                    report_files::say_written(&self.options.reports, self.opened.inputs.global);
                }
                Err(error)
            }
        }
    }
}
