//! A plan as GitHub-flavoured Markdown, for a comment on a pull request or a job's summary.
//!
//! GitHub refuses comments beyond 65,536 characters and summaries beyond 1 MiB. What was decided
//! and what is wrong is never left out; rows and details fill the room that is left, and what does
//! not fit is counted. Foreign text stands in code, or with every character that Markdown or HTML
//! could act on written as an entity.

pub(super) mod cells;
mod ending;
pub(super) mod problems;
mod table;

use std::fmt::Write as _;

use crate::model::{Action, Change};

use self::cells::{Member, diff, members};
use self::problems::{Fullness, LISTED};
use self::table::table;
use super::arrange::{arrange, title};
use super::brief::sentence;
use super::field::{Row, rows};
use super::group::{Entry, Group};
use super::inert::{code, inert};
use super::route;
use super::sheet::{List, Sheet};
use super::text::at;
use super::{PlanReport, words};

/// How much a report may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// What fits into a comment.
    Comment,
    /// What fits into a job's summary.
    Summary,
    /// So many bytes.
    AtMost(usize),
}

impl Size {
    /// The most bytes. A pipeline adds a few lines of its own.
    pub fn limit(self) -> usize {
        match self {
            Self::Comment => 64_000,
            Self::Summary => 1_000_000,
            Self::AtMost(bytes) => bytes,
        }
    }
}

/// The plan as Markdown.
pub fn plan(report: &PlanReport<'_>, size: Size) -> String {
    let head = head(report);
    let left = size.limit().saturating_sub(head.len() + 1_000);
    let problems = fitting(report.diagnostics, left.min(size.limit() / 2));
    let mut sheet = Sheet::new(head + &problems, size.limit());
    let entries = arrange(report);
    let mut first = ending::undone(report);
    let table = table(report, &entries);
    // A short table, such as of many changes that are alike, is kept beside any number of failures.
    if table.len() <= size.limit() / 8 {
        first.push(table);
        sheet.put_all(&first);
    } else {
        sheet.put_all(&first);
        sheet.put_all(&[table]);
    }
    let mut lists = details(report, &entries);
    if report.show_unmanaged {
        lists.push(cells::unmanaged(&report.plan.unmanaged));
    }
    sheet.put_all(&lists);
    sheet.end()
}

/// The problems as fully as so many bytes allow.
pub(super) fn fitting(diagnostics: &[serde_json::Value], most: usize) -> String {
    let fullest = Fullness::ALL
        .map(|fullness| problems::problems(diagnostics, fullness))
        .into_iter()
        .find(|text| text.len() <= most);
    fullest.unwrap_or_else(|| problems::problems(diagnostics, Fullness::Codes))
}

/// Where what is wrong is found, in a report that lists it further below; `unsaid` where it lists
/// no error.
pub(super) fn elsewhere(diagnostics: &[serde_json::Value], unsaid: &'static str) -> &'static str {
    let errors = diagnostics
        .iter()
        .filter(|one| at(one, "/severity") == "error");
    match errors.count() {
        0 => unsaid,
        1..=LISTED => "see below",
        _ => "the first of the errors are below",
    }
}

fn head(report: &PlanReport<'_>) -> String {
    let scope = report.plan.scope.to_string();
    let mut out = format!("## Switchboard {}: {}\n", report.command(), inert(&scope));
    out.push_str(&only(&report.meta.targets));
    let elsewhere = elsewhere(report.diagnostics, "switchboard explain says why");
    verdict(&mut out, &report.verdict(elsewhere, false));
    out
}

/// What a report is confined to; nothing where it is not.
pub(super) fn only(targets: &[String]) -> String {
    if targets.is_empty() {
        return String::new();
    }
    let mut out = "\nOnly".to_owned();
    let mut named = 0;
    for target in targets.iter().take(LISTED) {
        let part = code(target);
        // A target is somebody's own word, of any length.
        if out.len() + part.len() > 2_000 {
            break;
        }
        let _ = write!(out, "{} {part}", if named == 0 { "" } else { "," });
        named += 1;
    }
    match targets.len() - named {
        0 => {}
        more if named == 0 => {
            let _ = write!(out, " {more} targets");
        }
        more => {
            let _ = write!(out, " and {more} more");
        }
    }
    out + "\n"
}

/// The verdict: its first line, and what says that it is not whole, in bold.
pub(super) fn verdict(out: &mut String, lines: &[String]) {
    for (at, line) in lines.iter().enumerate() {
        let line = inert(line);
        if at == 0 || line.starts_with("Incomplete") {
            let _ = write!(out, "\n**{line}**\n");
        } else {
            let _ = write!(out, "\n{line}\n");
        }
    }
}

/// Diagnostics alone, where there is no plan to show them with.
pub fn diagnostics(diagnostics: &[serde_json::Value], size: Size) -> String {
    match fitting(diagnostics, size.limit()) {
        list if list.is_empty() => "The configuration is valid.\n".to_owned(),
        list => list,
    }
}

/// What there is to be said about each entry. Those that stand alone follow each other in a list.
fn details(report: &PlanReport<'_>, entries: &[Entry<'_, Change>]) -> Vec<List> {
    let mut lists = Vec::new();
    let mut alone = Vec::new();
    for entry in entries {
        match entry {
            Entry::Alone(change) => alone.push((detail(report, change), 1)),
            Entry::Alike(group) if group.is_large() => {
                lists.extend(batch(&mut alone));
                lists.push(crowd(group));
            }
            Entry::Alike(group) if !group.told.is_empty() => {
                alone.push((together(group), group.members.len()));
            }
            Entry::Alike(_) => {}
        }
    }
    lists.extend(batch(&mut alone));
    lists
}

