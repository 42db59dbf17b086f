//! Who answers each number: the accounts are read as for a plan.

use crate::engine::context::Workspace;
use crate::engine::counterpart;
use crate::engine::error::RunError;
use crate::engine::plan::{decide, observe};
use crate::model::{Address, Change, NumberRoutes, Plan, Selection, Unread};
use crate::plan;
use crate::provider::Extent;

/// Each number's routes, and the plan they were read with.
#[derive(Debug)]
pub struct Routes {
    /// Each number's routes.
    pub numbers: Vec<NumberRoutes>,
    /// What an apply would do.
    pub plan: Plan,
    /// What could not be read of the accounts.
    pub unread: Vec<Unread>,
}

impl Routes {
    /// What an apply would do with a number.
    pub(super) fn change(&self, number: &NumberRoutes) -> Option<&Change> {
        let address = number.address.as_ref()?;
        let mut changes = self.plan.changes.iter();
        changes.find(|change| change.address == *address)
    }
}

/// Reads who answers each number of the accounts that these addresses need; without addresses, of
/// all accounts. Writes nothing and takes no lock.
pub async fn routes(workspace: &Workspace<'_>, needed: Vec<Address>) -> Result<Routes, RunError> {
    routes_in(workspace, needed, Extent::Managed).await
}

/// The same, with the choice of how much is read.
pub(super) async fn routes_in(
    workspace: &Workspace<'_>,
    needed: Vec<Address>,
    extent: Extent,
) -> Result<Routes, RunError> {
    let context = workspace.context;
    let snapshot = context.registry.snapshot(&context.scope).await?;
    let selection = Selection::of(needed.into_iter().collect());
    let shown = context.show_reading();
    let reading = observe(workspace, snapshot, selection.clone(), extent);
    let (read, records) = tokio::join!(reading, counterpart::read(workspace));
    let compared = records.map(|records| {
        counterpart::compare(
            workspace,
            records.as_ref(),
            &read.observed,
            &selection,
            counterpart::Recording::No,
        )
    });
    drop(shown);
    let numbers = plan::routes(
        &workspace.desired,
        &read.snapshot.state,
        &read.observed,
        &workspace.routers,
    );
    let unread = read.observed.unread.clone();
    let mut plan = decide(workspace, read, false).plan;
    plan.comparison = compared.map(|compared| compared.comparison);
    Ok(Routes {
        numbers,
        plan,
        unread,
    })
}
