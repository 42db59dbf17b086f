//! A plan for a terminal: every change with its reason, place and fields, and the verdict last,
//! next to the prompt. Findings are not shown here: diagnostics go to stderr.

use std::fmt::Write as _;

use crate::model::{Change, Kind, Value};

use super::arrange::{arrange, title};
use super::ending::Ending;
use super::human_fields::fields;
use super::input::PlanReport;
use super::words;
use crate::report::apply::human::summary;
use crate::report::counterpart;
use crate::report::fields::actions;
use crate::report::fields::group::{Entry, Group};
use crate::report::fields::rows::{placed_rows, shown};
use crate::report::text::escape::neutral;
use crate::report::text::paint::{BOLD, DIM, Look, style, verdict};
use crate::report::text::plural::plural;
use crate::report::text::width::columns;
use crate::report::unmanaged::unmanaged_objects;

/// The plan as text of lines, ending with a line break. `width` is the terminal's, in columns;
/// long values are never broken, so that they can be copied.
pub fn plan(report: &PlanReport<'_>, color: bool, width: usize) -> String {
    let look = Look { color, width };
    let mut out = header(report, look);
    for entry in arrange(report) {
        out.push('\n');
        match entry {
            Entry::Alone(change) => block(&mut out, report, change, look),
            Entry::Alike(group) if group.is_large() => crowd(&mut out, report, &group, look),
            Entry::Alike(group) => together(&mut out, report, &group, look),
        }
    }
    if report.show_unmanaged {
        unmanaged(&mut out, report, look);
    }
    out.push('\n');
    verdict(
        &mut out,
        &words::verdict(report, "see the errors", true),
        look,
    );
    counterpart::human::section(&mut out, report.comparison, report.each, look);
    match report.ending {
        None => {}
        Some(Ending::Ended(ended)) => {
            let _ = write!(out, "\n{}", summary(ended, color));
        }
        Some(ending) => {
            out.push('\n');
            verdict(&mut out, &ending.lines(), look);
        }
    }
    out
}

fn header(report: &PlanReport<'_>, look: Look) -> String {
    let scope = report.plan.scope.to_string();
    let mut out = format!("Plan for {}\n", look.paint(BOLD, &neutral(&scope)));
    if let Some(run) = &report.meta.undoes {
        let _ = writeln!(out, "undoing the changes of run {}", neutral(run));
    }
    if report.meta.reverts.is_some() {
        out.push_str("reverting what drifted, and nothing that is pending\n");
    }
    if !report.meta.targets.is_empty() {
        let targets = report.meta.targets.join(", ");
        let _ = writeln!(out, "only {}", neutral(&targets));
    }
    if !report.meta.excluded.is_empty() {
        let excluded = report.meta.excluded.join(", ");
        let _ = writeln!(out, "without {}", neutral(&excluded));
    }
    out
}

fn block(out: &mut String, report: &PlanReport<'_>, change: &Change, look: Look) {
    let sign = look.paint(style(change.action), actions::sign(change.action));
    let address = look.paint(BOLD, &change.address.to_string());
    let _ = write!(out, "  {sign} {address}");
    if let Some(identity) = words::identity(change) {
        let _ = write!(out, "  {}", look.paint(DIM, &identity));
    }
    let _ = write!(out, "\n    {}", words::reason(change));
    let place = (report.places)(&change.address, None);
    if let Some(place) = &place {
        let place = neutral(&place.to_string()).into_owned();
        let _ = write!(out, " {}", look.paint(DIM, &format!("({place})")));
    }
    out.push('\n');
    if let Some(renamed) = words::renamed(report, change) {
        let _ = writeln!(out, "    {renamed}");
    }
    let mut rows = placed_rows(change, report.places);
    // A place that was just named is not repeated.
    for row in &mut rows {
        row.place = row
            .place
            .take()
            .filter(|own| place.as_ref().is_none_or(|place| !own.is_beside(place)));
    }
    fields(out, &rows, look);
    for line in words::remarks(report.plan, change) {
        let _ = writeln!(out, "      {line}");
    }
    for line in words::notes(report.plan, change) {
        let _ = writeln!(out, "      {}", neutral(line));
    }
}

fn place(report: &PlanReport<'_>, change: &Change) -> Option<String> {
    let place = (report.places)(&change.address, None)?;
    Some(neutral(&place.to_string()).into_owned())
}

