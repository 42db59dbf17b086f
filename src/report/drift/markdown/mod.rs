//! Drift as GitHub-flavoured Markdown, for a job's summary, a comment or an issue. The verdict and
//! the problems are never left out; rows and details fill the remaining space.

use std::fmt::Write as _;

use crate::model::{Drifted, Impact};
use crate::report::counterpart::markdown::section;
use crate::report::drift::arrange::{arrange, group_status, likewise, title, unchecked};
use crate::report::drift::input::DriftReport;
use crate::report::drift::remedy::{of_many, remedy};
use crate::report::drift::{authors, words};
use crate::report::fields::group::{Entry, Group, NAMED};
use crate::report::markdown::cells::{Member, changes, diff, members};
use crate::report::markdown::problems::{Fullness, problems};
use crate::report::markdown::{Size, batch, cells, elsewhere, headline, listed, verdict};
use crate::report::text::markdown_escape::{code, inert};
use crate::report::text::sheet::{List, Sheet};

/// The report as Markdown. Several environments share the space.
pub fn drift(reports: &[DriftReport<'_>], size: Size) -> String {
    let limit = size.limit();
    let heads = |fullness| -> Vec<String> {
        let head = |report| head(report, fullness);
        reports.iter().map(head).collect()
    };
    let length = |heads: &[String]| heads.iter().map(String::len).sum::<usize>();
    let mut heads_ = heads(Fullness::Codes);
    for fullness in Fullness::ALL {
        let fuller = heads(fullness);
        if length(&fuller) * 4 <= limit * 3 {
            heads_ = fuller;
            break;
        }
    }
    let shared = limit.saturating_sub(length(&heads_)) / reports.len().max(1);
    let mut out = String::new();
    for (at, (report, head)) in reports.iter().zip(heads_).enumerate() {
        let rest = reports.len() - at;
        // Not even the verdicts of all environments fit.
        if out.len() + head.len() + 200 > limit {
            let _ = write!(out, "\n**… and {rest} more environments.**\n");
            break;
        }
        let room = head.len() + shared.saturating_sub(1);
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&one(report, head, room));
    }
    out
}

fn one(report: &DriftReport<'_>, head: String, limit: usize) -> String {
    let compared = section(report.comparison, limit.saturating_sub(head.len()));
    let mut sheet = Sheet::new(head, limit.saturating_sub(compared.len()));
    let entries = arrange(report);
    sheet.put_all(&[table(report, &entries)]);
    let mut lists = details(report, &entries);
    lists.push(ignored(report));
    if report.show_unmanaged {
        lists.push(cells::unmanaged(&report.drift.unmanaged));
    }
    sheet.put_all(&lists);
    sheet.end() + &compared
}

fn head(report: &DriftReport<'_>, fullness: Fullness) -> String {
    let scope = report.drift.scope.to_string();
    let mut out = format!("## Switchboard drift: {}\n", inert(&scope));
    out.push_str(&listed("Only", &report.meta.targets));
    let elsewhere = elsewhere(report.diagnostics, "see below");
    verdict(&mut out, &words::verdict(report, elsewhere));
    out + &problems(report.diagnostics, fullness)
}

fn table(report: &DriftReport<'_>, entries: &[Entry<'_, Drifted>]) -> List {
    let mut items = Vec::new();
    for entry in entries.iter().chain(&unchecked(report)) {
        match entry {
            Entry::Alone(one) => items.push((line(report, one), 1)),
            Entry::Alike(group) if group.is_large() => {
                items.push((row_of(group), group.members.len()));
            }
            Entry::Alike(group) => {
                let each = group.members.iter();
                items.extend(each.map(|(one, _)| (line(report, one), 1)));
            }
        }
    }
    List {
        open: "\n| Status | Severity | Resource | | Changes | Since | Where |\n|---|---|---|---|---|---|---|\n"
            .to_owned(),
        items,
        close: "",
        more: |more| format!("| | | … and {more} more | | | | |\n"),
    }
}

fn line(report: &DriftReport<'_>, one: &Drifted) -> String {
    let identity = words::identity(one).map_or_else(String::new, |text| code(&text));
    let place = (report.places)(&one.address, None)
        .map_or_else(String::new, |place| code(&place.to_string()));
    format!(
        "| {} | {} | {} | {identity} | {} | {} | {place} |\n",
        one.status.as_str(),
        one.impact().map_or("", Impact::as_str),
        code(&one.address.to_string()),
        changes(&words::rows(one), &words::remarks(one)),
        one.first_seen().map(words::time).unwrap_or_default(),
    )
}

