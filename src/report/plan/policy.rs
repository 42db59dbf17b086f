//! What a policy says about a plan, in the sentence that all formats share.

use crate::model::PolicyOutcome;
use crate::report::text::plural::plural;
use crate::report::text::verdict::VerdictLine;

/// The line about the policy; `None` without one. `elsewhere` says where problems are listed.
pub(in crate::report) fn line(
    outcome: Option<&PolicyOutcome>,
    elsewhere: &str,
) -> Option<VerdictLine> {
    let outcome = outcome?;
    let file = &outcome.file;
    let violations = outcome.violations.len();
    if violations > 0 {
        let violations = plural(violations, "violation");
        return Some(VerdictLine::strong(format!(
            "Policy {file}: {violations} ({elsewhere})."
        )));
    }
    Some(VerdictLine::plain(match &outcome.needs_approval {
        None => format!("Policy {file}: no violation."),
        Some(why) => {
            format!("Policy {file}: no violation; this plan needs an approval of its own: {why}.")
        }
    }))
}
