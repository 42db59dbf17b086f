//! The carrying out itself: events, progress, the run's end, and what is said about it.

use crate::cli::commands::apply::leaving;
use crate::cli::commands::apply::run::Job;
use crate::cli::exit_code::Exit;
use crate::cli::output::plan_output::{ReportFormat, now};
use crate::cli::output::progress::Shown;
use crate::cli::output::terminal::Form;
use crate::cli::output::{problems, progress, terminal};
use crate::cli::planning::{self, Planned};
use crate::model::{Joins, Plan, RunStatus};
use crate::reconcile::{self, Applied, Event, Trouble};
use crate::registry::Session;
use crate::report;
use crate::report::apply::events::{self, Event as Told};
use crate::report::apply::summary::{self, ApplyReport};
use crate::report::plan::ending::Ending;

/// Told when an apply is interrupted.
const INTERRUPTED: &str =
    "\ninterrupted: letting the writes under way end; once more stops at once\n";

/// Carries out an approved plan within a session.
pub async fn out(
    job: &Job<'_>,
    planned: &Planned,
    session: &mut dyn Session,
    exit: Exit,
) -> anyhow::Result<Exit> {
    job.signals.say(INTERRUPTED);
    let bar = progress::writing(Shown::to(job.global), planned.plan.calls.writes);
    let json = job.options.format == ReportFormat::Json;
    let mut tell = |event: Event<'_>| {
        if let Event::Called(_) = event {
            bar.inc();
        }
        if let (true, Some(told)) = (json, told(event)) {
            // A reader who went away does not stop an apply half-way.
            let _ = say(&told);
        }
    };
    let parallelism = usize::from(job.options.parallelism);
    let mut applied = reconcile::apply(
        &planned.plan,
        &job.desk.accounts,
        session,
        parallelism,
        &job.signals.cancel,
        &mut tell,
    )
    .await;
    drop(bar);
    leaving::note(job.world, planned, &applied, session.serial()).await;
    let finished = session.finish(status(&applied)).await;
    // A run that lost its registry cannot be closed in it either: one error says both.
    let trouble = applied.trouble.take().or(finished.err().map(Into::into));
    // A run of which nothing is left anywhere is not told as recorded.
    let recorded = !trouble.as_ref().is_some_and(Trouble::is_gone);
    let trouble: Option<anyhow::Error> = trouble.map(Into::into);
    if let (Some(error), true) = (&trouble, json) {
        say(&Told::diagnostic(problems::json_of_error(error)))?;
    }
    report_findings(&applied, json, job)?;
    let run_id = recorded.then(|| session.run_id());
    let ended = conclude(job, planned, &applied, run_id, trouble.as_ref())?;
    if let Some(error) = &trouble {
        terminal::complain(error);
    }
    Ok(Exit {
        error: exit.error || ended.error || trouble.is_some(),
        incomplete: exit.incomplete || applied.is_unfinished(),
        signal: job.signals.received(),
        ..exit
    })
}

/// What was found about what was made.
fn report_findings(applied: &Applied, json: bool, job: &Job<'_>) -> anyhow::Result<()> {
    let origins = &job.project.loaded.origins;
    let silences = &job.desk.silences;
    let told = applied.findings.iter();
    let told: Vec<_> = told
        .filter(|one| !silences.hide(one.code, one.address.as_ref()))
        .map(|one| planning::placed(one, origins))
        .collect();
    if !json {
        problems::tell(&told, &origins.sources, job.global);
        return Ok(());
    }
    for one in &told {
        let shown = report::diagnostics::json(one, &origins.sources);
        say(&Told::diagnostic(shown))?;
    }
    Ok(())
}

fn status(applied: &Applied) -> RunStatus {
    // What was sent may have been done, so that nobody can say that nothing was.
    let nothing =
        applied.done.is_empty() && applied.partly.is_empty() && applied.unsettled.is_empty();
    match (nothing, !applied.is_unfinished()) {
        (_, true) => RunStatus::Succeeded,
        (false, false) => RunStatus::Partial,
        (true, false) => RunStatus::Failed,
    }
}

fn told(event: Event<'_>) -> Option<Told> {
    let members = |joins: &Joins| (joins.total() > 0).then(|| Box::new(joins.clone()));
    Some(match event {
        Event::Called(_) => return None,
        Event::Started(change) => Told::ApplyStart {
            address: change.address.clone(),
            action: change.action,
        },
        Event::Completed { change, id, joins } => Told::ApplyComplete {
            address: change.address.clone(),
            action: change.action,
            id: id.map(str::to_owned),
            members: members(joins),
        },
        Event::Failed { change, why, joins } => Told::ApplyErrored {
            address: change.address.clone(),
            action: change.action,
            error: why.to_owned(),
            members: members(joins),
        },
    })
}

fn say(event: &Told) -> anyhow::Result<()> {
    terminal::print_as(Form::Json, &format!("{}\n", events::line(event, &now())))
}

/// The first event.
pub fn begin() -> anyhow::Result<()> {
    say(&Told::version(env!("CARGO_PKG_VERSION")))
}

/// The last events where nothing is applied, and why.
pub fn refuse(diagnostics: &[serde_json::Value]) -> anyhow::Result<()> {
    for diagnostic in diagnostics {
        say(&Told::diagnostic(diagnostic.clone()))?;
    }
    say(&Told::nothing_applied())
}

/// The events that come before anything is done.
pub fn announce(plan: &Plan, diagnostics: &[serde_json::Value]) -> anyhow::Result<()> {
    for diagnostic in diagnostics {
        say(&Told::diagnostic(diagnostic.clone()))?;
    }
    for change in plan.effective() {
        say(&Told::PlannedChange {
            address: change.address.clone(),
            action: change.action,
            reason: change.reason,
        })?;
    }
    say(&Told::planned(plan.summary()))
}

/// Says what was done, what failed and what was not tried, wherever it is asked for. It is an error
/// where a report could not be written.
pub fn conclude(
    job: &Job<'_>,
    planned: &Planned,
    applied: &Applied,
    run_id: Option<&str>,
    trouble: Option<&anyhow::Error>,
) -> anyhow::Result<Exit> {
    let report = ApplyReport {
        done: applied.done.clone(),
        partly: applied.partly.clone(),
        failed: applied.failed.clone(),
        unsettled: applied.unsettled.clone(),
        not_tried: applied.not_tried.clone(),
        joins: applied.joins.clone(),
        run_id: run_id.map(str::to_owned),
        plan_complete: planned.plan.complete,
        unconverged: planned.plan.unconverged(),
        errored: planned.plan.errored(),
    };
    let ending = Ending::Ended(&report);
    let written = job.report(&job.output(planned).ended(ending, trouble))?;
    match job.options.format {
        ReportFormat::Json => say(&Told::applied(&report))?,
        // Where there was nothing to do, the plan has said so.
        ReportFormat::Human if planned.plan.effective().next().is_some() => {
            let color = terminal::color_stdout(job.global);
            terminal::print(&format!("\n{}", summary::summary(&report, color)))?;
        }
        _ => {}
    }
    Ok(Exit::error_if(!written))
}
