//! The page of a plan or an apply.

use jiff::Timestamp;
use serde_json::Value;

use super::arrange::{arrange, title as title_of};
use super::ending::{Ending, Fates};
use super::fate::Fate;
use super::html_lists::{place, unchanged_and_unmanaged, undone};
use super::html_rollout::rollout;
use super::input::PlanReport;
use super::words;
use crate::model::{Action, Change};
use crate::report::counterpart;
use crate::report::fields::group::{Entry, Group};
use crate::report::fields::rows::placed_rows;
use crate::report::html::fields::{fields, remarks};
use crate::report::html::lists::{list, row};
use crate::report::html::{code, lists, opening, page, text, tiles, verdict};
use crate::report::text::verdict::VerdictLine;

/// The page.
pub fn plan(report: &PlanReport<'_>) -> String {
    plans(std::slice::from_ref(report))
}

/// The page of several environments.
pub fn plans(reports: &[PlanReport<'_>]) -> String {
    let mut body = opening();
    for report in reports {
        if reports.len() > 1 {
            body.push_str(&format!("<h2>{}</h2>\n", title(report)));
        }
        section(&mut body, report);
    }
    let titles: Vec<String> = reports.iter().map(title).collect();
    let metas = reports.iter().map(|report| report.meta);
    let Some(last) = metas.max_by_key(|meta| &meta.timestamp) else {
        return String::new();
    };
    let (when, foot) = (made(&last.timestamp), foot(&last.tool_version));
    page(&titles.join(", "), &when, &body, &foot)
}

fn title(report: &PlanReport<'_>) -> String {
    let command = report.ending.map_or("Plan", |_| "Apply");
    format!("{command} for {}", text(&report.plan.scope.to_string()))
}

fn section(body: &mut String, report: &PlanReport<'_>) {
    body.push_str(&verdict(tone_of(report), &lines(report)));
    body.push_str(&counts(report));
    body.push_str(&lists::problems(report.diagnostics));
    undone(body, report);
    body.push_str(&rollout(report));
    changes(body, report);
    body.push_str(&lists::warnings(report.diagnostics));
    body.push_str(&counterpart::html::section(report.comparison));
    unchanged_and_unmanaged(body, report);
}

/// The page of a command that could not make a plan. `outcome` is the verdict.
pub fn problems(name: &str, outcome: &str, diagnostics: &[Value], version: &str) -> String {
    let mut body = opening();
    body.push_str(&verdict("critical", &[VerdictLine::strong(outcome)]));
    body.push_str(&lists::problems(diagnostics));
    body.push_str(&lists::warnings(diagnostics));
    page(
        &format!("Switchboard {}", text(name)),
        "",
        &body,
        &foot(version),
    )
}

/// The time of the plan, for people and programs.
fn made(timestamp: &str) -> String {
    let shown = timestamp.parse::<Timestamp>().map_or_else(
        |_| timestamp.to_owned(),
        |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    );
    format!(
        "<p class=\"when\">Created <time datetime=\"{}\">{}</time></p>\n",
        text(timestamp),
        text(&shown)
    )
}

fn foot(version: &str) -> String {
    let version = text(version);
    format!("<footer>Created by Switchboard {version}.</footer>\n")
}

fn lines(report: &PlanReport<'_>) -> Vec<VerdictLine> {
    let mut lines = report.verdict("see the problems below", true);
    if let Some(run) = &report.meta.undoes {
        lines.push(VerdictLine::plain(format!(
            "It undoes the changes of run {run}."
        )));
    }
    if report.meta.reverts.is_some() {
        lines.push(VerdictLine::plain(
            "It reverts what drifted, and nothing that is pending.".to_owned(),
        ));
    }
    let limits = [
        ("Only", &report.meta.targets),
        ("Without", &report.meta.excluded),
    ];
    for (word, addresses) in limits.into_iter().filter(|(_, all)| !all.is_empty()) {
        let line = format!("{word} {}.", addresses.join(", "));
        lines.push(VerdictLine::plain(line));
    }
    lines
}

/// The tone of the verdict.
fn tone_of(report: &PlanReport<'_>) -> &'static str {
    let plan = report.plan;
    match report.ending {
        Some(_) if report.is_success() => "good",
        Some(_) => "critical",
        None if plan.blocked() => "critical",
        None if plan.errored() || !plan.complete || plan.unconverged() > 0 => "major",
        None if plan.summary().differences() > 0 => "minor",
        None => "good",
    }
}

fn counts(report: &PlanReport<'_>) -> String {
    let summary = report.plan.summary();
    if let Some(Ending::Ended(ended)) = report.ending {
        let (done, reverted) = ended.done_and_reverted();
        return tiles(&[
            (done, "done", "good"),
            (reverted, "changed back", "major"),
            (ended.partly.len(), "partly done", "critical"),
            (ended.failed.len(), "failed", "critical"),
            (ended.unsettled.len(), "no result recorded", "critical"),
            (ended.not_tried.len(), "not tried", "major"),
            (summary.no_op, "as declared", "good"),
        ]);
    }
    tiles(&[
        (summary.no_op, "as declared", "good"),
        (summary.create, "to create", "minor"),
        (summary.purchase, "to purchase", "major"),
        (summary.update, "to update", "minor"),
        (summary.adopt, "to adopt", "idle"),
        (summary.forget, "to forget", "major"),
        (
            report.plan.unconverged(),
            "not answered as declared",
            "critical",
        ),
        (summary.unmanaged, "not in the configuration", "idle"),
    ])
}

fn changes(out: &mut String, report: &PlanReport<'_>) {
    let entries = arrange(report);
    if entries.is_empty() {
        return;
    }
    let fates = report.ending.map(Ending::fates);
    out.push_str("<div class=\"group\">\n<h3>What changes</h3>\n");
    for entry in &entries {
        match entry {
            Entry::Alone(change) => card(out, report, change, fates.as_ref()),
            Entry::Alike(group) => crowd(out, report, group, fates.as_ref()),
        }
    }
    out.push_str("</div>\n");
}

fn tone(change: &Change) -> &'static str {
    match change.action {
        _ if change
            .route
            .as_deref()
            .is_some_and(|route| !route.converges()) =>
        {
            "critical"
        }
        Action::Create => "good",
        Action::Update => "minor",
        Action::Forget | Action::Purchase => "major",
        Action::Adopt | Action::NoOp => "idle",
    }
}

fn pill(fate: Fate) -> String {
    format!(
        " <span class=\"pill {}\">{}</span>",
        fate.tone(),
        fate.words()
    )
}

fn card(out: &mut String, report: &PlanReport<'_>, change: &Change, fates: Option<&Fates<'_>>) {
    let (tone, verb) = (tone(change), change.action.as_str());
    out.push_str(&format!(
        "<article class=\"item card {tone}\">\n<header><span class=\"pill {tone}\">{verb}</span> \
         <code class=\"address\">{}</code>",
        text(&change.address.to_string())
    ));
    if let Some(identity) = words::identity(change) {
        out.push_str(&format!(" {}", code(&identity)));
    }
    if let Some(fate) = fates.and_then(|fates| fates.of(change)) {
        out.push_str(&pill(fate));
    }
    let facts = [Some(text(words::reason(change))), place(report, change)];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    out.push_str(&format!(
        "</header>\n<p class=\"facts\">{}</p>\n",
        facts.join(" · ")
    ));
    fields(out, &placed_rows(change, report.places), "now", "after");
    let renamed = words::renamed(report, change);
    remarks(
        out,
        renamed
            .into_iter()
            .chain(words::remarks(report.plan, change)),
    );
    out.push_str("</article>\n");
}

/// A group: the common details once, and each member in a row that can be folded away.
fn crowd(
    out: &mut String,
    report: &PlanReport<'_>,
    group: &Group<'_, Change>,
    fates: Option<&Fates<'_>>,
) {
    let (tone, verb) = (tone(group.first), group.first.action.as_str());
    out.push_str(&format!(
        "<article class=\"card {tone} group\">\n<header><span class=\"pill {tone}\">{verb}</span> \
         <span class=\"address\">{}</span>",
        text(&title_of(group))
    ));
    if let Some(fates) = fates {
        let fates = fates.of_group(group);
        out.push_str(&format!(" <span class=\"soft\">{}</span>", text(&fates)));
    }
    out.push_str(&format!(
        "</header>\n<p class=\"facts\">{}</p>\n",
        text(words::reason(group.first))
    ));
    fields(out, &group.rows, "now", "after");
    remarks(out, group.remarks.iter().cloned());
    let line = |(change, own): &(&Change, String)| {
        let fate = fates.and_then(|fates| fates.of(change));
        let identity = words::identity(change);
        let mut cells = vec![
            code(&change.address.to_string()),
            identity.map_or_else(String::new, |text| code(&text)),
        ];
        cells.extend((!own.is_empty()).then(|| code(own)));
        cells.extend(place(report, change));
        cells.extend(fate.map(pill));
        row(&cells, verb)
    };
    let rows: Vec<String> = group.members.iter().map(line).collect();
    list(out, "All of them", &rows, !group.is_large());
    out.push_str("</article>\n");
}
