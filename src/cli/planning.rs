//! Making a plan: what `plan` and `apply` have in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::session::{Project, World};
use crate::cli::undoing::{self, Undoing};
use crate::config::{Configuration, misdeclared};
use crate::model::{
    Address, Finding, Name, Observed, Origins, Percent, Plan, Silences, Snapshot, State,
};
use crate::plan::{self, MassChange};
use crate::reconcile::{self, Accounts, Missed, When};
use crate::yaml::Diagnostic;

/// What stays the same however often is planned in one run.
pub struct Desk {
    /// The opened accounts.
    pub accounts: Accounts,
    /// What the configuration asks for.
    pub desired: State,
    /// How each provider decides who answers.
    pub routers: plan::Routers<'static>,
    /// Whether a number may leave the declared service it is in for another declared one.
    pub allow_detach: bool,
    /// The run that is to be undone, where it is that and not the configuration that is wanted.
    pub undoing: Option<Undoing>,
    /// What is not to be told.
    pub silences: Silences,
    /// The providers whose mass changes are judged by themselves, and the share that may change.
    pub limits: BTreeMap<Name, Percent>,
    /// Whether accounts are asked what carriers let their numbers send.
    pub carrier_checks: bool,
}

/// A plan and what it was made from.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What the registry said.
    pub snapshot: Snapshot,
    /// How much of the world was out of sight.
    pub missed: Missed,
    /// The large parts of what is recorded that it changes.
    pub mass_changes: Vec<MassChange>,
    /// The run that it undoes; `None` where it carries out the configuration.
    pub undoes: Option<String>,
}

/// Opens the accounts that the targets concern; without targets, all. What is wrong with
/// credentials comes back as diagnostics, all at once.
pub async fn open(
    world: &World,
    configuration: &Configuration,
    origins: &Origins,
    target_texts: &[String],
) -> anyhow::Result<Result<Desk, Vec<Diagnostic>>> {
    // Which accounts they are has no part in what a target means.
    let unopened = |name: &Name| (name.clone(), String::new());
    let mut ids: BTreeMap<Name, String> = configuration.providers.keys().map(unopened).collect();
    let mut providers = configuration.providers.clone();
    if !target_texts.is_empty() {
        let recorded = world.registry.snapshot(&world.scope).await?.state;
        let meant = targets(target_texts, &configuration.desired(&ids), &recorded)?;
        providers.retain(|name, _| meant.iter().any(|target| target.provider() == Some(name)));
    }
    match reconcile::open(&providers, world.vault.as_ref(), &world.settings) {
        Ok(accounts) => {
            ids.extend(accounts.ids().clone());
            Ok(Ok(Desk {
                desired: configuration.desired(&ids),
                routers: configuration.routers(),
                allow_detach: false,
                undoing: None,
                silences: configuration.silences(),
                limits: configuration.mass_changes(),
                carrier_checks: false,
                accounts,
            }))
        }
        // A secret is missing because a signal ended the wait for it; nobody waits for this either.
        Err(_) if world.settings.cancel.is_cancelled() => std::future::pending().await,
        Err(refused) => {
            let tree = origins.root.as_ref();
            let told = refused.into_iter().map(|(name, problem)| match tree {
                Some(tree) => misdeclared(&name, problem, tree),
                None => Diagnostic::error(problem.code, problem.summary).help(problem.help),
            });
            Ok(Err(told.collect()))
        }
    }
}

/// Resolves `--target`.
pub fn targets(
    texts: &[String],
    desired: &State,
    recorded: &State,
) -> anyhow::Result<BTreeSet<Address>> {
    let resolve = |text: &String| {
        plan::resolve_target(text, desired, recorded).map_err(|error| {
            anyhow::anyhow!(
                "--target {text}: {error}; write an address such as providers.NAME.numbers.NAME"
            )
        })
    };
    texts.iter().map(resolve).collect()
}

