//! The comparisons of all shards of an environment as one.

use super::shape::{ComparisonDocument, ComparisonFinding};
use crate::model::{Code, CounterpartCode};

/// Merges the comparisons of the shards: counts are added up, and each finding is kept once. `None` if
/// there are none.
pub(in crate::report) fn merged(
    all: impl Iterator<Item = ComparisonDocument>,
) -> Option<ComparisonDocument> {
    let mut all = all;
    let mut sum = all.next()?;
    for one in all {
        sum.organization_id = sum.organization_id.or(one.organization_id);
        sum.environment_id = sum.environment_id.or(one.environment_id);
        sum.name = sum.name.or(one.name);
        sum.complete &= one.complete;
        sum.reads += one.reads;
        sum.agreed.providers += one.agreed.providers;
        sum.agreed.numbers += one.agreed.numbers;
        sum.agreed.keywords += one.agreed.keywords;
        sum.agreed.organization |= one.agreed.organization;
        sum.findings.extend(one.findings);
    }
    // One shard may name no organisation; one that names another one decides.
    let another = Code::from(CounterpartCode::AnotherOrganisation).as_str();
    sum.agreed.organization &= !sum.findings.iter().any(|one| one.code == another);
    let key = |one: &ComparisonFinding| {
        let source = one.source.as_ref();
        let place = source.map(|at| (at.file.clone(), at.line, at.column));
        let id = one.dynamics.as_ref().map(|row| row.id.clone());
        let about = (one.address.clone(), one.code.clone(), one.summary.clone());
        // What has no place comes last.
        (place.is_none(), place, about, id)
    };
    sum.findings.sort_by_cached_key(key);
    sum.findings.dedup();
    Some(sum)
}
