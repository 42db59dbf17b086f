//! Applying a plan: plan, guard, ask, take the locks, confirm, write; in waves if that is asked for.

mod agreement;
mod guard;
mod left_routes;
mod part;
mod preparation;
mod probing;
mod rollout;
mod write;

use std::time::Duration;

use jiff::Timestamp;

use crate::engine::check::Probe;
use crate::engine::context::Workspace;
use crate::engine::error::RunError;
use crate::engine::plan::{PlanRequest, Planned};
use crate::engine::undo::UndoneRun;
use crate::model::{Check, Plan, RolloutOutcome, Wave};
use crate::plan::Reverted;
use crate::plan::waves::{Division, WaveSizes, divide};
use crate::provider::Pending;
use crate::reconcile::{Applied, Event};
use crate::registry::NewRun;
use preparation::{Preparation, Prepared};

/// What to apply, and what is allowed.
pub struct ApplyRequest<'a> {
    /// What to plan, if no run is undone and no drift reverted.
    pub plan: PlanRequest<'a>,
    /// The run to undo.
    pub undo: Option<&'a UndoneRun>,
    /// The drift to revert.
    pub revert: Option<&'a Reverted>,
    /// What the caller has approved.
    pub approval: Approval<'a>,
    /// Who applies. The hash of the plan, the run that it undoes and what it covers are filled in.
    pub run: NewRun,
    /// How long to wait for another apply to end.
    pub lock_timeout: Duration,
    /// Writes in flight at once, per account.
    pub parallelism: usize,
    /// The waves, if routes are changed in waves. Each is verified and watched.
    pub rollout: Option<Rollout>,
    /// Whether the routes that were changed are read again at the end. A rollout always does it.
    pub verify: bool,
    /// Whether the URLs that will be called are called before anything is written.
    pub probe: Probe,
}

/// How routes are changed in waves.
#[derive(Debug, Clone)]
pub struct Rollout {
    /// The sizes of the waves.
    pub sizes: WaveSizes,
    /// How long each wave is watched, the last too.
    pub pause: Duration,
    /// The most alerts that may count during a wave.
    pub max_alerts: u64,
    /// Whether a rollout that stops changes back what its waves did.
    pub revert: bool,
    /// The clock.
    pub now: fn() -> Timestamp,
}

/// What a rollout takes over from the last one, which stopped or was interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continued {
    /// Its waves: their numbers, this many, are watched again.
    Waves {
        /// How many numbers.
        numbers: u64,
    },
    /// Its revert, which is finished. No wave begins.
    Revert {
        /// How many numbers it was changing back.
        numbers: u64,
    },
}

/// Returns how a plan would be divided into waves.
pub fn divided(workspace: &Workspace<'_>, plan: &Plan, sizes: &WaveSizes) -> Division {
    divide(plan, sizes, &workspace.routers)
}

/// What the caller has approved before the plan is made.
#[derive(Debug, Clone, Copy)]
pub struct Approval<'a> {
    /// The only plan that may be applied, by its hash.
    pub expected: Option<&'a str>,
    /// Whether a mass change is allowed though no particular plan was approved.
    pub mass_change: bool,
    /// How many numbers may be bought.
    pub purchases: usize,
    /// Which plans are approved without asking.
    pub approved: Approved,
}

/// Which plans are approved without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approved {
    /// None: the [`Operator`] is asked.
    None,
    /// The one that [`Operator::planned`] accepts, such as a saved plan.
    ThisPlan,
    /// Any plan that passes the guards.
    AnyPlan,
}

/// The caller's part in an apply. Every method has a default: nothing is shown and nothing is
/// approved.
pub trait Operator: Send {
    /// Called before each plan with what a rollout takes over from the last one, if that did not end.
    fn continues(&mut self, _continued: Option<Continued>) {}

    /// Called with the plan before anything is approved. An error refuses the plan.
    fn planned(&mut self, _planned: &Planned) -> Result<(), RunError> {
        Ok(())
    }

