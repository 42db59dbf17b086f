//! The part of the person or pipeline that applies: sees the plan, approves it, follows the writes.

use crate::cli::commands::apply::events;
use crate::cli::commands::apply::job::Job;
use crate::cli::commands::apply::waves::Waves;
use crate::cli::failure::{fail, run_error};
use crate::cli::input::plan_file;
use crate::cli::output::plan_output::ReportFormat;
use crate::cli::output::progress::{self, Shown, Writing};
use crate::cli::output::terminal;
use crate::engine::{Approved, Continued, Operator, Planned, RunError, RunErrorKind, WaveEvent};
use crate::model::Check;
use crate::provider::Pending;
use crate::reconcile::Event;
use crate::report::apply::event_line::waiting;
use crate::report::plan::cost;
use crate::report::plan::ending::Ending;

/// Reported if a requested report cannot be written.
const UNREPORTED: &str = "nothing was applied: not every report could be written";
/// Shown when a signal interrupts the writes.
const INTERRUPTED: &str = "\ninterrupted: waiting for in-flight writes; a second signal, such as Ctrl-C, stops immediately\n";

impl Job<'_> {
    /// Shows the plan before anything is written.
    fn show(&self, planned: &Planned, continued: Option<Continued>) -> anyhow::Result<()> {
        let output = self.output(planned);
        match self.options.format {
            ReportFormat::Json => events::announce(&planned.plan, output.diagnostics()),
            ReportFormat::Human => {
                output.show(ReportFormat::Human, self.opened.inputs.global)?;
                self.show_waves(planned, continued);
                Ok(())
            }
            // A person must see the plan before being asked.
            _ if self.approved() == Approved::None => {
                let color = terminal::color_stderr(self.opened.inputs.global);
                terminal::eprint(&output.human(color));
                self.show_waves(planned, continued);
                Ok(())
            }
            _ => Ok(()),
        }
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
}

/// The person or the pipeline that applies.
pub(super) struct Person<'a> {
    pub job: &'a Job<'a>,
    pub bar: Option<Writing>,
    pub waves: Waves,
    /// What the rollout takes over from the last one.
    pub continued: Option<Continued>,
}

impl Operator for Person<'_> {
    fn continues(&mut self, continued: Option<Continued>) {
        self.continued = continued;
    }

    fn planned(&mut self, planned: &Planned) -> Result<(), RunError> {
        let job = self.job;
        // A stale plan is not shown, because a different plan was approved.
        if let Some(saved) = job.saved {
            let rendered = job.output(planned).document();
            plan_file::check(saved, planned, &rendered).map_err(run_error)?;
        }
        job.show(planned, self.continued).map_err(run_error)
    }

    fn replanned(&mut self, planned: &Planned) -> Result<(), RunError> {
        terminal::eprint("Something changed while another apply held the lock. The new plan:\n");
        self.job.show(planned, self.continued).map_err(run_error)
    }

    fn approve<'a>(&'a mut self, planned: &'a Planned) -> Pending<'a, Result<bool, RunError>> {
        Box::pin(async {
            if !terminal::can_ask(self.job.opened.inputs.global) {
                return Err(RunError::new(
                    RunErrorKind::NotApproved,
                    "nothing was applied: the plan needs approval, and there is no terminal to ask on",
                )
                .help("approve with --auto-approve, or apply a saved plan"));
            }
            let bought = cost::verdict(&planned.plan).map_or_else(String::new, |line| line + " ");
            let question = format!("\n{bought}Apply this plan? Only `yes` approves it: ");
            let answer = terminal::ask(&question).await;
            Ok(answer.map_err(run_error)? == "yes")
        })
    }

    fn approved(&mut self, planned: &Planned) -> Result<(), RunError> {
        self.job.open_reports(planned).map_err(run_error)
    }

    fn probed(&mut self, checks: &[Check]) {
        self.job.show_probes(checks);
    }

    fn writing(&mut self, planned: &Planned) {
        self.job.signals.say(INTERRUPTED);
        let shown = Shown::to(self.job.opened.inputs.global);
        self.bar = Some(progress::writing(shown, planned.plan.calls.writes));
    }

    fn wave(&mut self, event: WaveEvent<'_>) {
        self.waves.follow(event, self.bar.as_ref());
    }

    fn event(&mut self, event: Event<'_>) {
        if let (Event::Called(_), Some(bar)) = (&event, &self.bar) {
            bar.inc();
        }
        if let Event::Waiting { address, run } = event
            && !self.job.opened.inputs.global.quiet
        {
            let line = format!("{}\n", waiting(address, run));
            match &self.bar {
                Some(bar) => bar.say(&line),
                None => terminal::eprint(&line),
            }
        }
        if self.job.options.format == ReportFormat::Json
            && let Some(line) = events::line(event)
        {
            // A reader that closed stdout does not stop the writes.
            let _ = events::print(&line);
        }
    }
}
