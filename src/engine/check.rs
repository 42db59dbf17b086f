//! The checks of `switchboard test`: credentials, numbers, and where texts to them go.

use crate::engine::context::Workspace;
use crate::engine::counterpart;
use crate::engine::error::RunError;
use crate::model::{Address, Inspection, Level, Name, Observed, Plan, Selection, Shard, Silences};
use crate::plan;
use crate::reconcile::{self, Evidence};

/// What to check.
#[derive(Debug, Clone, Copy)]
pub struct CheckRequest<'a> {
    /// The shard that they belong to; `None` if they can belong to any.
    pub shard: Option<Shard>,
    /// The providers to check. None are checked if the shard has none.
    pub providers: &'a [Name],
    /// Whether each callback is called as the provider would call it.
    pub probe: Probe,
}

/// Whether callbacks are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// No callback is called.
    No,
    /// Each callback is called, marked as a probe.
    Yes,
    /// Calls were asked for, but the credentials cannot sign them, for this reason.
    Unsigned(&'static str),
}

/// Reads everything and judges it. Writes nothing and takes no lock.
pub async fn check(
    workspace: &Workspace<'_>,
    request: &CheckRequest<'_>,
) -> Result<Inspection, RunError> {
    let (context, providers) = (workspace.context, request.providers);
    let snapshot = context.registry.snapshot(&context.scope).await?;
    let targets = providers.iter().cloned().map(Address::Provider).collect();
    let selection = Selection {
        shard: request.shard,
        ..Selection::of(targets)
    };
    let _shown = context.show_reading();
    let recorded = &snapshot.state;
    let reading = reconcile::observe(
        &workspace.accounts,
        &workspace.desired,
        recorded,
        &selection,
    );
    let ((observed, _), records) = tokio::join!(reading, counterpart::read(workspace));
    let compared = records.map(|records| {
        let selection = compared_selection(workspace, request);
        counterpart::compare(
            workspace,
            records.as_ref(),
            &observed,
            &selection,
            counterpart::Recording::No,
        )
    });
    let opened: Vec<Name> = providers
        .iter()
        .filter(|provider| reads_numbers(&observed, provider))
        .cloned()
        .collect();
    let checks = reconcile::account_checks(
        &workspace.accounts,
        &opened,
        &workspace.desired,
        &observed,
        &workspace.routers,
    )
    .await;
    let terms = plan::Terms {
        selection,
        routers: workspace.routers.clone(),
        allow_detach: false,
        // Suppressed checks are reported as suppressed, so their findings are needed.
        silences: Silences::default(),
    };
    let plan = plan::plan(
        &context.scope,
        &workspace.desired,
        &snapshot,
        observed.clone(),
        &terms,
    );
    let evidence = Evidence {
        desired: &workspace.desired,
        observed: &observed,
        plan: &plan,
        routers: &workspace.routers,
        accounts: &checks,
        silences: &workspace.loaded.silences,
        silenced: &workspace.loaded.silenced,
    };
    let mut inspection = reconcile::inspect(&evidence, providers);
    inspection.shard = request.shard;
    inspection.comparison = compared.map(|compared| compared.comparison);
    probe(workspace, request.probe, &opened, &plan, &mut inspection).await;
    Ok(inspection)
}

/// What the comparison with a counterpart covers: keywords, too, unless only some providers were
/// asked for.
fn compared_selection(workspace: &Workspace<'_>, request: &CheckRequest<'_>) -> Selection {
    let of_shard = Selection {
        shard: request.shard,
        ..Selection::default()
    };
    let configuration = workspace.loaded.configuration.iter();
    let mut declared = configuration.flat_map(|configuration| configuration.providers.keys());
    if declared.all(|name| !of_shard.concerns(name) || request.providers.contains(name)) {
        return of_shard;
    }
    let targets = request.providers.iter().cloned().map(Address::Provider);
    Selection {
        targets: targets.collect(),
        ..of_shard
    }
}

/// Adds the probes of callbacks, each after the other checks of its provider.
async fn probe(
    workspace: &Workspace<'_>,
    probe: Probe,
    opened: &[Name],
    plan: &Plan,
    inspection: &mut Inspection,
) {
    let unsigned = match probe {
        Probe::No => return,
        Probe::Yes => None,
        Probe::Unsigned(why) => Some(why),
    };
    for provider in opened {
        let probed = reconcile::probe(&workspace.accounts, provider, plan, unsigned).await;
        let after = inspection
            .checks
            .iter()
            .rposition(|check| check.provider == *provider);
        let at = after.map_or(0, |last| last + 1);
        inspection.checks.splice(at..at, probed);
    }
}

/// Whether the provider's numbers were read, at least in part. Credentials that were refused once
/// are not sent again.
fn reads_numbers(observed: &Observed, provider: &Name) -> bool {
    !observed.unread.iter().any(|unread| {
        unread.provider == *provider && unread.level == Level::Number && !unread.partly
    })
}
