//! Saying who is behind what drifted: since when to ask, asking, and joining the answers. What
//! goes wrong here never changes what drift found.

use jiff::{SignedDuration, Timestamp};

use crate::cli::session::World;
use crate::model::{Drift, Drifted, Run, RunStatus};
use crate::plan::{self, Witness};
use crate::reconcile::{self, Accounts};

/// Providers keep events that long (Twilio, without a paid edition).
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far the provider's clock may be from ours.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// How long a run that never said its end is taken to have gone on.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// What came of asking.
#[derive(Debug, Default)]
pub struct Blamed {
    /// Why not all of it was answered.
    pub note: Option<String>,
    /// How many HTTP requests were made.
    pub reads: u64,
}

/// Says of each difference that counts who is behind it. Asks nobody where there is none.
pub async fn blame(
    world: &World,
    accounts: &Accounts,
    drift: &mut Drift,
    now: Timestamp,
) -> Blamed {
    if !drift.drifted() {
        return Blamed::default();
    }
    let in_question = plan::in_question(drift);
    // Without the runs nothing is known to be an apply's doing, and all that is kept is asked for.
    let runs = world.registry.runs(&world.scope).await.unwrap_or_default();
    let since = since(&runs, drift, now);
    let told = reconcile::activity_log(accounts, &in_question, since).await;
    let applies: Vec<(Timestamp, Timestamp)> = runs.iter().filter_map(under_way).collect();
    plan::attribute(
        drift,
        &Witness {
            events: &told.events,
            partly: told.partly,
            applies: &applies,
        },
    );
    Blamed {
        note: told.failed,
        reads: told.reads,
    }
}

/// The time from which on what drifted can have happened: since the last apply that did all it
/// should, unless something was seen to differ before it, which it then did not put right.
fn since(runs: &[Run], drift: &Drift, now: Timestamp) -> Timestamp {
    let kept = minus(now, KEPT);
    let done = runs.iter().filter(|run| run.status == RunStatus::Succeeded);
    let begun = done.filter_map(|run| run.started_at.parse().ok()).max();
    let seen = drift.resources.iter().filter_map(Drifted::first_seen).min();
    match (begun, seen) {
        (Some(begun), Some(seen)) if seen < begun => kept,
        (Some(begun), _) => minus(begun, SKEW).max(kept),
        (None, _) => kept,
    }
}

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