/// A small group: each member by name, and the common details once.
fn together(out: &mut String, report: &PlanReport<'_>, group: &Group<'_, Change>, look: Look) {
    let sign = look.paint(style(group.first.action), actions::sign(group.first.action));
    listed(out, report, &group.members, &format!("  {sign} "), look);
    let _ = writeln!(out, "    {}", words::reason(group.first));
    for line in &group.remarks {
        let _ = writeln!(out, "      {line}");
    }
}

/// A large group: its size, the common details, and the first members by name.
fn crowd(out: &mut String, report: &PlanReport<'_>, group: &Group<'_, Change>, look: Look) {
    let sign = look.paint(style(group.first.action), actions::sign(group.first.action));
    let _ = writeln!(out, "  {sign} {}", look.paint(BOLD, &title(group)));
    let _ = writeln!(out, "    {}", words::reason(group.first));
    fields(out, &group.rows, look);
    for line in &group.remarks {
        let _ = writeln!(out, "      {line}");
    }
    let (named, more) = group.named(report.each);
    listed(out, report, named, "    ", look);
    if more > 0 {
        let _ = writeln!(out, "    … and {more} more (-v shows each)");
    }
}

/// Addresses one under the other, each with its identity, its place and what differs from the rest.
fn listed(
    out: &mut String,
    report: &PlanReport<'_>,
    members: &[(&Change, String)],
    margin: &str,
    look: Look,
) {
    let lines: Vec<_> = members
        .iter()
        .map(|(change, own)| {
            let identity = words::identity(change).unwrap_or_default();
            let place = place(report, change).unwrap_or_default();
            (change.address.to_string(), identity, place, own)
        })
        .collect();
    let first = lines.iter().map(|line| columns(&line.0)).max().unwrap_or(0);
    let second = lines.iter().map(|line| columns(&line.1)).max().unwrap_or(0);
    let third = lines.iter().map(|line| columns(&line.2)).max().unwrap_or(0);
    for (address, identity, place, own) in lines {
        let rest = format!("{identity:second$}  {place:third$}  {own}");
        let gap = " ".repeat(first.saturating_sub(columns(&address)) + 2);
        let line = match rest.trim_end() {
            "" => look.paint(BOLD, &address),
            rest => format!(
                "{}{gap}{}",
                look.paint(BOLD, &address),
                look.paint(DIM, rest)
            ),
        };
        let _ = writeln!(out, "{margin}{line}");
    }
}

fn unmanaged(out: &mut String, report: &PlanReport<'_>, look: Look) {
    let unmanaged = &report.plan.unmanaged;
    if unmanaged.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", look.paint(BOLD, "Not in the configuration:"));
    let cells: Vec<[String; 3]> = unmanaged
        .iter()
        .map(|item| {
            let object = &item.object;
            let name = match object.label() {
                Some(name) if !is_its_number(name, &object.key) => shown(&Value::text(name)),
                _ => String::new(),
            };
            let name = if object.kind == Kind::Number {
                name
            } else {
                String::new()
            };
            let rest = format!(
                "{}, {} of {}",
                neutral(&object.id),
                object.kind,
                item.provider
            );
            [neutral(&object.key).into_owned(), name, rest]
        })
        .collect();
    let width = |at: usize| {
        let lengths = cells.iter().filter_map(|row| row.get(at));
        lengths.map(|cell| columns(cell)).max().unwrap_or(0)
    };
    let (first, second) = (width(0), width(1));
    for [key, name, rest] in &cells {
        let gap = |cell: &str, width: usize| " ".repeat(width.saturating_sub(columns(cell)));
        let name = match second {
            0 => String::new(),
            _ => format!("{name}{}  ", gap(name, second)),
        };
        let _ = writeln!(
            out,
            "    {key}{}  {name}{}",
            gap(key, first),
            look.paint(DIM, rest)
        );
    }
    let counted = report.plan.summary().unmanaged;
    if counted < unmanaged.len() {
        let others = plural(unmanaged.len() - counted, "other object");
        let counted = unmanaged_objects(counted, unmanaged);
        let _ = writeln!(out, "    ({counted} and {others})");
    }
}

/// Whether a name only repeats the number, as it is or in another notation, such as (501) 712-2661.
fn is_its_number(name: &str, number: &str) -> bool {
    let plain = name
        .chars()
        .all(|c| c.is_ascii_digit() || " ()+-.".contains(c));
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    name == number || plain && digits.len() >= 7 && number.ends_with(&digits)
}
