//! Calls of the URLs that an apply makes numbers call, before anything is written.

use std::collections::BTreeSet;

use super::Operator;
use crate::engine::check::Probe;
use crate::engine::context::Workspace;
use crate::engine::error::{RunError, RunErrorKind};
use crate::engine::plan::Planned;
use crate::model::{Action, Change, Check, Name, Plan, RouteChange, Verdict};
use crate::plan::waves::route_changes;
use crate::reconcile;
use crate::report::text::plural::plural;

/// Calls each URL that the plan's route changes introduce, and refuses the plan if one fails. A probe
/// that is skipped is reported and refuses nothing.
pub(super) async fn probe(
    workspace: &Workspace<'_>,
    planned: &Planned,
    probe: Probe,
    operator: &mut dyn Operator,
) -> Result<(), RunError> {
    let unsigned = match probe {
        Probe::No => return Ok(()),
        Probe::Yes => None,
        Probe::Unsigned(why) => Some(why),
    };
    let changed = rerouted(workspace, &planned.plan);
    let providers = changed.changes.iter();
    let providers: BTreeSet<&Name> = providers.filter_map(|one| one.address.provider()).collect();
    let mut checks: Vec<Check> = Vec::new();
    for provider in providers {
        checks.extend(reconcile::probe(&workspace.accounts, provider, &changed, unsigned).await);
    }
    operator.probed(&checks);
    let failed: Vec<&Check> = checks
        .iter()
        .filter(|check| check.outcome == Verdict::Failed)
        .collect();
    let Some(first) = failed.first() else {
        return Ok(());
    };
    let summary = format!(
        "nothing was applied: {} failed. {}: {}",
        plural(failed.len(), "probe"),
        first.title,
        first.detail
    );
    let help = first.advice.clone();
    let help =
        help.unwrap_or_else(|| "`switchboard test --probe-callback` shows each probe".into());
    Err(RunError::new(RunErrorKind::Refused, summary).help(help))
}

/// The changes of a plan after which another URL is called, and the numbers of which that is so.
fn rerouted(workspace: &Workspace<'_>, plan: &Plan) -> Plan {
    let routed = route_changes(plan, &workspace.routers);
    let differs = |route: &RouteChange| !route.before.answers_like(&route.after);
    let is_rerouted = |change: &&Change| {
        let differs = change.route.as_deref().is_some_and(differs);
        let is_group = change.address.kind().is_group();
        differs || change.action == Action::Purchase || is_group && routed.contains(&change.address)
    };
    let mut rerouted = plan.clone();
    rerouted.changes = plan.changes.iter().filter(is_rerouted).cloned().collect();
    rerouted
}
