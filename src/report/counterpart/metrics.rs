//! A comparison as metrics. If nothing could be compared there are no counts, only `complete` with 0: a
//! count of zero would end an alert.

use super::shape::ComparisonDocument;
use super::words;
use crate::model::Scope;
use crate::report::prometheus::Exposition;

/// The counts of one environment's comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonCounts {
    /// The number of findings about what is declared, by severity.
    findings: [(&'static str, usize); 3],
    /// Whether everything was read.
    complete: bool,
    /// Whether anything could be compared.
    seen: bool,
}

impl ComparisonCounts {
    /// The counts of a comparison.
    pub(in crate::report) fn of(comparison: &ComparisonDocument) -> Self {
        let declared = || comparison.findings.iter().filter(|one| !one.unmanaged);
        Self {
            findings: ["error", "warning", "note"]
                .map(|word| (word, declared().filter(|one| one.severity == word).count())),
            complete: comparison.complete,
            seen: !words::is_unread(comparison),
        }
    }
}

/// Writes the metrics of the environments that were compared.
pub(in crate::report) fn write(out: &mut Exposition, all: &[(&Scope, ComparisonCounts)]) {
    out.gauge(
        "switchboard_dynamics_findings",
        "Findings of the comparison with Dynamics 365 by severity.",
    );
    for (scope, counts) in all.iter().filter(|(_, counts)| counts.seen) {
        for (severity, count) in counts.findings {
            out.of(scope, Some(("severity", severity)), count);
        }
    }
    out.gauge(
        "switchboard_dynamics_complete",
        "Whether Dynamics 365 could be compared completely (1) or not (0).",
    );
    for (scope, counts) in all {
        out.of(scope, None, u8::from(counts.complete));
    }
}
