//! `approval`: which plans `--auto-approve` may apply.

use super::Case;
use crate::model::{Action, Plan, Severity};
use crate::policy::document::Auto;
use crate::policy::layer::Policy;

/// Why a plan needs an approval of its own, in a clause; `None` if it needs none.
pub(super) fn needed(policy: &Policy, plan: &Plan, case: &Case<'_>) -> Option<String> {
    let rule = policy.rule("approval.auto", |d| d.approval.as_ref()?.auto.as_ref())?;
    plan.effective().next()?;
    let said = rule.layer.said(rule.path);
    let (word, why) = match rule.value {
        Auto::All => return None,
        Auto::None => ("none", None),
        Auto::Safe => ("safe", Some(unsafe_because(policy, plan, case)?)),
        Auto::Warnings => ("warnings", Some(wrong_because(plan)?)),
    };
    let why = why.map_or_else(String::new, |why| format!(", and {why}"));
    Some(format!("{said} is `{word}`{why}"))
}

fn wrong_because(plan: &Plan) -> Option<String> {
    if !plan.complete {
        return Some("the plan is incomplete".to_owned());
    }
    let errors = count(plan, Severity::Error);
    (errors > 0).then(|| format!("the plan has {}", plural(errors, "error")))
}

fn unsafe_because(policy: &Policy, plan: &Plan, case: &Case<'_>) -> Option<String> {
    if let Some(why) = wrong_because(plan) {
        return Some(why);
    }
    let bought = plan.effective();
    let bought = bought.filter(|change| change.action == Action::Purchase);
    let moved: usize = plan.effective().map(|change| change.detaches.len()).sum();
    let read = case.diagnostics.iter();
    let read = read.filter(|one| policy.severity(one.code, one.severity) == Severity::Warning);
    let warnings = count(plan, Severity::Warning) + read.count();
    match (bought.count(), moved, warnings) {
        (bought @ 1.., ..) => Some(format!("the plan buys {}", plural(bought, "number"))),
        (_, moved @ 1.., _) => Some(format!(
            "the plan moves {} between messaging services",
            plural(moved, "number")
        )),
        _ if case.mass_change => {
            Some("the plan changes a large part of what is recorded".to_owned())
        }
        (_, _, warnings @ 1..) => Some(format!("the plan has {}", plural(warnings, "warning"))),
        (0, 0, 0) => None,
    }
}

/// How many findings have a severity, those of a comparison included.
fn count(plan: &Plan, severity: Severity) -> usize {
    let compared = plan.comparison.iter().flat_map(|one| &one.disagreements);
    let compared = compared
        .filter(|one| !one.unmanaged)
        .map(|one| &one.finding);
    let all = plan.findings.iter().chain(compared);
    all.filter(|finding| finding.severity == severity).count()
}

fn plural(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        many => format!("{many} {noun}s"),
    }
}
