//! The results of `test` of all shards as one.

use super::MergeError;
use super::shards::{Parts, diagnostics};
use crate::report::check::{TestCounts, TestDocument};
use crate::report::counterpart;
use crate::report::plan::document::ShardState;

/// Merges the results of one environment.
pub(super) fn merged(parts: Parts<TestDocument>) -> Result<TestDocument, MergeError> {
    let all_there = parts
        .shards
        .iter()
        .all(|shard| shard.state == ShardState::Complete);
    let mut documents = parts.documents.into_iter();
    let Some(first) = documents.next() else {
        return Err(MergeError::Nothing);
    };
    let errors = !parts.problems.is_empty();
    if parts.shards.is_empty() && !errors {
        return Ok(first);
    }
    let mut sum = TestDocument {
        shard: None,
        shards: parts.shards,
        summary: TestCounts::default(),
        checks: Vec::new(),
        diagnostics: Vec::new(),
        dynamics: None,
        ..first.clone()
    };
    let (mut found, mut compared) = (Vec::new(), Vec::new());
    for one in std::iter::once(first).chain(documents) {
        sum.complete &= one.complete;
        sum.checks.extend(one.checks);
        found.push(one.diagnostics);
        compared.extend(one.dynamics);
    }
    sum.complete &= all_there && !errors;
    sum.diagnostics = diagnostics(parts.problems, found);
    // The checks of a provider stay in the order in which they ran.
    sum.checks
        .sort_by(|one, other| one.provider.cmp(&other.provider));
    sum.dynamics = counterpart::merged(compared.into_iter());
    sum.recount();
    Ok(sum)
}
