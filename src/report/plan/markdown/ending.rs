//! The result of an apply as Markdown: changes that failed or were not tried come first.

use std::collections::BTreeMap;

use crate::report::plan::ending::{Ending, Undone};
use crate::report::plan::fate::Fate;
use crate::report::plan::input::PlanReport;
use crate::report::text::markdown_escape::{code, inert};
use crate::report::text::sheet::List;

/// Failed changes one by one, and untried ones by reason.
pub(super) fn undone(report: &PlanReport<'_>) -> Vec<List> {
    let undone = report.ending.map(Ending::undone).unwrap_or_default();
    let (untried, failed): (Vec<Undone<'_>>, Vec<Undone<'_>>) = undone
        .into_iter()
        .partition(|one| one.fate == Fate::NotTried);
    let failed = List {
        open: "\n### Not done\n\n".to_owned(),
        items: failed.iter().map(|one| (line(one), 1)).collect(),
        close: "",
        more: |more| format!("- … and {more} more that failed\n"),
    };
    let mut causes = BTreeMap::<&str, Vec<Undone<'_>>>::new();
    for one in untried {
        causes.entry(one.why).or_default().push(one);
    }
    let mut lists = vec![failed];
    lists.extend(causes.into_iter().map(|(why, all)| not_tried(why, &all)));
    lists
}

fn line(one: &Undone<'_>) -> String {
    let lines: Vec<String> = one.brief().iter().map(|line| inert(line)).collect();
    format!(
        "- **{}** {} {}: {}\n",
        one.fate.words(),
        one.action.as_str(),
        code(&one.address.to_string()),
        lines.join("<br>")
    )
}

fn not_tried(why: &str, all: &[Undone<'_>]) -> List {
    let item = |(at, one): (usize, &Undone<'_>)| {
        let comma = if at == 0 { "" } else { ", " };
        let text = format!(
            "{comma}{} {}",
            one.action.as_str(),
            code(&one.address.to_string())
        );
        (text, 1)
    };
    List {
        open: format!(
            "\n### Not tried\n\n**{}**, because {}: ",
            crate::report::text::plural::plural(all.len(), "change"),
            inert(why)
        ),
        items: all.iter().enumerate().map(item).collect(),
        close: "\n",
        more: |more| format!(" and {more} more"),
    }
}
