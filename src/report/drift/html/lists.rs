//! What the page tells besides what drifted: counts, problems, and lists to look things up in.

use serde_json::Value;

use super::{code, text};
use crate::model::{DriftStatus, Drifted};
use crate::report::drift::{DriftReport, words};
use crate::report::field::shown;
use crate::report::text::{at, rank};

/// The counts; those that are not zero, and how many are as recorded.
pub(super) fn tiles(report: &DriftReport<'_>) -> String {
    let summary = report.drift.summary();
    let tiles = [
        (summary.in_sync, "as recorded", "good"),
        (summary.modified, "modified", "major"),
        (summary.missing, "missing", "critical"),
        (summary.unchecked, "not checked", "major"),
        (summary.ignored, "expected", "idle"),
        (summary.pending, "not applied yet", "idle"),
        (summary.unmanaged, "not managed", "idle"),
    ];
    let mut out = "<ul class=\"tiles\">".to_owned();
    for (at, (count, what, tone)) in tiles.into_iter().enumerate() {
        if count > 0 || at == 0 {
            let tone = if count == 0 { "idle" } else { tone };
            out.push_str(&format!("<li class=\"{tone}\"><b>{count}</b>{what}</li>"));
        }
    }
    out + "</ul>\n"
}

/// Errors, warnings and notes, in this order.
pub(super) fn problems(diagnostics: &[Value]) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let mut sorted: Vec<&Value> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| rank(at(diagnostic, "/severity")));
    let mut out = "<div class=\"group\">\n<h3>Problems</h3>\n".to_owned();
    for one in sorted {
        let tone = match at(one, "/severity") {
            "error" => "critical",
            "note" => "idle",
            _ => "major",
        };
        let line = |pointer| one.pointer(pointer).and_then(Value::as_u64);
        let place = match (at(one, "/range/filename"), line("/range/start/line")) {
            (file, Some(line)) if !file.is_empty() => format!("{file}:{line}"),
            _ => String::new(),
        };
        let facts: Vec<String> = [at(one, "/address"), &place]
            .into_iter()
            .filter(|fact| !fact.is_empty())
            .map(code)
            .collect();
        out.push_str(&format!(
            "<article class=\"item card {tone}\"><header><span class=\"pill {tone}\">{}</span> {}</header>\n\
             <p class=\"facts\">{}</p>\n<p>{}</p>\n<p class=\"soft\">{}</p>\n</article>\n",
            text(at(one, "/severity")),
            code(at(one, "/code")),
            facts.join(" · "),
            text(at(one, "/summary")),
            text(at(one, "/help")),
        ));
    }
    out + "</div>\n"
}

/// The lists that are folded until somebody wants them; what could not be checked is not.
pub(super) fn besides(out: &mut String, report: &DriftReport<'_>) {
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
        let loose = report.drift.unmanaged.iter().map(|item| {
            let object = &item.object;
            let key = shown(&crate::model::Value::text(object.key.as_str()));
            let whose = format!("{} of {}", object.kind, item.provider);
            in_environment(report, &[code(&key), text(&whose), code(&object.id)])
        });
        let title = "Neither recorded nor declared";
        list(out, title, &loose.collect::<Vec<_>>(), false);
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

/// A row that the filter shows and hides; `find` is found too, and not shown.
pub(super) fn row(cells: &[String], find: &str) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| format!("<td>{cell}</td>"))
        .collect();
    format!(
        "<tr class=\"item\" data-find=\"{find}\">{}</tr>\n",
        cells.concat()
    )
}

/// Rows that are folded away.
pub(super) fn folded(out: &mut String, title: &str, rows: &[String]) {
    list(out, title, rows, false);
}

fn list(out: &mut String, title: &str, rows: &[String], open: bool) {
    if rows.is_empty() {
        return;
    }
    let open = if open { " open" } else { "" };
    out.push_str(&format!(
        "<details class=\"list group\"{open}><summary>{title} <span class=\"soft\">{}</span></summary>\n\
         <table class=\"rows\"><tbody>\n{}</tbody></table></details>\n",
        rows.len(),
        rows.concat()
    ));
}
