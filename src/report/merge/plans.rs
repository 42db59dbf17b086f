//! The plans of all shards as one. The result cannot be applied: each shard's own plan can.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::MergeError;
use super::shards::{Parts, by_address, diagnostics, same};
use crate::model::hex;
use crate::report::counterpart;
use crate::report::plan::document::{
    AppliedDocument, AppliedState, CallCounts, Counts, PlanDocument, PolicyDocument, Registry,
    ShardState, UnmanagedObject, cost_of,
};

/// Merges the plans of one environment.
pub(super) fn merged(
    parts: Parts<PlanDocument>,
    version: &str,
) -> Result<PlanDocument, MergeError> {
    same(&parts, "configurations", |one| &one.config.sha256)?;
    same(&parts, "targets", |one| &one.targets)?;
    same(&parts, "exclusions", |one| &one.excluded)?;
    let policies = parts.documents.iter();
    let policies = policies.map(|one| one.policy.as_ref().map(|policy| &policy.sha256));
    if policies.collect::<BTreeSet<_>>().len() > 1 {
        return Err(MergeError::Different {
            scope: parts.scope,
            what: "policies",
        });
    }
    let whole = parts.shards.is_empty();
    let missing = |state: &ShardState| *state != ShardState::Complete;
    let complete = !parts.shards.iter().any(|shard| missing(&shard.state));
    let mut documents = parts.documents.into_iter();
    let Some(first) = documents.next() else {
        return Err(MergeError::Nothing);
    };
    let errors = !parts.problems.is_empty();
    if whole && !errors {
        return Ok(first);
    }
    let mut sum = PlanDocument {
        tool_version: version.to_owned(),
        shard: None,
        shards: parts.shards,
        summary: Counts::default(),
        monthly_cost: None,
        calls: CallCounts {
            reads: 0,
            writes: 0,
            minutes: None,
        },
        registry: Registry {
            lineage: None,
            serial: 0,
        },
        resource_changes: Vec::new(),
        unmanaged: Vec::new(),
        diagnostics: Vec::new(),
        policy: None,
        dynamics: None,
        applied: None,
        ..first.clone()
    };
    let (mut hash, mut found, mut applied) = (Sha256::new(), Vec::new(), Vec::new());
    let (mut compared, mut judged) = (Vec::new(), Vec::new());
    for one in std::iter::once(first).chain(documents) {
        sum.timestamp = sum.timestamp.max(one.timestamp);
        sum.complete &= one.complete;
        sum.errored |= one.errored;
        sum.registry.lineage = sum.registry.lineage.or(one.registry.lineage);
        sum.registry.serial += one.registry.serial;
        sum.summary.add(&one.summary);
        sum.calls.reads += one.calls.reads;
        sum.calls.writes += one.calls.writes;
        // Shards are applied side by side.
        sum.calls.minutes = sum.calls.minutes.max(one.calls.minutes);
        sum.resource_changes.extend(one.resource_changes);
        sum.unmanaged.extend(one.unmanaged);
        hash.update(one.sha256.as_bytes());
        found.push(one.diagnostics);
        compared.extend(one.dynamics);
        judged.extend(one.policy);
        applied.extend(one.applied);
    }
    sum.monthly_cost = cost_of(&sum.resource_changes);
    sum.complete &= complete && !errors;
    sum.errored |= errors;
    sum.sha256 = hex(&hash.finalize());
    sum.policy = PolicyDocument::merged(judged);
    sum.dynamics = counterpart::merged(compared.into_iter());
    sum.diagnostics = diagnostics(parts.problems, found);
    by_address(&mut sum.resource_changes, |one| &one.address);
    sum.unmanaged.sort_by(|a, b| {
        let key = |one: &UnmanagedObject| (one.r#type, one.phone_number.clone(), one.id.clone());
        key(a).cmp(&key(b))
    });
    sum.applied = together(applied, sum.complete);
    Ok(sum)
}

/// The results of several applies; `None` if there were none.
fn together(applied: Vec<AppliedDocument>, complete: bool) -> Option<AppliedDocument> {
    let mut all = applied.into_iter();
    let mut sum = all.next()?;
    sum.success &= complete;
    for one in all {
        sum.success &= one.success;
        // One that was refused, or did not end, says so for all.
        if sum.state == AppliedState::Ended && one.state != AppliedState::Ended {
            sum.state = one.state;
        }
        if sum.verdict != one.verdict {
            sum.verdict = format!("{} {}", sum.verdict, one.verdict);
        }
        // Each shard is a run of its own.
        sum.run_id = None;
        sum.done.extend(one.done);
        sum.partial.extend(one.partial);
        sum.failed.extend(one.failed);
        sum.unsettled.extend(one.unsettled);
        sum.not_tried.extend(one.not_tried);
        sum.rollout = match (sum.rollout, one.rollout) {
            (Some(first), Some(second)) => Some(first.with(&second)),
            (first, second) => first.or(second),
        };
    }
    Some(sum)
}