    /// Called with the plan that took the place of the first one while another apply held the
    /// lock. An error refuses the plan.
    fn replanned(&mut self, _planned: &Planned) -> Result<(), RunError> {
        Ok(())
    }

    /// Asks for approval; only called with [`Approved::None`].
    fn approve<'a>(&'a mut self, _planned: &'a Planned) -> Pending<'a, Result<bool, RunError>> {
        Box::pin(async { Ok(false) })
    }

    /// Called with an approved plan. An error refuses it, for example because a report cannot be
    /// written.
    fn approved(&mut self, _planned: &Planned) -> Result<(), RunError> {
        Ok(())
    }

    /// Called with the results of the probes, if callbacks are called before the first write.
    fn probed(&mut self, _checks: &[Check]) {}

    /// Called once, before the first write. From here on a cancelled apply ends after the writes
    /// in flight.
    fn writing(&mut self, _planned: &Planned) {}

    /// Called with each event of the writes.
    fn event(&mut self, _event: Event<'_>) {}

    /// Called with each event of a rollout. The writes of a wave come between its start and its end.
    fn wave(&mut self, _event: WaveEvent<'_>) {}
}

/// An event of a rollout.
#[derive(Debug, Clone, Copy)]
pub enum WaveEvent<'a> {
    /// A wave is about to be written.
    Started(&'a Wave),
    /// A wave is written and verified, and its pause goes on. Called at least every second.
    Watched {
        /// The wave, with the alerts so far.
        wave: &'a Wave,
        /// How much of the pause is left.
        left: Duration,
    },
    /// A wave ended without a reason to stop.
    Passed(&'a Wave),
    /// No further wave follows. The wave holds the reason.
    Stopped(&'a Wave),
    /// What the waves did is about to be changed back.
    RevertStarted(&'a Wave),
}

/// Nothing is shown, and nothing is approved but what the request approves.
impl Operator for () {}

/// How an apply ended.
pub struct ApplyOutcome {
    /// The plan that was applied.
    pub planned: Planned,
    /// What was written, what failed and what was not tried.
    pub applied: Applied,
    /// How the rollout or the verification ended; `None` if neither was asked for.
    pub rollout: Option<RolloutOutcome>,
    /// The recorded run; `None` if there was nothing to write, or no record of it is left.
    pub run_id: Option<String>,
    /// The error that ended the apply early.
    pub error: Option<RunError>,
}

/// Why nothing was applied.
#[derive(Debug)]
pub struct ApplyError {
    /// The plan that was refused; `None` if the error came before there was one.
    pub planned: Option<Box<Planned>>,
    /// The error.
    pub error: RunError,
}

impl From<RunError> for ApplyError {
    fn from(error: RunError) -> Self {
        Self {
            planned: None,
            error,
        }
    }
}

/// Plans, asks for approval, takes the lock and writes. Until the first write the apply can be
/// cancelled at any point with the token of the context's settings; after it, writes in flight end
/// first.
pub async fn apply(
    workspace: &Workspace<'_>,
    request: &ApplyRequest<'_>,
    operator: &mut dyn Operator,
) -> Result<ApplyOutcome, ApplyError> {
    let cancel = &workspace.context.settings.cancel;
    let preparation = Preparation { workspace, request };
    let prepared = cancel.run_until_cancelled(preparation.prepare(operator));
    let prepared = prepared.await;
    // Work that failed because it was cancelled was interrupted, too.
    let prepared = prepared.filter(|_| !cancel.is_cancelled());
    match prepared.ok_or_else(RunError::interrupted)?? {
        Prepared::Nothing(planned) => {
            let mut applied = Applied::default();
            agreement::record(workspace, &planned, &mut applied).await;
            let serials = &planned.snapshot.serials;
            left_routes::record(workspace.context, &planned, &applied, serials).await;
            Ok(ApplyOutcome {
                planned: *planned,
                applied,
                // Nothing was changed, so nothing has to be read again.
                rollout: request.verify.then(RolloutOutcome::default),
                run_id: None,
                error: None,
            })
        }
        Prepared::Ready(session, planned) => {
            Ok(write::write(workspace, *planned, session, request, operator).await)
        }
    }
}
