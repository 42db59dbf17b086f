//! A comparison as GitHub-flavoured Markdown: the counts, and a table of the findings.

use std::fmt::Write as _;

use super::shape::{ComparisonDocument, ComparisonFinding};
use super::words;
use crate::report::text::markdown_escape::{code, inert};
use crate::report::text::sheet::{List, Sheet};

/// The part of a report's space that the section may fill.
const SHARE: usize = 4;

/// The section for the end of a report that has this number of bytes left; empty without a
/// comparison. What does not fit into its share is counted.
pub(in crate::report) fn section(comparison: Option<&ComparisonDocument>, left: usize) -> String {
    let Some(comparison) = comparison else {
        return String::new();
    };
    let share = left / SHARE;
    let mut head = format!("\n### {}\n", inert(&words::title(comparison)));
    for line in words::outcome(comparison) {
        let _ = write!(head, "\n{}\n", inert(&line));
    }
    // The counts are never left out, unless the report has no space at all.
    if head.len() > left {
        return String::new();
    }
    let mut sheet = Sheet::new(head, share);
    sheet.put_all(&[table(comparison)]);
    let section = sheet.end();
    if section.len() > left {
        return String::new();
    }
    section
}

fn table(comparison: &ComparisonDocument) -> List {
    let findings = words::worst_first(comparison).into_iter();
    List {
        open: "\n| Severity | Code | Resource | Finding | Since | Where |\n|---|---|---|---|---|---|\n"
            .to_owned(),
        items: findings.map(|one| (row(one), 1)).collect(),
        close: "",
        more: |more| format!("| | | … and {more} more | | | |\n"),
    }
}

fn row(one: &ComparisonFinding) -> String {
    let address = one.address.as_deref().map_or_else(String::new, code);
    let since = one.since.as_deref().map_or_else(String::new, code);
    let place = words::place(one).map_or_else(String::new, |place| code(&place));
    let mut finding = inert(&one.summary);
    if !one.help.is_empty() {
        let _ = write!(finding, "<br>{}", inert(&one.help));
    }
    format!(
        "| {} | {} | {address} | {finding} | {since} | {place} |\n",
        inert(&one.severity),
        code(&one.code),
    )
}
