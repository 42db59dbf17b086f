//! What drifted as one page to be sent, kept or printed. It asks for nothing, and its policy
//! forbids that it could; it is whole without its script, which only filters.
//!
//! `card` shows one drifted thing, `lists` what there is besides. Every text from outside goes
//! through [`text`].

mod card;
mod lists;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::arrange::{arrange, likewise};
use super::picture::{LEGEND, picture};
use super::{DriftReport, words};
use crate::model::Impact;
use crate::report::graph_svg::{self, escaped};
use crate::report::group::Entry;
use crate::report::text::neutral;

/// The page, with a section for each environment.
pub fn drift(reports: &[DriftReport<'_>]) -> String {
    // A browser reads line ends as line feeds, and the policy's hashes are of what it read.
    let style = include_str!("page.css").replace('\r', "");
    let script = include_str!("filter.js").replace('\r', "");
    let policy = format!(
        "default-src 'none'; style-src {} {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(graph_svg::STYLE),
        hash(&script)
    );
    let title = title(reports);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    );
    out.push_str(&head(reports, &title));
    // Once for all pictures: an identifier stands on a page once.
    let outfit = graph_svg::outfit();
    out.push_str(&format!(
        "<svg class=\"board outfit\" width=\"0\" height=\"0\" aria-hidden=\"true\">\n{outfit}</svg>\n<main>\n"
    ));
    out.push_str(
        "<div class=\"finder\" id=\"finder\" role=\"search\" hidden><label for=\"filter\">Filter</label>\
         <input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"address, number, critical, missing…\">\
         <span class=\"soft\" id=\"said\" role=\"status\"></span></div>\n",
    );
    if reports.len() > 1 {
        out.push_str(&overview(reports));
    }
    for (at, report) in reports.iter().enumerate() {
        section(&mut out, report, at, reports.len() > 1);
    }
    out.push_str(&foot(reports));
    out + "</main>\n<script>" + &script + "</script>\n</body>\n</html>\n"
}

/// Text from anywhere, so that it is nothing but text and appears as what it is.
fn text(any: &str) -> String {
    escaped(&neutral(any))
}

/// The same in code.
fn code(any: &str) -> String {
    format!("<code>{}</code>", text(any))
}

fn hash(of: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(of)))
}

/// A time for people, that of a program beside it.
fn time(at: Timestamp) -> String {
    let shown = at.strftime("%Y-%m-%d %H:%M UTC");
    format!("<time datetime=\"{}\">{shown}</time>", words::time(at))
}

/// How bad it is, as the word that colours it.
fn tone(impact: Option<Impact>) -> &'static str {
    impact.map_or("idle", Impact::as_str)
}

/// What colours an environment's verdict.
fn verdict_tone(report: &DriftReport<'_>) -> &'static str {
    let drifted = report.drift.resources.iter().filter(|one| one.is_drift());
    match drifted.filter_map(crate::model::Drifted::impact).max() {
        Some(impact) => impact.as_str(),
        None if report.drift.complete => "good",
        None => "major",
    }
}

/// What tells an environment from the others.
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

fn head(reports: &[DriftReport<'_>], title: &str) -> String {
    let looked = reports.iter().map(|report| report.meta.timestamp).max();
    let when = looked.map_or_else(String::new, |at| {
        format!("<p class=\"when\">Looked {}</p>\n", time(at))
    });
    format!(
        "<header class=\"top\"><div>\n<p class=\"brand\">Switchboard</p>\n<h1>{title}</h1>\n{when}</div></header>\n"
    )
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
            text(&words::outcome(report))
        ));
    }
    out + "</tbody></table></div>\n"
}

/// An environment's state in a word or two.
fn state(report: &DriftReport<'_>) -> &'static str {
    match (report.drift.drifted(), report.drift.complete) {
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
    out.push_str(&verdict(report));
    out.push_str(&lists::tiles(report));
    out.push_str(&lists::problems(report.diagnostics));
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
    if let Some(graph) = picture(report.drift) {
        out.push_str(&format!(
            "<h3>Who answers</h3>\n<div class=\"sheet picture\">\n{}</div>\n",
            graph_svg::drawing(&graph, "", LEGEND)
        ));
    }
    lists::besides(out, report);
    out.push_str("</section>\n");
}

fn verdict(report: &DriftReport<'_>) -> String {
    let mut out = format!("<div class=\"verdict {}\">\n", verdict_tone(report));
    let mut lines = words::verdict(report, "see the problems below");
    if !report.meta.targets.is_empty() {
        lines.push(format!(
            "Only {} was looked at.",
            report.meta.targets.join(", ")
        ));
    }
    for (at, line) in lines.iter().enumerate() {
        let heavy = at == 0 || line.starts_with("Incomplete");
        let class = if heavy { " class=\"heavy\"" } else { "" };
        out.push_str(&format!("<p{class}>{}</p>\n", text(line)));
    }
    out + "</div>\n"
}

fn foot(reports: &[DriftReport<'_>]) -> String {
    let version = reports
        .first()
        .map_or("", |report| report.meta.tool_version.as_str());
    format!(
        "<footer>Made by switchboard {}. What drifted is what is live and not as the last apply left it; nothing was changed by looking.</footer>\n",
        text(version)
    )
}
