//! A plan: the registry and the accounts are read, and `crate::plan` decides.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::chosen::Chosen;
use crate::engine::context::Workspace;
use crate::engine::counterpart;
use crate::engine::error::RunError;
use crate::engine::judging;
use crate::model::{Address, Kind, Observed, Plan, Resource, Selection, Snapshot, State};
use crate::plan::{self, MassChange};
use crate::policy::Policy;
use crate::provider::Extent;
use crate::reconcile::{self, Missed, When};

/// What to plan.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlanRequest<'a> {
    /// Which addresses to plan.
    pub chosen: Chosen<'a>,
    /// Whether a number may leave its declared messaging service for another declared one.
    pub allow_detach: bool,
    /// Whether to ask each account if carriers let its numbers send.
    pub carrier_checks: bool,
    /// Whether declared keywords that the counterpart does not have are created there.
    pub create_keywords: bool,
    /// The policy that the plan must keep.
    pub policy: Option<&'a Policy>,
}

/// A plan and what it was made from.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What the registry recorded.
    pub snapshot: Snapshot,
    /// How much of the accounts could not be read.
    pub missed: Missed,
    /// Where the plan changes a large part of what is recorded.
    pub mass_changes: Vec<MassChange>,
    /// Numbers that are declared under one provider and are in the account of another.
    pub elsewhere: BTreeSet<Address>,
    /// The run that the plan undoes; `None` if it applies the configuration.
    pub undoes: Option<String>,
    /// The drift that the plan reverts; `None` if it applies the configuration.
    pub reverts: Option<plan::Reverted>,
    /// What agrees with the counterpart; `None` if it was not read, or if nothing will be recorded.
    pub agreement: Option<Agreement>,
}

/// The rows of the counterpart that agree, to be recorded after an apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The rows, by the counterpart's addresses.
    pub agreeing: BTreeMap<Address, Resource>,
    /// Whether everything was read that the comparison needs.
    pub complete: bool,
}

/// Makes a plan. Writes nothing and takes no lock.
pub async fn plan(
    workspace: &Workspace<'_>,
    request: &PlanRequest<'_>,
) -> Result<Planned, RunError> {
    plan_for(workspace, request, Purpose::Report).await
}

/// What a plan is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It is shown.
    Report,
    /// It is applied, and then what agrees with the counterpart is recorded.
    Apply,
}

/// The same for a purpose.
pub(super) async fn plan_for(
    workspace: &Workspace<'_>,
    request: &PlanRequest<'_>,
    purpose: Purpose,
) -> Result<Planned, RunError> {
    let context = workspace.context;
    let mut snapshot = context.registry.snapshot(&context.scope).await?;
    snapshot.state.share_with(&workspace.desired);
    let _shown = context.show_reading();
    let chosen = request.chosen;
    let selection = chosen.selection(&workspace.desired, &snapshot.state)?;
    let reading = observe(workspace, snapshot, selection.clone(), Extent::Managed);
    let (read, records) = tokio::join!(reading, counterpart::read(workspace));
    let compared = records.map(|records| {
        let recording = match purpose {
            Purpose::Report => counterpart::Recording::No,
            Purpose::Apply => counterpart::Recording::Yes,
        };
        let (records, observed) = (records.as_ref(), &read.observed);
        counterpart::compare(workspace, records, observed, &selection, recording)
    });
    let when = When::Planned {
        allow_detach: request.allow_detach,
    };
    let senders = reconcile::senders(&workspace.desired, &read.observed, &workspace.routers, when);
    let closed = reconcile::closed(&read.observed);
    let mut planned = decide(workspace, read, request.allow_detach);
    planned.plan.selection = selection;
    if let Some(mut compared) = compared {
        if request.create_keywords {
            let selection = planned.plan.selection.clone();
            let silences = &workspace.silences;
            counterpart::create(&mut planned.plan, &mut compared, &selection, silences);
        }
        planned.agreement = (purpose == Purpose::Apply).then(|| Agreement {
            agreeing: std::mem::take(&mut compared.agreeing),
            complete: compared.comparison.complete,
        });
        planned.plan.calls.reads += compared.comparison.reads;
        planned.plan.comparison = Some(compared.comparison);
    }
    reconcile::gates(
        &workspace.accounts,
        senders,
        &closed,
        request.carrier_checks,
        &mut planned.plan,
        &workspace.silences,
    )
    .await;
    let (plan, silences) = (&mut planned.plan, &workspace.silences);
    reconcile::prices(&workspace.accounts, &closed, plan, silences).await;
    Ok(judged(workspace, planned, request.policy))
}

