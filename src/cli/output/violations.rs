//! What a plan violates of its policy, among the diagnostics of its report.

use crate::engine::{self, Planned};
use crate::model::Origins;
use crate::yaml::Diagnostic;

/// Adds what violates the policy. A warning that the policy turned into a violation is not reported
/// twice.
pub(super) fn add(diagnostics: &mut Vec<Diagnostic>, planned: &Planned, origins: &Origins) {
    let violations = planned.plan.policy.iter().flat_map(|one| &one.violations);
    for violation in violations {
        let found = engine::violated(violation, origins);
        diagnostics.retain(|one| {
            let same = (one.code, &one.summary) == (found.code, &found.summary);
            !(same && one.address == found.address)
        });
        diagnostics.push(found);
    }
}
