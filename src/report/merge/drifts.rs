//! The drift checks of all shards as one.

use serde_json::Value;

use super::MergeError;
use super::shards::{Parts, by_address, diagnostics, same};
use crate::report::counterpart;
use crate::report::drift::document::{DriftCounts, DriftDocument};
use crate::report::plan::document::{Registry, ShardState};

/// Merges the drift checks of one environment.
pub(super) fn merged(
    parts: Parts<DriftDocument>,
    version: &str,
) -> Result<DriftDocument, MergeError> {
    same(&parts, "targets", |one| &one.targets)?;
    let whole = parts.shards.is_empty();
    let complete = |state: ShardState| state == ShardState::Complete;
    let all_complete = parts.shards.iter().all(|shard| complete(shard.state));
    let mut documents = parts.documents.into_iter();
    let Some(first) = documents.next() else {
        return Err(MergeError::Nothing);
    };
    let errors = !parts.problems.is_empty();
    if whole && !errors {
        return Ok(first);
    }
    let mut sum = DriftDocument {
        tool_version: version.to_owned(),
        shard: None,
        shards: parts.shards,
        registry: Registry {
            lineage: None,
            serial: 0,
        },
        summary: DriftCounts::default(),
        resources: Vec::new(),
        unmanaged: Vec::new(),
        diagnostics: Vec::new(),
        dynamics: None,
        reads: 0,
        ..first.clone()
    };
    let mut found: Vec<Vec<Value>> = Vec::new();
    let mut compared = Vec::new();
    for one in std::iter::once(first).chain(documents) {
        sum.timestamp = sum.timestamp.max(one.timestamp);
        sum.complete &= one.complete;
        sum.errored |= one.errored;
        sum.registry.lineage = sum.registry.lineage.or(one.registry.lineage);
        sum.registry.serial += one.registry.serial;
        sum.summary.add(&one.summary);
        sum.reads += one.reads;
        sum.resources.extend(one.resources);
        sum.unmanaged.extend(one.unmanaged);
        sum.unattributed = sum.unattributed.or(one.unattributed);
        found.push(one.diagnostics);
        compared.extend(one.dynamics);
    }
    sum.complete &= all_complete && !errors;
    sum.errored |= errors;
    sum.dynamics = counterpart::merged(compared.into_iter());
    sum.diagnostics = diagnostics(parts.problems, found);
    by_address(&mut sum.resources, |one| &one.address);
    Ok(sum)
}
