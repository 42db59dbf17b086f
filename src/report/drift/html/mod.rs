//! The drift page. `card` shows one drifted resource or group; `lists` shows everything else.

mod card;
mod lists;

use jiff::Timestamp;

use crate::model::Impact;
use crate::report::counterpart;
use crate::report::drift::arrange::{arrange, likewise};
use crate::report::drift::input::DriftReport;
use crate::report::drift::outcome::outcome;
use crate::report::drift::picture::{LEGEND, picture};
use crate::report::drift::words;
use crate::report::fields::group::Entry;
use crate::report::graph::svg;
use crate::report::html;
use crate::report::html::lists::{problems, warnings};
use crate::report::html::{opening, page, text};
use crate::report::text::verdict::VerdictLine;

/// The page, with a section for each environment.
pub fn drift(reports: &[DriftReport<'_>]) -> String {
    let mut body = opening();
    if reports.len() > 1 {
        body.push_str(&overview(reports));
    }
    for (at, report) in reports.iter().enumerate() {
        section(&mut body, report, at, reports.len() > 1);
    }
    page(&title(reports), &when(reports), &body, &foot(reports))
}

/// A time for people and programs.
fn time(at: Timestamp) -> String {
    let shown = at.strftime("%Y-%m-%d %H:%M UTC");
    format!("<time datetime=\"{}\">{shown}</time>", words::time(at))
}

/// The tone of a severity.
fn tone(impact: Option<Impact>) -> &'static str {
    impact.map_or("idle", Impact::as_str)
}

/// The tone of an environment's verdict.
fn verdict_tone(report: &DriftReport<'_>) -> &'static str {
    let drifted = report.drift.resources.iter().filter(|one| one.is_drift());
    match drifted.filter_map(crate::model::Drifted::impact).max() {
        Some(impact) => impact.as_str(),
        None if report.is_complete() => "good",
        None => "major",
    }
}

/// The name of an environment.
fn name_of(report: &DriftReport<'_>) -> String {
    match report.drift.scope.environment.as_str() {
        "" => "no environment".to_owned(),
        environment => text(environment),
    }
}

fn title(reports: &[DriftReport<'_>]) -> String {
    let mut projects: Vec<&str> = reports
        .iter()
        .map(|report| report.drift.scope.project.as_str())
        .collect();
    projects.dedup();
    match reports {
        [only] => format!("Drift of {}", text(&only.drift.scope.to_string())),
        _ => format!("Drift of {}", text(&projects.join(", "))),
    }
}

fn when(reports: &[DriftReport<'_>]) -> String {
    let looked = reports.iter().map(|report| report.meta.timestamp).max();
    looked.map_or_else(String::new, |at| {
        format!("<p class=\"when\">Checked {}</p>\n", time(at))
    })
}

/// A line for each environment.
fn overview(reports: &[DriftReport<'_>]) -> String {
    let mut out =
        "<h3>Environments</h3>\n<div class=\"sheet\"><table class=\"rows\"><tbody>\n".to_owned();
    for (at, report) in reports.iter().enumerate() {
        out.push_str(&format!(
            "<tr><td><a href=\"#environment-{at}\">{}</a></td><td><span class=\"pill {}\">{}</span></td><td>{}</td></tr>\n",
            name_of(report),
            verdict_tone(report),
            state(report),
            text(&outcome(report))
        ));
    }
    out + "</tbody></table></div>\n"
}

/// An environment's state in a word or two.
fn state(report: &DriftReport<'_>) -> &'static str {
    match (report.drift.drifted(), report.is_complete()) {
        (true, _) => "drifted",
        (false, true) => "in sync",
        (false, false) => "incomplete",
    }
}

fn section(out: &mut String, report: &DriftReport<'_>, at: usize, several: bool) {
    out.push_str(&format!("<section id=\"environment-{at}\">\n"));
    if several {
        out.push_str(&format!("<h2>{}</h2>\n", name_of(report)));
    }
    out.push_str(&html::verdict(verdict_tone(report), &lines(report)));
    out.push_str(&lists::tiles(report));
    out.push_str(&problems(report.diagnostics));
    let drifted = arrange(report);
    if !drifted.is_empty() {
        out.push_str("<div class=\"group\">\n<h3>What drifted</h3>\n");
        for entry in &drifted {
            match entry {
                Entry::Alone(one) => card::card(out, report, one, None),
                Entry::Alike(group) if group.is_large() => card::crowd(out, report, group),
                Entry::Alike(group) => {
                    card::card(out, report, group.first, likewise(group));
                }
            }
        }
        out.push_str("</div>\n");
    }
    out.push_str(&warnings(report.diagnostics));
    if let Some(graph) = picture(report.drift) {
        out.push_str(&format!(
            "<h3>Who answers</h3>\n<div class=\"sheet picture\">\n{}</div>\n",
            svg::drawing(&graph, "", LEGEND)
        ));
    }
    out.push_str(&counterpart::html::section(report.comparison));
    lists::write(out, report);
    out.push_str("</section>\n");
}

fn lines(report: &DriftReport<'_>) -> Vec<VerdictLine> {
    let mut lines = words::verdict(report, "see the problems below");
    if !report.meta.targets.is_empty() {
        let targets = report.meta.targets.join(", ");
        lines.push(VerdictLine::plain(format!("Only {targets} was checked.")));
    }
    lines
}

fn foot(reports: &[DriftReport<'_>]) -> String {
    let version = reports
        .first()
        .map_or("", |report| report.meta.tool_version.as_str());
    format!(
        "<footer>Created by Switchboard {}. Drift is what changed at the provider since the last apply; this check changed nothing.</footer>\n",
        text(version)
    )
}
