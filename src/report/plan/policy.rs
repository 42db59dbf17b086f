//! What a policy says about a plan, in the sentence that all formats share.

use std::fmt::Write as _;

use crate::model::PolicyOutcome;
use crate::report::plan::input::PlanReport;
use crate::report::text::escape::neutral;
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

/// What a plan violates, each with the place of the rule: for a file that has no diagnostics beside it.
/// Empty if nothing is violated.
pub fn violated(report: &PlanReport<'_>) -> String {
    let mut out = String::new();
    for one in report
        .plan
        .policy
        .iter()
        .flat_map(|policy| &policy.violations)
    {
        let (code, place) = (one.code, &one.place);
        let file = neutral(&place.file);
        let place = match place.line {
            0 => format!("{} of the set {file}", one.rule),
            line => format!("{} at {file}:{line}:{}", one.rule, place.column),
        };
        let _ = write!(
            out,
            "\nerror[{code}]: {}\n  rule: {place}\n",
            neutral(&one.summary)
        );
    }
    out
}
