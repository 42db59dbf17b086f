//! `apply --format json`: one event a line.

use serde_json::Value;

use crate::cli::output::formats::ReportFormat;
use crate::cli::output::plan_output::now;
use crate::cli::output::problems;
use crate::cli::output::terminal::{self, Form};
use crate::engine::WaveEvent;
use crate::model::{Joins, Plan};
use crate::reconcile::Event;
use crate::report::apply::event_line::encode;
use crate::report::apply::events::Event as Line;

/// Prints one event.
pub(super) fn print(event: &Line) -> anyhow::Result<()> {
    terminal::print_as(Form::Json, &format!("{}\n", encode(event, &now())))
}

/// Prints the first event.
pub(super) fn begin() -> anyhow::Result<()> {
    print(&Line::version(env!("CARGO_PKG_VERSION")))
}

/// Prints these diagnostics.
pub(super) fn diagnostics(diagnostics: impl IntoIterator<Item = Value>) -> anyhow::Result<()> {
    let mut diagnostics = diagnostics.into_iter();
    diagnostics.try_for_each(|diagnostic| print(&Line::diagnostic(diagnostic)))
}

/// Prints the last events of an apply that did not start, with the reasons.
pub(super) fn refuse(reasons: &[Value]) -> anyhow::Result<()> {
    diagnostics(reasons.iter().cloned())?;
    print(&Line::nothing_applied())
}

/// Prints an error that ended an apply; in the format of events also as the last of them.
pub(super) fn fail(error: &anyhow::Error, format: ReportFormat) -> anyhow::Result<()> {
    terminal::eprint_error(error);
    if format == ReportFormat::Json {
        refuse(&[problems::json_of_error(error)])?;
    }
    Ok(())
}

/// Prints the plan, before anything is written.
pub(super) fn announce(plan: &Plan, found: &[Value]) -> anyhow::Result<()> {
    diagnostics(found.iter().cloned())?;
    for change in plan.effective() {
        print(&Line::PlannedChange {
            address: change.address.clone(),
            action: change.action,
            reason: change.reason,
        })?;
    }
    print(&Line::planned(plan.summary()))
}

/// The line of an event of a rollout.
pub(super) fn wave_line(event: WaveEvent<'_>) -> Line {
    match event {
        WaveEvent::Started(wave) => Line::wave_start(wave),
        WaveEvent::Watched { wave, left } => Line::wave_progress(wave, left),
        WaveEvent::Passed(wave) => Line::wave_complete(wave),
        WaveEvent::Stopped(wave) => Line::wave_stopped(wave),
        WaveEvent::RevertStarted(wave) => Line::revert_start(wave),
    }
}

/// The line of an event; `None` for one that is not printed.
pub(super) fn line(event: Event<'_>) -> Option<Line> {
    let members = |joins: &Joins| (joins.total() > 0).then(|| Box::new(joins.clone()));
    Some(match event {
        Event::Called(_) => return None,
        Event::Started(change) => Line::ApplyStart {
            address: change.address.clone(),
            action: change.action,
        },
        Event::Waiting { address, run } => Line::ApplyProgress {
            address: address.clone(),
            run_id: run.map(str::to_owned),
        },
        Event::Completed { change, id, joins } => Line::ApplyComplete {
            address: change.address.clone(),
            action: change.action,
            id: id.map(str::to_owned),
            members: members(joins),
        },
        Event::Failed { change, why, joins } => Line::ApplyErrored {
            address: change.address.clone(),
            action: change.action,
            error: why.to_owned(),
            members: members(joins),
        },
    })
}