/// Reads the registry and the accounts, and decides.
pub async fn plan(world: &World, desk: &Desk, target_texts: &[String]) -> anyhow::Result<Planned> {
    let snapshot = world.registry.snapshot(&world.scope).await?;
    plan_from(world, desk, target_texts, snapshot).await
}

/// Reads the accounts, and decides against what the registry is known to hold.
pub async fn plan_from(
    world: &World,
    desk: &Desk,
    target_texts: &[String],
    snapshot: Snapshot,
) -> anyhow::Result<Planned> {
    let _shown = world.reading();
    if let Some(undoing) = &desk.undoing {
        return Ok(undoing::plan(world, desk, undoing, snapshot).await);
    }
    let targets = targets(target_texts, &desk.desired, &snapshot.state)?;
    let read = observe(desk, snapshot, targets).await;
    let when = When::Planned {
        allow_detach: desk.allow_detach,
    };
    let senders = reconcile::senders(&desk.desired, &read.observed, &desk.routers, when);
    let closed = reconcile::closed(&read.observed);
    let mut planned = decide(world, desk, read);
    reconcile::gates(
        &desk.accounts,
        senders,
        &closed,
        desk.carrier_checks,
        &mut planned.plan,
        &desk.silences,
    )
    .await;
    Ok(planned)
}

/// What was read, before anything is decided.
pub struct Read {
    /// What the registry said.
    pub snapshot: Snapshot,
    /// What the accounts hold.
    pub observed: Observed,
    /// How much of them was out of sight.
    pub missed: Missed,
    /// What it was narrowed to.
    pub targets: BTreeSet<Address>,
}

/// Reads the accounts that the targets need; without targets, all.
pub async fn read(
    world: &World,
    desk: &Desk,
    snapshot: Snapshot,
    targets: BTreeSet<Address>,
) -> Read {
    let _shown = world.reading();
    observe(desk, snapshot, targets).await
}

async fn observe(desk: &Desk, snapshot: Snapshot, targets: BTreeSet<Address>) -> Read {
    let (observed, missed) =
        reconcile::observe(&desk.accounts, &desk.desired, &snapshot.state, &targets).await;
    Read {
        snapshot,
        observed,
        missed,
        targets,
    }
}

/// Decides.
pub fn decide(world: &World, desk: &Desk, read: Read) -> Planned {
    let Read {
        snapshot,
        observed,
        missed,
        targets,
    } = read;
    let terms = plan::Terms {
        targets,
        routers: desk.routers.clone(),
        allow_detach: desk.allow_detach,
        silences: desk.silences.clone(),
    };
    let plan = plan::plan(&world.scope, &desk.desired, &snapshot, observed, &terms);
    weigh(plan, snapshot, missed, &terms.targets, desk)
}

/// Warns of a plan that changes too much at once of the part that it covers.
pub fn weigh(
    mut plan: Plan,
    snapshot: Snapshot,
    missed: Missed,
    targets: &BTreeSet<Address>,
    desk: &Desk,
) -> Planned {
    let mass_changes = plan::mass_changes(&plan, &snapshot, targets, &desk.limits);
    let told = mass_changes.iter().map(MassChange::finding);
    plan.findings.extend(told);
    Planned {
        plan,
        snapshot,
        missed,
        mass_changes,
        undoes: None,
    }
}

/// A plan's findings, at their places in the files.
pub fn findings(plan: &Plan, project: &Project) -> Vec<Diagnostic> {
    plan.findings
        .iter()
        .map(|finding| placed(finding, &project.loaded.origins))
        .collect()
}

/// A finding, at its place in the files.
pub fn placed(finding: &Finding, origins: &Origins) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(finding.severity, finding.code, finding.summary.clone())
        .help(finding.help.clone());
    if let Some(address) = &finding.address {
        diagnostic = diagnostic.address(address.to_string());
        if let Some(span) = origins.place(address, finding.key) {
            diagnostic = diagnostic.at(span, "declared here");
        }
    }
    diagnostic
}