/// Details that follow each other.
pub(super) fn batch(details: &mut Vec<(String, usize)>) -> Option<List> {
    let items = std::mem::take(details);
    let more = |more| format!("\n_… and {more} more, without their details here_\n");
    (!items.is_empty()).then(|| List::bare(items, more))
}

/// Who answers for the numbers of a small group.
fn together(group: &Group<'_, Change>) -> String {
    let addresses: Vec<_> = group
        .members
        .iter()
        .map(|(change, _)| code(&change.address.to_string()))
        .collect();
    let mut out = format!(
        "\n<details><summary>{} {}</summary>\n\n{}\n",
        words::sign(group.first.action),
        addresses.join(", "),
        words::reason(group.first, group.members.len() > 1)
    );
    for line in &group.told {
        let _ = write!(out, "\n{}\n", inert(line));
    }
    out.push_str("\n</details>\n");
    out
}

/// What many have in common, in one line.
pub(super) fn headline(title: &str, rows: &[Row]) -> String {
    match sentence(rows) {
        none if none.is_empty() => title.to_owned(),
        some => format!("{title}: {some}"),
    }
}

/// Many that are alike: what is true of all, and each in a few words.
fn crowd(group: &Group<'_, Change>) -> List {
    let mut open = format!(
        "\n<details><summary>{} {}</summary>\n\n{}\n",
        words::sign(group.first.action),
        inert(&headline(&title(group), &group.rows)),
        words::reason(group.first, true)
    );
    for line in &group.told {
        let _ = write!(open, "\n{}\n", inert(line));
    }
    open.push_str(&fenced(&group.rows, group.first.action));
    open.push('\n');
    let member = |(change, own): &(&Change, String)| Member {
        name: change.address.name().to_owned(),
        identity: words::identity(change),
        own: own.clone(),
    };
    let all: Vec<Member> = group.members.iter().map(member).collect();
    members(open, &all)
}

fn fenced(rows: &[Row], action: Action) -> String {
    let sign = match action {
        Action::Create | Action::Purchase => "+",
        _ => " ",
    };
    diff(rows, sign)
}

fn detail(report: &PlanReport<'_>, change: &Change) -> String {
    let sign = words::sign(change.action);
    let address = code(&change.address.to_string());
    let mut out = format!("\n<details><summary>{sign} {address}</summary>\n\n");
    out.push_str(words::reason(change, false));
    if let Some(place) = (report.places)(&change.address, None) {
        let _ = write!(out, " ({})", code(&place.to_string()));
    }
    out.push('\n');
    if let Some(renamed) = words::renamed(report, change) {
        let _ = write!(out, "\n{}\n", inert(&renamed));
    }
    for line in route::told(change) {
        let _ = write!(out, "\n{}\n", inert(&line));
    }
    out.push_str(&fenced(&rows(change), change.action));
    out.push_str("\n</details>\n");
    out
}

#[cfg(test)]
mod tests;