fn row_of(group: &Group<'_, Drifted>) -> String {
    let names = group.members.iter().take(NAMED);
    let names: Vec<String> = names.map(|(one, _)| code(one.address.name())).collect();
    let seen = group.members.iter().filter_map(|(one, _)| one.first_seen());
    format!(
        "| {} | {} | **{}**: {} and {} more | | {} | {} | |\n",
        group.first.status.as_str(),
        group.first.impact().map_or("", Impact::as_str),
        inert(&title(group)),
        names.join(", "),
        group.members.len() - names.len(),
        changes(&group.rows, &group.remarks),
        seen.min().map(words::time).unwrap_or_default(),
    )
}

fn details(report: &DriftReport<'_>, entries: &[Entry<'_, Drifted>]) -> Vec<List> {
    let mut lists = Vec::new();
    let mut alone = Vec::new();
    for entry in entries {
        match entry {
            Entry::Alone(one) => alone.push((detail(report, one, None), 1)),
            Entry::Alike(group) if group.is_large() => {
                lists.extend(batch(&mut alone));
                lists.push(crowd(report, group));
            }
            Entry::Alike(group) => {
                let text = detail(report, group.first, likewise(group));
                alone.push((text, group.members.len()));
            }
        }
    }
    lists.extend(batch(&mut alone));
    lists
}

/// A large group: the common details, and each member in a few words.
fn crowd(report: &DriftReport<'_>, group: &Group<'_, Drifted>) -> List {
    let mut open = format!(
        "\n<details><summary>{} {}</summary>\n\n{}\n",
        words::sign(group.first),
        inert(&headline(&title(group), &group.rows)),
        inert(&group_status(group))
    );
    for line in &group.remarks {
        let _ = write!(open, "\n{}\n", inert(line));
    }
    open.push_str(&diff(&group.rows, " "));
    let authors = authors::of_all(group.members.iter().map(|(one, _)| *one));
    for line in authors.into_iter().chain(of_many(report, group.first)) {
        let _ = write!(open, "\n{}\n", inert(&line));
    }
    if let Some((under, yaml)) = &remedy(report, group.first).declare {
        let _ = write!(
            open,
            "\nDeclare it: under {} {}\n",
            code(under),
            lines(yaml)
        );
    }
    open.push('\n');
    let member = |(one, own): &(&Drifted, String)| Member {
        name: one.address.name().to_owned(),
        identity: words::identity(one),
        own: own.clone(),
    };
    let all: Vec<Member> = group.members.iter().map(member).collect();
    members(open, &all)
}

fn detail(report: &DriftReport<'_>, one: &Drifted, alike: Option<String>) -> String {
    let address = code(&one.address.to_string());
    let sign = words::sign(one);
    let mut out = format!("\n<details><summary>{sign} {address}</summary>\n\n");
    let _ = writeln!(out, "{}", inert(&words::status(one)));
    for line in words::remarks(one).into_iter().chain(alike) {
        let _ = write!(out, "\n{}\n", inert(&line));
    }
    out.push_str(&diff(&words::rows(one), " "));
    for line in authors::lines(one) {
        let _ = write!(out, "\n{}\n", inert(&line));
    }
    let remedy = remedy(report, one);
    if let Some(command) = &remedy.command {
        let _ = write!(out, "\nPut it back: {}\n", code(command));
    }
    if let Some(words) = &remedy.words {
        let _ = write!(out, "\n{}\n", inert(words));
    }
    if let Some((under, yaml)) = &remedy.declare {
        let _ = write!(out, "\nDeclare it: under {} {}\n", code(under), lines(yaml));
    }
    if let Some(yaml) = one.accept.as_ref().filter(|_| one.declared) {
        let _ = write!(out, "\nKeep it: under {address} {}\n", lines(yaml));
    }
    out.push_str("\n</details>\n");
    out
}

fn lines(yaml: &str) -> String {
    let lines: Vec<String> = yaml.lines().map(code).collect();
    lines.join("<br>")
}

fn ignored(report: &DriftReport<'_>) -> List {
    let item = |one: &Drifted| -> Vec<(String, usize)> {
        let line = |(difference, why): (_, &crate::model::Expected)| {
            let text = format!(
                "- {} {} ({}, line {})\n",
                code(&one.address.to_string()),
                code(&words::line(difference)),
                inert(&why.reason),
                why.line
            );
            (text, 1)
        };
        one.ignored().map(line).collect()
    };
    List {
        open: "\n<details><summary>Expected</summary>\n\n".to_owned(),
        items: report.drift.resources.iter().flat_map(item).collect(),
        close: "\n</details>\n",
        more: |more| format!("- … and {more} more\n"),
    }
}

#[cfg(test)]
mod tests;
