//! The writes of an approved plan, and the end of its run.

use std::collections::BTreeSet;

use super::part::write_part;
use super::rollout::{self, Course, verify};
use super::{ApplyOutcome, ApplyRequest, Operator, agreement, left_routes};
use crate::engine::context::Workspace;
use crate::engine::error::RunError;
use crate::engine::plan::Planned;
use crate::model::{Action, Address, Kind, RolloutOutcome, RunStatus, WaveState};
use crate::plan::waves::{OwnNumber, rerouted};
use crate::reconcile::{Applied, Trouble};
use crate::registry::Session;

/// Writes an approved plan and closes its run.
pub(super) async fn write(
    workspace: &Workspace<'_>,
    planned: Planned,
    mut session: Box<dyn Session>,
    request: &ApplyRequest<'_>,
    operator: &mut dyn Operator,
) -> ApplyOutcome {
    tracing::Span::current().record("switchboard.run.id", session.run_id());
    operator.writing(&planned);
    let cancel = &workspace.context.settings.cancel;
    let (mut applied, outcome) = if let Some(rollout) = &request.rollout {
        let shard = request.plan.chosen.shard;
        let mut course = Course::new(
            workspace,
            &planned,
            rollout,
            request.parallelism,
            session.as_mut(),
            operator,
        );
        rollout::carry_out(&mut course, shard).await;
        let (applied, outcome) = course.end();
        (applied, Some(outcome))
    } else {
        let (parallelism, session) = (request.parallelism, session.as_mut());
        let applied = write_part(&planned.plan, workspace, session, parallelism, operator).await;
        let verifies = request.verify && applied.trouble.is_none() && !cancel.is_cancelled();
        let verified = if verifies {
            Some(verified(workspace, &planned).await)
        } else {
            None
        };
        (applied, verified)
    };
    agreement::record(workspace, &planned, &mut applied).await;
    let known = as_left(&applied, outcome.as_ref());
    left_routes::record(workspace.context, &planned, &known, session.serials()).await;
    let finished = session.finish(status(&applied, outcome.as_ref())).await;
    // A run that lost its registry cannot be closed there either: one error reports both.
    let trouble = applied.trouble.take().or(finished.err().map(Into::into));
    // A run whose registry is gone was not recorded.
    let recorded = !trouble.as_ref().is_some_and(Trouble::is_gone);
    let silences = &workspace.silences;
    applied
        .findings
        .retain(|one| !silences.hide(one.code, one.address.as_ref()));
    ApplyOutcome {
        run_id: recorded.then(|| session.run_id().to_owned()),
        error: trouble.map(RunError::from),
        rollout: outcome,
        planned,
        applied,
    }
}

/// Reads the routes again that were changed.
async fn verified(workspace: &Workspace<'_>, planned: &Planned) -> RolloutOutcome {
    let mut numbers = rerouted(&planned.plan, &workspace.routers);
    let bought = planned.plan.changes.iter().filter(|change| {
        change.address.kind() == Kind::Number && change.action == Action::Purchase
    });
    numbers.extend(bought.filter_map(|change| -> Option<OwnNumber> {
        Some((
            change.address.provider()?.clone(),
            change.key.as_ref()?.to_string(),
        ))
    }));
    let verified = verify::verify(workspace, planned, &numbers).await;
    RolloutOutcome {
        unconverged: verified.unconverged,
        unread: verified.unread,
        ..RolloutOutcome::default()
    }
}

/// What was done and stayed so.
fn as_left(applied: &Applied, outcome: Option<&RolloutOutcome>) -> Applied {
    let reverted: BTreeSet<&Address> = match outcome {
        Some(outcome) if outcome.revert().is_some() => {
            let waves = outcome.waves.iter();
            waves.flat_map(|wave| &wave.addresses).collect()
        }
        _ => BTreeSet::new(),
    };
    let done = applied.done.iter();
    Applied {
        done: done
            .filter(|(address, _)| !reverted.contains(address))
            .cloned()
            .collect(),
        ..Applied::default()
    }
}

fn status(applied: &Applied, outcome: Option<&RolloutOutcome>) -> RunStatus {
    let is_open = |outcome: &RolloutOutcome| {
        let mut waves = outcome.waves.iter();
        outcome.stopped.is_some() || waves.any(|wave| wave.state == WaveState::Running)
    };
    let unfinished = applied.is_unfinished() || outcome.is_some_and(is_open);
    // A write that was sent without a clear result may have been done, and a revert writes, too.
    let reverted = outcome.is_some_and(|outcome| outcome.revert().is_some());
    let nothing = !reverted
        && applied.done.is_empty()
        && applied.partly.is_empty()
        && applied.unsettled.is_empty();
    match (nothing, !unfinished) {
        (_, true) => RunStatus::Succeeded,
        (false, false) => RunStatus::Partial,
        (true, false) => RunStatus::Failed,
    }
}
