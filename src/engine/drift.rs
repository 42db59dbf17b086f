//! What changed at the providers since the last apply.

use jiff::Timestamp;

use crate::engine::attribution::{Attribution, attribute};
use crate::engine::chosen::Chosen;
use crate::engine::context::{Context, Workspace};
use crate::engine::counterpart;
use crate::engine::error::RunError;
use crate::model::{Drift, Exemption, FindingCode, Observed, Sightings, Snapshot, State};
use crate::plan::{self, DriftTerms};
use crate::reconcile::{self, Missed};
use crate::yaml::Diagnostic;

/// What to compare.
#[derive(Debug, Clone, Copy)]
pub struct DriftRequest<'a> {
    /// Which addresses to compare.
    pub chosen: Chosen<'a>,
    /// Differences that are expected.
    pub exemptions: &'a [Exemption],
    /// Whether providers are asked who changed what drifted.
    pub events: bool,
    /// Whether the counterpart is compared, if the workspace has one.
    pub compares: bool,
    /// The time of the comparison.
    pub now: Timestamp,
}

/// What was read for a comparison.
#[derive(Debug)]
pub struct Seen {
    pub(super) snapshot: Snapshot,
    pub(super) observed: Observed,
    pub(super) missed: Missed,
}

/// What drifted, and how it was found.
#[derive(Debug)]
pub struct DriftOutcome {
    /// What drifted.
    pub drift: Drift,
    /// Identifies the registry; `None` before the first apply.
    pub lineage: Option<String>,
    /// The registry's serial of what was compared.
    pub serial: u64,
    /// How many HTTP requests were made.
    pub reads: u64,
    /// Why some differences have no author.
    pub unattributed: Option<String>,
    /// Whether no account could be read at all, or an error blocked the comparison.
    pub blind: bool,
    /// A warning if the registry could not record when differences were first seen.
    pub unrecorded: Option<Diagnostic>,
    /// What was read, for a plan of the same state.
    pub seen: Seen,
}

/// Compares the accounts with what the last apply left. Records in the registry when each
/// difference was first seen; writes nothing else and takes no lock.
pub async fn drift(
    workspace: &Workspace<'_>,
    request: &DriftRequest<'_>,
) -> Result<DriftOutcome, RunError> {
    let context = workspace.context;
    let mut snapshot = context.registry.snapshot(&context.scope).await?;
    snapshot.left = context.registry.left_routes(&context.scope).await?;
    snapshot.state.share_with(&workspace.desired);
    let chosen = request.chosen;
    let terms = DriftTerms {
        selection: chosen.selection(&workspace.desired, &snapshot.state)?,
        routers: workspace.routers.clone(),
        exemptions: request.exemptions,
        silences: workspace.silences.clone(),
    };
    // What an apply recorded under a name is compared, even if the name means something else now:
    // what is declared does not decide which object belongs to which address.
    let undeclared = State::default();
    let shown = context.show_reading();
    let reading = reconcile::observe(
        &workspace.accounts,
        &undeclared,
        &snapshot.state,
        &terms.selection,
    );
    let comparing = async {
        if request.compares {
            counterpart::read(workspace).await
        } else {
            None
        }
    };
    let ((observed, missed), records) = tokio::join!(reading, comparing);
    drop(shown);
    let mut drift = plan::drift(
        &context.scope,
        &workspace.desired,
        &snapshot,
        &observed,
        &terms,
    );
    let mut reads = observed.reads;
    if let Some(records) = records {
        let records = records.as_ref();
        let compared = counterpart::compare(
            workspace,
            records,
            &observed,
            &terms.selection,
            counterpart::Recording::No,
        );
        let drifted = counterpart::drifted(workspace, records, &terms).await?;
        drift.resources.extend(drifted);
        reads += compared.comparison.reads;
        drift.comparison = Some(compared.comparison);
    } else {
        drift.unlisted.rows = counterpart::unread(workspace, &terms).await?;
    }
    let recorded = context.registry.differences(&context.scope).await?;
    let sightings = plan::date(&mut drift, &snapshot.state, &recorded, request.now);
    let attribution = if request.events {
        attribute(workspace, &mut drift, request.now).await
    } else {
        Attribution::default()
    };
    let unrecorded = record(context, &recorded, &sightings).await;
    Ok(DriftOutcome {
        blind: missed == Missed::Everything || drift.findings.iter().any(|one| one.blocks),
        drift,
        lineage: snapshot.lineage.clone(),
        serial: snapshot.serials.of(chosen.shard),
        reads: reads + attribution.reads,
        unattributed: attribution.note,
        unrecorded,
        seen: Seen {
            snapshot,
            observed,
            missed,
        },
    })
}

/// Records when differences were first seen, if that changed. A failure affects nothing but the
/// times in the next report.
async fn record(
    context: &Context,
    recorded: &Sightings,
    sightings: &Sightings,
) -> Option<Diagnostic> {
    if recorded == sightings {
        return None;
    }
    let written = context
        .registry
        .note_differences(&context.scope, recorded, sightings)
        .await;
    let error = written.err()?;
    let help = error.help().unwrap_or_else(|| {
        "allow drift to write to the registry; it writes nothing else there".to_owned()
    });
    Some(
        Diagnostic::warning(
            FindingCode::FirstSeenNotRecorded,
            format!("cannot record when differences were first seen: {error}"),
        )
        .help(help),
    )
}
