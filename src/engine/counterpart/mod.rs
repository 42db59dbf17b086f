//! The comparison with the counterpart, beside a reading of the accounts.

mod examine;
mod keywords;
mod ours;
mod recorded;

use std::sync::Arc;

use tracing::Instrument as _;

use crate::counterpart::{Asked, Compared, Connection, Records};
use crate::engine::context::Workspace;
use crate::model::{Comparison, Observed, Selection, Silences, TRACES};

pub use examine::{counterpart_left_out, examine_counterpart};
pub(super) use keywords::create;
pub(super) use recorded::{drifted, forget, record, unread};

/// Reads the counterpart, if the workspace has one. What could not be read is in the records.
pub(super) async fn read(workspace: &Workspace<'_>) -> Option<Arc<dyn Records>> {
    let connection = workspace.counterpart.as_deref()?;
    let span = tracing::info_span!(
        target: TRACES,
        "read",
        "switchboard.counterpart" = connection.system().as_str(),
    );
    Some(connection.read(&asked(workspace)).instrument(span).await)
}

fn asked(workspace: &Workspace<'_>) -> Asked {
    let configuration = workspace.loaded.configuration.iter();
    let providers = configuration.flat_map(|configuration| configuration.providers.values());
    Asked {
        kinds: providers.map(|one| one.declared().kind()).collect(),
        everything: false,
    }
}

/// Whether an apply will record what agrees.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Recording {
    /// It is only reported.
    No,
    /// The rows that agree are gathered.
    Yes,
}

/// Compares the records with what is declared and with what was read of the accounts.
pub(super) fn compare(
    workspace: &Workspace<'_>,
    records: &dyn Records,
    observed: &Observed,
    selection: &Selection,
    recording: Recording,
) -> Compared {
    let recording = recording == Recording::Yes;
    let ours = ours::ours(workspace, observed, selection, recording);
    let mut compared = records.compare(&ours);
    silence(&mut compared.comparison, &workspace.silences);
    compared
}

/// Drops the warnings that the configuration suppresses; a suppressed error becomes a note.
fn silence(comparison: &mut Comparison, silences: &Silences) {
    let all = std::mem::take(&mut comparison.disagreements);
    let judged = all.into_iter().filter_map(|mut one| {
        one.finding = silences.judge(one.finding)?;
        Some(one)
    });
    comparison.disagreements = judged.collect();
}

/// The connection to the counterpart, if the workspace has one.
pub(super) fn connection<'a>(workspace: &'a Workspace<'_>) -> Option<&'a dyn Connection> {
    workspace.counterpart.as_deref()
}
