//! What a plan violates of its policy, among the diagnostics of its report.

use crate::engine::{self, Planned};
use crate::model::{Origins, PolicyOutcome};
use crate::yaml::Diagnostic;

/// Adds what a plan violates of its policy.
pub(super) fn add(diagnostics: &mut Vec<Diagnostic>, planned: &Planned, origins: &Origins) {
    add_of(diagnostics, planned.plan.policy.as_ref(), origins);
}

/// Adds what violates the policy, and what is said about its rules. A warning that the policy turned
/// into a violation is not reported twice.
pub(in crate::cli) fn add_of(
    diagnostics: &mut Vec<Diagnostic>,
    outcome: Option<&PolicyOutcome>,
    origins: &Origins,
) {
    let remarks = outcome.iter().flat_map(|one| &one.remarks);
    diagnostics.extend(remarks.map(|one| engine::remarked(one, origins)));
    for violation in outcome.iter().flat_map(|one| &one.violations) {
        let found = engine::violated(violation, origins);
        diagnostics.retain(|one| {
            let same = (one.code, &one.summary) == (found.code, &found.summary);
            !(same && one.address == found.address)
        });
        diagnostics.push(found);
    }
}
