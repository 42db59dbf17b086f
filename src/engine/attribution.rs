//! The authors of drift: asks the providers for their events and matches them with the
//! differences. A failure here never changes which differences drift reports.

use jiff::{SignedDuration, Timestamp};

use crate::engine::context::Workspace;
use crate::model::{Drift, Drifted, Run, RunStatus};
use crate::plan::{self, Witness};
use crate::reconcile;

/// How far the provider's clock may be from ours.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// Assumed duration of a run that never recorded its end.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// The result of asking the providers.
#[derive(Debug, Default)]
pub(super) struct Attribution {
    /// Why some differences have no author.
    pub note: Option<String>,
    /// How many HTTP requests were made.
    pub reads: u64,
}

/// Adds the author to each difference that counts. Without differences, sends nothing.
pub(super) async fn attribute(
    workspace: &Workspace<'_>,
    drift: &mut Drift,
    now: Timestamp,
) -> Attribution {
    if !drift.drifted() {
        return Attribution::default();
    }
    let context = workspace.context;
    let in_question = plan::in_question(drift);
    // If the runs cannot be read, no event is attributed to an apply, and all kept events are read.
    let runs = context.registry.runs(&context.scope).await;
    let runs = runs.unwrap_or_default();
    let accounts = workspace.accounts.iter();
    let kept = accounts.map(|(account, _)| account.events_kept()).max();
    let since = since(&runs, drift, minus(now, kept.unwrap_or_default()));
    let asked = reconcile::activity_log(&workspace.accounts, &in_question, since).await;
    let applies: Vec<(Timestamp, Timestamp)> = runs.iter().filter_map(under_way).collect();
    plan::attribute(
        drift,
        &Witness {
            events: &asked.events,
            partly: asked.partly,
            applies: &applies,
        },
    );
    Attribution {
        note: asked.failed,
        reads: asked.reads,
    }
}

/// The earliest time at which the drift can have happened: the start of the last complete apply. A
/// difference that was seen before that apply was not fixed by it, so then everything since `kept` is
/// asked for, the time of the oldest events that accounts still have.
fn since(runs: &[Run], drift: &Drift, kept: Timestamp) -> Timestamp {
    let done = runs.iter().filter(|run| run.status == RunStatus::Succeeded);
    let begun = done.filter_map(|run| run.started_at.parse().ok()).max();
    let seen = drift.resources.iter().filter_map(Drifted::first_seen).min();
    match (begun, seen) {
        (Some(begun), Some(seen)) if seen < begun => kept,
        (Some(begun), _) => minus(begun, SKEW).max(kept),
        (None, _) => kept,
    }
}

/// The time during which a run may have written.
fn under_way(run: &Run) -> Option<(Timestamp, Timestamp)> {
    let begun: Timestamp = run.started_at.parse().ok()?;
    let ended = run.ended_at.as_ref().and_then(|at| at.parse().ok());
    let ended: Timestamp = ended.unwrap_or(plus(begun, LONGEST));
    Some((minus(begun, SKEW), plus(ended, SKEW)))
}

fn minus(at: Timestamp, time: SignedDuration) -> Timestamp {
    at.checked_sub(time).unwrap_or(at)
}

fn plus(at: Timestamp, time: SignedDuration) -> Timestamp {
    at.checked_add(time).unwrap_or(at)
}
