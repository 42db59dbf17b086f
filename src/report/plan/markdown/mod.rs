//! A plan as GitHub-flavoured Markdown, for a comment on a pull request or a job's summary.
//!
//! GitHub refuses comments beyond 65,536 characters and summaries beyond 1 MiB. The verdict and the
//! problems are never left out; rows and details fill the remaining space, and what does not fit is
//! counted. Text from outside is shown as code, or with special characters as entities.

mod ending;
mod rollout;
mod table;

use std::fmt::Write as _;

use crate::model::{Action, Change};

use self::table::table;
use crate::report::counterpart::markdown::section;
use crate::report::fields::actions;
use crate::report::fields::group::{Entry, Group};
use crate::report::fields::rows::{Row, placed_rows};
use crate::report::markdown::cells::{self, Member, diff, members};
use crate::report::markdown::{Size, batch, elsewhere, fitting, headline, listed, verdict};
use crate::report::plan::arrange::{arrange, title};
use crate::report::plan::input::PlanReport;
use crate::report::plan::words;
use crate::report::text::markdown_escape::{code, inert};
use crate::report::text::sheet::{List, Sheet};

/// The plan as Markdown.
pub fn plan(report: &PlanReport<'_>, size: Size) -> String {
    let head = head(report);
    let left = size.limit().saturating_sub(head.len() + 1_000);
    let problems = fitting(report.diagnostics, left.min(size.limit() / 2));
    let head = head + &problems;
    let compared = section(report.comparison, size.limit().saturating_sub(head.len()));
    let mut sheet = Sheet::new(head, size.limit().saturating_sub(compared.len()));
    let entries = arrange(report);
    let mut first = ending::undone(report);
    first.extend(rollout::rollout(report));
    let table = table(report, &entries);
    // A short table is kept, however many failures there are.
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
    sheet.end() + &compared
}

fn head(report: &PlanReport<'_>) -> String {
    let scope = report.plan.scope.to_string();
    let mut out = format!("## Switchboard {}: {}\n", report.command(), inert(&scope));
    out.push_str(&listed("Only", &report.meta.targets));
    out.push_str(&listed("Without", &report.meta.excluded));
    let elsewhere = elsewhere(report.diagnostics, "run switchboard explain");
    verdict(&mut out, &report.verdict(elsewhere, false));
    out
}

/// The details of each entry. Consecutive single entries share a list.
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
            Entry::Alike(group) if !group.remarks.is_empty() => {
                alone.push((together(group), group.members.len()));
            }
            Entry::Alike(_) => {}
        }
    }
    lists.extend(batch(&mut alone));
    lists
}

/// The details of a small group.
fn together(group: &Group<'_, Change>) -> String {
    let addresses: Vec<_> = group
        .members
        .iter()
        .map(|(change, _)| code(&change.address.to_string()))
        .collect();
    let mut out = format!(
        "\n<details><summary>{} {}</summary>\n\n{}\n",
        actions::sign(group.first.action),
        addresses.join(", "),
        words::reason(group.first)
    );
    for line in &group.remarks {
        let _ = write!(out, "\n{}\n", inert(line));
    }
    out.push_str("\n</details>\n");
    out
}

/// A large group: the common changes, and each member in a few words.
fn crowd(group: &Group<'_, Change>) -> List {
    let mut open = format!(
        "\n<details><summary>{} {}</summary>\n\n{}\n",
        actions::sign(group.first.action),
        inert(&headline(&title(group), &group.rows)),
        words::reason(group.first)
    );
    for line in &group.remarks {
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
    let sign = actions::sign(change.action);
    let address = code(&change.address.to_string());
    let mut out = format!("\n<details><summary>{sign} {address}</summary>\n\n");
    out.push_str(words::reason(change));
    if let Some(place) = (report.places)(&change.address, None) {
        let _ = write!(out, " ({})", code(&place.to_string()));
    }
    out.push('\n');
    if let Some(renamed) = words::renamed(report, change) {
        let _ = write!(out, "\n{}\n", inert(&renamed));
    }
    for line in words::remarks(report.plan, change) {
        let _ = write!(out, "\n{}\n", inert(&line));
    }
    out.push_str(&fenced(&placed_rows(change, report.places), change.action));
    out.push_str("\n</details>\n");
    out
}

#[cfg(test)]
mod tests;
