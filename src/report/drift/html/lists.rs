//! Counts and lists of the drift page.

use crate::model::{DriftStatus, Drifted};
use crate::report::drift::input::DriftReport;
use crate::report::drift::words;
use crate::report::html;
use crate::report::html::lists::{list, row};
use crate::report::html::{code, text};

/// The counts, beginning with the resources in sync.
pub(super) fn tiles(report: &DriftReport<'_>) -> String {
    let summary = report.drift.summary();
    html::tiles(&[
        (summary.in_sync, "as recorded", "good"),
        (summary.modified, "modified", "major"),
        (summary.missing, "missing", "critical"),
        (summary.unconverged, "unconverged", "major"),
        (summary.unchecked, "not checked", "major"),
        (summary.ignored, "expected", "idle"),
        (summary.pending, "not applied yet", "idle"),
        (summary.unmanaged, "not managed", "idle"),
    ])
}

/// Writes the lists. All are folded except the list of resources that could not be checked.
pub(super) fn write(out: &mut String, report: &DriftReport<'_>) {
    let of = |status| {
        let resources = report.drift.resources.iter();
        resources
            .filter(move |one| one.status == status)
            .map(|one| line(report, one))
            .collect::<Vec<String>>()
    };
    list(out, "Not checked", &of(DriftStatus::Unchecked), true);
    let expected = report.drift.resources.iter().flat_map(|one| {
        one.ignored().map(move |(difference, why)| {
            in_environment(
                report,
                &[
                    code(&one.address.to_string()),
                    code(&words::line(difference)),
                    format!(
                        "{} <span class=\"soft\">(line {})</span>",
                        text(&why.reason),
                        why.line
                    ),
                ],
            )
        })
    });
    list(
        out,
        "Expected to differ",
        &expected.collect::<Vec<_>>(),
        false,
    );
    let pending = report.drift.pending.iter();
    let pending = pending.map(|address| in_environment(report, &[code(&address.to_string())]));
    list(out, "Not applied yet", &pending.collect::<Vec<_>>(), false);
    if report.show_unmanaged {
        let environment = text(&report.drift.scope.environment);
        let rows = html::lists::unmanaged(&report.drift.unmanaged, &environment);
        list(out, "Neither recorded nor declared", &rows, false);
    }
    list(out, "As recorded", &of(DriftStatus::InSync), false);
}

fn line(report: &DriftReport<'_>, one: &Drifted) -> String {
    let identity = words::identity(one).map_or_else(String::new, |text| code(&text));
    let place = (report.places)(&one.address, None)
        .map_or_else(String::new, |place| code(&place.to_string()));
    in_environment(report, &[code(&one.address.to_string()), identity, place])
}

fn in_environment(report: &DriftReport<'_>, cells: &[String]) -> String {
    row(cells, &text(&report.drift.scope.environment))
}