/// The plan with what the policy says about it. A plan that undoes a run or reverts drift is judged by
/// what it writes, not by what the configuration declares.
#[must_use]
pub fn judged(workspace: &Workspace<'_>, mut planned: Planned, policy: Option<&Policy>) -> Planned {
    if let Some(policy) = policy {
        let around = judging::Circumstances {
            configured: planned.undoes.is_none() && planned.reverts.is_none(),
            mass_change: !planned.mass_changes.is_empty(),
            recorded: &planned.snapshot.state,
        };
        judging::judge(workspace, &mut planned.plan, policy, around);
    }
    planned
}

/// What was read, before anything is decided.
pub(super) struct Reading {
    pub snapshot: Snapshot,
    pub observed: Observed,
    pub missed: Missed,
    pub selection: Selection,
}

/// Reads the accounts that the selection needs.
pub(super) async fn observe(
    workspace: &Workspace<'_>,
    snapshot: Snapshot,
    selection: Selection,
    extent: Extent,
) -> Reading {
    let (observed, missed) = reconcile::observe_extent(
        &workspace.accounts,
        &workspace.desired,
        &snapshot.state,
        &selection,
        extent,
    )
    .await;
    Reading {
        snapshot,
        observed,
        missed,
        selection,
    }
}

/// Decides on what was read.
pub(super) fn decide(workspace: &Workspace<'_>, read: Reading, allow_detach: bool) -> Planned {
    let terms = plan::Terms {
        selection: read.selection,
        routers: workspace.routers.clone(),
        allow_detach,
        silences: workspace.silences.clone(),
    };
    let plan = plan::plan(
        &workspace.context.scope,
        &workspace.desired,
        &read.snapshot,
        read.observed,
        &terms,
    );
    let desired = &workspace.desired;
    weigh(
        plan,
        desired,
        read.snapshot,
        read.missed,
        &terms.selection,
        workspace,
    )
}

/// Declared numbers that an account has, but under no address: usually they are declared under the
/// wrong provider.
pub(super) fn elsewhere(desired: &State, plan: &Plan) -> BTreeSet<Address> {
    let unmanaged = plan.unmanaged.iter().map(|one| &one.object);
    let numbers: BTreeSet<&str> = unmanaged
        .filter(|object| object.kind == Kind::Number)
        .map(|object| object.key.as_str())
        .collect();
    if numbers.is_empty() {
        return BTreeSet::new();
    }
    let is_there = |want: &Resource| want.key.as_deref().is_some_and(|key| numbers.contains(key));
    desired
        .resources
        .iter()
        .filter(|(address, want)| address.kind() == Kind::Number && is_there(want))
        .map(|(address, _)| address.clone())
        .collect()
}

/// Adds to a plan the warnings about mass changes among its targets.
pub(super) fn weigh(
    mut plan: Plan,
    desired: &State,
    snapshot: Snapshot,
    missed: Missed,
    selection: &Selection,
    workspace: &Workspace<'_>,
) -> Planned {
    let mass_changes = plan::mass_changes(&plan, &snapshot, selection, &workspace.limits);
    plan.findings
        .extend(mass_changes.iter().map(MassChange::finding));
    plan.calls.minutes = workspace.minutes(&plan);
    Planned {
        elsewhere: elsewhere(desired, &plan),
        plan,
        snapshot,
        missed,
        mass_changes,
        undoes: None,
        reverts: None,
        agreement: None,
    }
}
