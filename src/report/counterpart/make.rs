//! Makes the document of a comparison.

use super::shape::{AgreedCounts, ComparisonDocument, ComparisonFinding, RecordDocument};
use crate::model::{Comparison, Disagreement, RecordReference};
use crate::report::place::Located;
use crate::report::plan::document::Source;

/// Finds where the files write what a finding is about.
pub type PlaceOf<'a> = dyn Fn(&Disagreement) -> Option<Located> + 'a;

/// The document of a comparison. `unmanaged` is whether it lists what is not declared.
pub fn document(
    comparison: &Comparison,
    unmanaged: bool,
    place: &PlaceOf<'_>,
) -> ComparisonDocument {
    let agreed = comparison.agreed;
    ComparisonDocument {
        organization_id: comparison.organization_id.clone(),
        environment_id: comparison.environment_id.clone(),
        url: comparison.url.clone(),
        name: comparison.name.clone(),
        complete: comparison.complete,
        reads: comparison.reads,
        agreed: AgreedCounts {
            providers: agreed.providers,
            numbers: agreed.numbers,
            keywords: agreed.keywords,
            organization: agreed.organization,
        },
        findings: comparison
            .listed(unmanaged)
            .map(|one| finding(one, place))
            .collect(),
    }
}

/// The document of one finding.
pub(super) fn finding(one: &Disagreement, place: &PlaceOf<'_>) -> ComparisonFinding {
    let finding = &one.finding;
    ComparisonFinding {
        code: finding.code.as_str().to_owned(),
        severity: finding.severity.as_str().to_owned(),
        address: finding.address.as_ref().map(ToString::to_string),
        summary: finding.summary.clone(),
        help: finding.help.clone(),
        dynamics: one.record.as_ref().map(record),
        field: one.field.clone(),
        declared: one.declared.clone(),
        account: one.account.clone(),
        dynamics_value: one.theirs.clone(),
        since: one.since.clone(),
        source: place(one).map(|place| Source {
            file: place.file,
            line: place.line,
            column: place.column,
        }),
        unmanaged: one.unmanaged,
    }
}

fn record(one: &RecordReference) -> RecordDocument {
    RecordDocument {
        table: one.table.clone(),
        id: one.id.clone(),
        name: one.name.clone(),
    }
}
