//! The writes of an approved plan, and the end of its run.

use super::{ApplyOutcome, Operator, agreement, left_routes};
use crate::engine::context::Workspace;
use crate::engine::counterpart;
use crate::engine::error::RunError;
use crate::engine::plan::Planned;
use crate::model::RunStatus;
use crate::reconcile::{self, Applied, Event, Trouble};
use crate::registry::Session;

/// Writes an approved plan and closes its run.
pub(super) async fn write(
    workspace: &Workspace<'_>,
    planned: Planned,
    mut session: Box<dyn Session>,
    parallelism: usize,
    operator: &mut dyn Operator,
) -> ApplyOutcome {
    operator.writing(&planned);
    let mut event = |event: Event<'_>| operator.event(event);
    let mut applied = reconcile::apply(
        &planned.plan,
        &workspace.accounts,
        session.as_mut(),
        parallelism,
        &workspace.context.settings.cancel,
        &mut event,
    )
    .await;
    if let Some(connection) = counterpart::connection(workspace) {
        reconcile::create_keywords(
            &planned.plan,
            connection,
            session.as_mut(),
            &workspace.context.settings.cancel,
            &mut event,
            &mut applied,
        )
        .await;
    }
    agreement::record(workspace, &planned, &mut applied).await;
    left_routes::record(workspace.context, &planned, &applied, session.serials()).await;
    let finished = session.finish(status(&applied)).await;
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
        rollout: None,
        planned,
        applied,
    }
}

fn status(applied: &Applied) -> RunStatus {
    // A write that was sent without a clear result may have been done.
    let nothing =
        applied.done.is_empty() && applied.partly.is_empty() && applied.unsettled.is_empty();
    match (nothing, !applied.is_unfinished()) {
        (_, true) => RunStatus::Succeeded,
        (false, false) => RunStatus::Partial,
        (true, false) => RunStatus::Failed,
    }
}
