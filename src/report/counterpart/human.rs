//! A comparison for a terminal.

use std::fmt::Write as _;

use super::shape::{ComparisonDocument, ComparisonFinding};
use super::words;
use crate::report::text::escape::neutral;
use crate::report::text::paint::{BOLD, CYAN, DIM, Look, RED, YELLOW};

/// The number of findings that are shown if not each is.
const LISTED: usize = 20;

/// Writes the section. `each` is whether to show every finding, notes too.
pub(in crate::report) fn section(
    out: &mut String,
    comparison: Option<&ComparisonDocument>,
    each: bool,
    look: Look,
) {
    let Some(comparison) = comparison else {
        return;
    };
    let _ = writeln!(out, "\n{}", look.paint(BOLD, &words::title(comparison)));
    for line in words::outcome(comparison) {
        let _ = writeln!(out, "  {line}");
    }
    let mut findings = words::worst_first(comparison);
    let all = findings.len();
    // What is not declared is among them only if it was asked for.
    findings.retain(|one| each || one.severity != "note" || one.unmanaged);
    let notes = all - findings.len();
    let shown = if each { findings.len() } else { LISTED };
    for one in findings.iter().take(shown) {
        finding(out, one, "  ", look);
    }
    if let more @ 1.. = findings.len().saturating_sub(shown) {
        let _ = writeln!(out, "  … and {more} more (-v shows each)");
    }
    match notes {
        0 => {}
        1 => out.push_str("  1 note (-v shows it)\n"),
        _ => {
            let _ = writeln!(out, "  {notes} notes (-v shows them)");
        }
    }
}

/// Writes one finding: its sentence, its place, and what to do.
pub(in crate::report) fn finding(
    out: &mut String,
    one: &ComparisonFinding,
    margin: &str,
    look: Look,
) {
    let style = match one.severity.as_str() {
        "error" => RED,
        "note" => CYAN,
        _ => YELLOW,
    };
    let head = format!("{}[{}]", neutral(&one.severity), neutral(&one.code));
    let _ = writeln!(
        out,
        "{margin}{}: {}",
        look.paint(style, &head),
        neutral(&one.summary)
    );
    let address = one
        .address
        .as_deref()
        .map(|text| neutral(text).into_owned());
    let place = words::place(one).map(|place| format!("({place})"));
    let since = one
        .since
        .as_deref()
        .map(|at| format!("since {}", neutral(at)));
    let facts: Vec<String> = [address, place, since].into_iter().flatten().collect();
    if !facts.is_empty() {
        let _ = writeln!(out, "{margin}  {}", look.paint(DIM, &facts.join(" ")));
    }
    if !one.help.is_empty() {
        let _ = writeln!(out, "{margin}  help: {}", neutral(&one.help));
    }
}
