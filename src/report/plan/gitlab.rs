//! A plan for GitLab's merge requests: counts for the Terraform widget, and its diagnostics as
//! issues for the Code Quality widget.

use super::ending::Ending;
use super::input::PlanReport;
use crate::model::Action;
use crate::report::gitlab::{counts, no_counts, of_diagnostics};

/// The counts of a plan.
pub fn terraform(report: &PlanReport<'_>) -> String {
    let summary = report.plan.summary();
    match report.ending {
        None => {}
        // Only finished changes are counted; without a result there are no counts.
        Some(Ending::Open | Ending::Refused) => return no_counts(),
        Some(Ending::Ended(ended)) => {
            let done = ended.counts();
            let of = |actions: &[Action]| {
                let counts = actions.iter().filter_map(|action| done.get(action));
                counts.sum()
            };
            let counted = [
                of(&[Action::Create, Action::Purchase]),
                of(&[Action::Update, Action::Adopt]),
                of(&[Action::Forget]),
            ];
            return counts(counted, report.is_success());
        }
    }
    counts(
        [
            summary.create + summary.purchase,
            summary.update + summary.adopt,
            summary.forget,
        ],
        report.plan.complete && !report.plan.blocked(),
    )
}

/// The diagnostics of a plan and the undone changes of an apply, as issues.
pub fn codequality(report: &PlanReport<'_>) -> String {
    let mut diagnostics = report.undone();
    diagnostics.extend(report.diagnostics.iter().cloned());
    of_diagnostics(&diagnostics, &report.meta.files)
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
