//! Drift for a terminal: the worst resource first, each with the way to put it back and the way to
//! keep it, and the verdict last.

use std::fmt::Write as _;

use super::arrange::{arrange, group_status, likewise, title};
use super::input::DriftReport;
use super::remedy::{of_many, remedy};
use super::{authors, words};
use crate::model::{DriftStatus, Drifted, Impact};
use crate::report::counterpart;
use crate::report::fields::group::{Entry, Group};
use crate::report::fields::rows::shown;
use crate::report::plan::human_fields::fields;
use crate::report::text::escape::neutral;
use crate::report::text::paint::{BOLD, CYAN, DIM, Look, RED, YELLOW, verdict};

/// The number of entries of a list that are shown.
const LISTED: usize = 20;

/// The report as lines, ending with a line break. `width` is the terminal's, in columns.
pub fn drift(reports: &[DriftReport<'_>], color: bool, width: usize) -> String {
    let look = Look { color, width };
    let each: Vec<String> = reports.iter().map(|report| one(report, look)).collect();
    each.join("\n")
}

fn one(report: &DriftReport<'_>, look: Look) -> String {
    let scope = report.drift.scope.to_string();
    let mut out = format!("Drift of {}\n", look.paint(BOLD, &neutral(&scope)));
    if !report.meta.targets.is_empty() {
        let _ = writeln!(out, "only {}", neutral(&report.meta.targets.join(", ")));
    }
    for entry in arrange(report) {
        out.push('\n');
        match entry {
            Entry::Alone(drifted) => block(&mut out, report, drifted, None, look),
            Entry::Alike(group) if group.is_large() => crowd(&mut out, report, &group, look),
            Entry::Alike(group) => {
                let alike = likewise(&group);
                block(&mut out, report, group.first, alike, look);
            }
        }
    }
    unchecked(&mut out, report, look);
    ignored(&mut out, report, look);
    if report.show_unmanaged {
        unmanaged(&mut out, report, look);
    }
    out.push('\n');
    verdict(&mut out, &words::verdict(report, "see the errors"), look);
    counterpart::human::section(&mut out, report.comparison, report.each, look);
    out
}

fn block(
    out: &mut String,
    report: &DriftReport<'_>,
    one: &Drifted,
    alike: Option<String>,
    look: Look,
) {
    let style = style(one);
    let address = look.paint(BOLD, &one.address.to_string());
    let _ = write!(out, "  {} {address}", look.paint(style, words::sign(one)));
    if let Some(identity) = words::identity(one) {
        let _ = write!(out, "  {}", look.paint(DIM, &identity));
    }
    let _ = write!(out, "\n    {}", words::status(one));
    if let Some(place) = (report.places)(&one.address, None) {
        let place = format!("({})", neutral(&place.to_string()));
        let _ = write!(out, " {}", look.paint(DIM, &place));
    }
    out.push('\n');
    fields(out, &words::rows(one), look);
    for line in words::remarks(one) {
        let _ = writeln!(out, "      {line}");
    }
    for line in authors::lines(one) {
        let _ = writeln!(out, "    {line}");
    }
    if let Some(line) = alike {
        let _ = writeln!(out, "    {line}");
    }
    let remedy = remedy(report, one);
    if let Some(command) = &remedy.command {
        let _ = writeln!(out, "    put it back: {command}");
    }
    if let Some(words) = &remedy.words {
        let _ = writeln!(out, "    {}", look.paint(DIM, words));
    }
    if let Some((under, yaml)) = &remedy.declare {
        lines(out, "declare it", under, yaml);
    }
    if let Some(yaml) = one.accept.as_ref().filter(|_| one.declared) {
        lines(out, "keep it", &one.address.to_string(), yaml);
    }
}

/// A large group: its size, the common details, and the first members by name.
fn crowd(out: &mut String, report: &DriftReport<'_>, group: &Group<'_, Drifted>, look: Look) {
    let sign = look.paint(style(group.first), words::sign(group.first));
    let _ = writeln!(out, "  {sign} {}", look.paint(BOLD, &title(group)));
    let _ = writeln!(out, "    {}", group_status(group));
    fields(out, &group.rows, look);
    for line in &group.remarks {
        let _ = writeln!(out, "      {line}");
    }
    for line in authors::of_all(group.members.iter().map(|(one, _)| *one)) {
        let _ = writeln!(out, "    {line}");
    }
    let (named, more) = group.named(report.each);
    for (one, own) in named {
        let address = look.paint(BOLD, &one.address.to_string());
        let rest = [words::identity(one), Some(own.clone())];
        let rest: Vec<String> = rest.into_iter().flatten().collect();
        let rest = look.paint(DIM, rest.join("  ").trim_end());
        let _ = writeln!(out, "    {}", format!("{address}  {rest}").trim_end());
    }
    if more > 0 {
        let _ = writeln!(out, "    … and {more} more (-v shows each)");
    }
    for line in of_many(report, group.first) {
        let _ = writeln!(out, "    {line}");
    }
    if let Some((under, yaml)) = &remedy(report, group.first).declare {
        lines(out, "declare it", under, yaml);
    }
}

fn style(one: &Drifted) -> anstyle::Style {
    match one.impact() {
        Some(Impact::Critical) => RED,
        Some(Impact::Major) => YELLOW,
        _ => CYAN,
    }
}

/// Writes YAML and the address to put it under.
fn lines(out: &mut String, what: &str, under: &str, yaml: &str) {
    let _ = writeln!(out, "    {what}: under {under}");
    for line in yaml.lines() {
        let _ = writeln!(out, "      {}", neutral(line));
    }
}

fn unchecked(out: &mut String, report: &DriftReport<'_>, look: Look) {
    let open: Vec<&Drifted> = report
        .drift
        .resources
        .iter()
        .filter(|one| one.status == DriftStatus::Unchecked)
        .collect();
    if open.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", look.paint(BOLD, "Not checked:"));
    for one in open.iter().take(LISTED) {
        let identity = words::identity(one).unwrap_or_default();
        let _ = writeln!(out, "  ? {}  {}", one.address, look.paint(DIM, &identity));
    }
    more(out, open.len());
}

fn ignored(out: &mut String, report: &DriftReport<'_>, look: Look) {
    let ignored: Vec<_> = report
        .drift
        .resources
        .iter()
        .flat_map(|one| one.ignored().map(move |(what, why)| (one, what, why)))
        .collect();
    if ignored.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", look.paint(BOLD, "Expected:"));
    for (one, difference, why) in ignored.iter().take(LISTED) {
        let line = words::line(difference);
        let reason = format!("({}, line {})", neutral(&why.reason), why.line);
        let _ = writeln!(
            out,
            "    {}  {line} {}",
            one.address,
            look.paint(DIM, &reason)
        );
    }
    more(out, ignored.len());
}

fn unmanaged(out: &mut String, report: &DriftReport<'_>, look: Look) {
    let loose = &report.drift.unmanaged;
    if loose.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n{}",
        look.paint(BOLD, "Neither recorded nor declared:")
    );
    for item in loose {
        let object = &item.object;
        let rest = format!(
            "{}, {} of {}",
            neutral(&object.id),
            object.kind,
            item.provider
        );
        let key = shown(&crate::model::Value::text(object.key.as_str()));
        let _ = writeln!(out, "    {key}  {}", look.paint(DIM, &rest));
    }
}

fn more(out: &mut String, count: usize) {
    if let more @ 1.. = count.saturating_sub(LISTED) {
        let _ = writeln!(out, "    … and {more} more (--format json lists them all)");
    }
}
