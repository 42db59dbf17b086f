//! A plan for GitLab's merge requests: counts for the Terraform widget, and its diagnostics as
//! issues for the Code Quality widget.

use super::ending::Ending;
use super::input::PlanReport;
use crate::model::Action;
use crate::report::counterpart::diagnostics::diagnostics as compared;
use crate::report::gitlab::{counts, no_counts, of_diagnostics};

/// The counts of a plan.
pub fn terraform(report: &PlanReport<'_>) -> String {
    terraform_of(std::slice::from_ref(report))
}

/// The counts of several environments together.
pub fn terraform_of(reports: &[PlanReport<'_>]) -> String {
    let (mut sum, mut all_known) = ([0, 0, 0], true);
    for report in reports {
        match counted(report) {
            None => return no_counts(),
            Some((counts, known)) => {
                for (sum, count) in sum.iter_mut().zip(counts) {
                    *sum += count;
                }
                all_known &= known;
            }
        }
    }
    counts(sum, all_known)
}

/// What is created, updated and deleted, and whether that is all; `None` if nothing is known.
fn counted(report: &PlanReport<'_>) -> Option<([usize; 3], bool)> {
    let summary = report.plan.summary();
    match report.ending {
        None => {}
        // Only finished changes are counted; without a result there are no counts.
        Some(Ending::Open | Ending::Refused) => return None,
        Some(Ending::Ended(ended)) => {
            // What a rollout changed back is as it was.
            let (mut done, back) = (ended.counts(), ended.reverted());
            for (action, count) in &mut done {
                *count = count.saturating_sub(back.get(action).copied().unwrap_or(0));
            }
            let of = |actions: &[Action]| {
                let counts = actions.iter().filter_map(|action| done.get(action));
                counts.sum()
            };
            let counted = [
                of(&[Action::Create, Action::Purchase]),
                of(&[Action::Update, Action::Adopt]),
                of(&[Action::Forget]),
            ];
            return Some((counted, report.is_success()));
        }
    }
    let planned = [
        summary.create + summary.purchase,
        summary.update + summary.adopt,
        summary.forget,
    ];
    let known = report.plan.complete && !report.plan.blocked();
    Some((planned, known))
}

/// The diagnostics of a plan and the undone changes of an apply, as issues.
pub fn codequality(report: &PlanReport<'_>) -> String {
    codequality_of(std::slice::from_ref(report))
}

/// The issues of several environments.
pub fn codequality_of(reports: &[PlanReport<'_>]) -> String {
    let mut diagnostics = Vec::new();
    for report in reports {
        diagnostics.extend(report.undone());
        diagnostics.extend(report.diagnostics.iter().cloned());
        diagnostics.extend(compared(report.comparison));
    }
    let files = reports.first().map_or(&[][..], |first| &first.meta.files);
    of_diagnostics(&diagnostics, files)
}

#[cfg(test)]
mod tests {
    use super::terraform;
    use crate::report::sample;

    #[test]
    fn what_is_bought_counts_as_created_and_what_is_adopted_as_updated() {
        let text = sample::report(&sample::plan("x"), &[], terraform);
        assert_eq!(text, "{\"create\":1,\"delete\":1,\"update\":4}\n");
    }
}
