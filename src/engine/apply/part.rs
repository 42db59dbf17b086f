//! The writes of a plan, or of a part of one.

use super::Operator;
use crate::engine::context::Workspace;
use crate::engine::counterpart;
use crate::model::Plan;
use crate::reconcile::{self, Applied, Event};
use crate::registry::Session;

/// Writes a plan, or a part of one, with what it creates at a counterpart.
pub(super) async fn write_part(
    plan: &Plan,
    workspace: &Workspace<'_>,
    session: &mut dyn Session,
    parallelism: usize,
    operator: &mut dyn Operator,
) -> Applied {
    let cancel = &workspace.context.settings.cancel;
    let mut event = |event: Event<'_>| operator.event(event);
    let accounts = &workspace.accounts;
    let writes = reconcile::apply(plan, accounts, session, parallelism, cancel, &mut event);
    let mut applied = writes.await;
    if let Some(connection) = counterpart::connection(workspace) {
        let applied = &mut applied;
        reconcile::create_keywords(plan, connection, session, cancel, &mut event, applied).await;
    }
    applied
}
