//! Lists on the page of a plan: what was not done, and what does not change.

use super::ending::Ending;
use super::input::PlanReport;
use super::words;
use crate::model::Change;
use crate::report::html::lists::{list, row};
use crate::report::html::{code, lists, text};

/// Changes that failed or were not tried, each with its reason.
pub(super) fn undone(out: &mut String, report: &PlanReport<'_>) {
    let undone = report.ending.map(Ending::undone).unwrap_or_default();
    let rows: Vec<String> = undone
        .iter()
        .map(|one| {
            let tone = one.fate.tone();
            let lines: Vec<String> = one.lines().iter().map(|line| text(line)).collect();
            let cells = [
                format!("<span class=\"pill {tone}\">{}</span>", one.fate.words()),
                text(one.action.as_str()),
                code(&one.address.to_string()),
                lines.join("<br>"),
            ];
            row(&cells, "undone")
        })
        .collect();
    list(out, "Not done", &rows, true);
}

/// Where the resource of a change is declared.
pub(super) fn place(report: &PlanReport<'_>, change: &Change) -> Option<String> {
    let place = (report.places)(&change.address, None)?;
    Some(code(&place.to_string()))
}

/// Unchanged resources and objects that are not in the configuration.
pub(super) fn unchanged_and_unmanaged(out: &mut String, report: &PlanReport<'_>) {
    if report.show_unmanaged {
        let rows = lists::unmanaged(&report.plan.unmanaged, "");
        list(out, "Not in the configuration", &rows, false);
    }
    let same = report
        .plan
        .changes
        .iter()
        .filter(|change| !change.is_effective());
    let same = same.map(|change| {
        let identity = words::identity(change).map_or_else(String::new, |text| code(&text));
        let place = place(report, change).unwrap_or_default();
        row(&[code(&change.address.to_string()), identity, place], "")
    });
    list(out, "As declared", &same.collect::<Vec<_>>(), false);
}
