//! The plan that reverts drift: what changed at the providers gets the value back that the last
//! apply left. It includes nothing that is pending.

use std::collections::BTreeSet;

use crate::engine::context::Workspace;
use crate::engine::drift::DriftOutcome;
use crate::engine::error::RunError;
use crate::engine::plan::{Planned, weigh};
use crate::model::{Address, Finding, Observed, Plan, Selection, Snapshot, State};
use crate::plan::{self, Reverted};
use crate::reconcile::{self, Missed};

/// Plans to revert the drift that was found, but not at these addresses, on what was read for it.
/// Reads and writes nothing.
pub fn revert_of(
    workspace: &Workspace<'_>,
    found: &DriftOutcome,
    without: &BTreeSet<Address>,
) -> Planned {
    let seen = &found.seen;
    let (mut reverted, mut findings) = plan::revertible(
        &found.drift,
        &workspace.desired,
        &seen.snapshot.state,
        &workspace.routers,
    );
    let is_left = |address: &Address| without.contains(address);
    reverted.retain(|address, _| !is_left(address));
    findings.retain(|finding| !finding.address.as_ref().is_some_and(is_left));
    let (snapshot, observed) = (seen.snapshot.clone(), seen.observed.clone());
    decide(
        workspace,
        reverted,
        snapshot,
        observed,
        seen.missed,
        findings,
    )
}

/// Plans to give these fields their recorded values back. Writes nothing and takes no lock.
pub async fn revert(workspace: &Workspace<'_>, reverted: &Reverted) -> Result<Planned, RunError> {
    let context = workspace.context;
    let snapshot = context.registry.snapshot(&context.scope).await?;
    let _shown = context.show_reading();
    // As for a drift check, the record decides which object belongs to which address.
    let undeclared = State::default();
    let selection = Selection::of(reverted.keys().cloned().collect());
    let (observed, missed) = reconcile::observe(
        &workspace.accounts,
        &undeclared,
        &snapshot.state,
        &selection,
    )
    .await;
    let reverted = reverted.clone();
    Ok(decide(
        workspace,
        reverted,
        snapshot,
        observed,
        missed,
        Vec::new(),
    ))
}

fn decide(
    workspace: &Workspace<'_>,
    reverted: Reverted,
    snapshot: Snapshot,
    observed: Observed,
    missed: Missed,
    findings: Vec<Finding>,
) -> Planned {
    let recorded = &snapshot.state;
    let desired = plan::desired_by_revert(&reverted, &workspace.desired, recorded, &observed);
    let terms = plan::Terms {
        selection: Selection::of(reverted.keys().cloned().collect()),
        routers: workspace.routers.clone(),
        allow_detach: false,
        silences: workspace.silences.clone(),
    };
    let scope = &workspace.context.scope;
    let mut plan = if reverted.is_empty() {
        // A plan without targets would cover everything.
        Plan::empty(scope.clone())
    } else {
        plan::plan(scope, &desired, &snapshot, observed, &terms)
    };
    plan::keep_reverted(&mut plan, &reverted, recorded);
    plan.findings.extend(findings);
    Planned {
        reverts: Some(reverted),
        ..weigh(
            plan,
            &desired,
            snapshot,
            missed,
            &Selection::default(),
            workspace,
        )
    }
}
