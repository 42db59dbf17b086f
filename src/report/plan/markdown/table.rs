//! The changes of a plan as a table: a row for each change or large group.

use crate::model::Change;
use crate::report::fields::group::{Entry, Group, NAMED};
use crate::report::fields::rows::{Row, rows};
use crate::report::markdown::cells::changes;
use crate::report::plan::arrange::title;
use crate::report::plan::cost;
use crate::report::plan::ending::{Ending, Fates};
use crate::report::plan::fate::Fate;
use crate::report::plan::input::PlanReport;
use crate::report::plan::words;
use crate::report::text::markdown_escape::{code, inert};
use crate::report::text::sheet::List;

/// A row for each entry, with its result after an apply.
pub(super) fn table(report: &PlanReport<'_>, entries: &[Entry<'_, Change>]) -> List {
    let fates = report.ending.map(Ending::fates);
    let fates = fates.as_ref();
    let mut items = Vec::new();
    for entry in entries {
        match entry {
            Entry::Alone(change) => items.push((line(report, change, fates), 1)),
            Entry::Alike(group) if group.is_large() => {
                items.push((row_of(report, group, fates), group.members.len()));
            }
            Entry::Alike(group) => {
                let each = group.members.iter();
                items.extend(each.map(|(change, _)| (line(report, change, fates), 1)));
            }
        }
    }
    let result = if fates.is_some() { " Result |" } else { "" };
    let rule = if fates.is_some() { "---|" } else { "" };
    List {
        open: format!(
            "\n| Action |{result} Resource | | Changes | Why | Where |\n|---|{rule}---|---|---|---|---|\n"
        ),
        items,
        close: "",
        more: |more| format!("| | … and {more} more | | | | |\n"),
    }
}

fn line(report: &PlanReport<'_>, change: &Change, fates: Option<&Fates<'_>>) -> String {
    let identity = words::identity(change).map_or_else(String::new, |text| code(&text));
    let place = (report.places)(&change.address, None)
        .map_or_else(String::new, |place| code(&place.to_string()));
    let result = fates.map_or_else(String::new, |fates| {
        format!(" {} |", fates.of(change).map_or("", Fate::words))
    });
    format!(
        "| {} |{result} {} | {identity} | {} | {} | {place} |\n",
        change.action.as_str(),
        code(&change.address.to_string()),
        cell(
            report,
            change,
            &rows(change),
            &words::remarks(report.plan, change)
        ),
        words::reason(change),
    )
}

/// What changes and, for a number that is bought, its price or the reason why that is not known.
fn cell(report: &PlanReport<'_>, change: &Change, rows: &[Row], remarks: &[String]) -> String {
    let changes = changes(rows, remarks);
    // Without fields, the cell shows the first remark already.
    let price = cost::price(report.plan, change).filter(|_| !rows.is_empty());
    match price.filter(|price| remarks.contains(price)) {
        Some(price) => format!("{changes}<br>{}", inert(&price)),
        None => changes,
    }
}

fn row_of(report: &PlanReport<'_>, group: &Group<'_, Change>, fates: Option<&Fates<'_>>) -> String {
    let names = group.members.iter().take(NAMED);
    let names: Vec<String> = names.map(|(one, _)| code(one.address.name())).collect();
    let result = fates.map_or_else(String::new, |fates| format!(" {} |", fates.of_group(group)));
    // The key that all of them have their value from.
    let places: Vec<String> = group.places().iter().map(|place| code(place)).collect();
    let places = match places.join("<br>") {
        none if none.is_empty() => none,
        some => format!(" {some}"),
    };
    format!(
        "| {} |{result} **{}**: {} and {} more | | {} | {} |{} |\n",
        group.first.action.as_str(),
        inert(&title(group)),
        names.join(", "),
        group.members.len() - names.len(),
        cell(report, group.first, &group.rows, &group.remarks),
        words::reason(group.first),
        places,
    )
}
