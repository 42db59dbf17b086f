//! GitHub workflow commands: diagnostics as annotations at their lines, the verdict as a notice.
//! Notes are notices too; they come last, because GitHub shows only so many of each.
//!
//! A line that begins with `::` is a command to the runner, so every text is escaped by its rules
//! (`%`, carriage return and line feed; in properties `:` and `,` too).

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

use super::arrange::{arrange, title};
use super::brief::sentence;
use super::group::Entry;
use super::text::{at, neutral, plural};
use super::{PlanReport, words};
use crate::model::Change;

/// How many annotations of each severity a step may have before GitHub drops the rest.
pub(super) const SHOWN: usize = 10;

/// The annotations of a plan: its diagnostics, then the verdict with what many changes have in
/// common.
pub fn plan(report: &PlanReport<'_>) -> String {
    let mut lines = report.verdict("see above", false);
    lines.extend(crowds(report));
    let title = format!("switchboard {}", report.command());
    // An apply that did not do everything ends with an error, whatever else is said.
    let failed = report.ending.is_some() && !report.is_success();
    let command = if failed { "error" } else { "notice" };
    let verdict = titled(command, &title, &lines.join("\n"));
    let mut told = report.undone();
    told.extend(report.diagnostics.iter().cloned());
    with_notices(&told, &verdict)
}

/// A line for each large group of changes that are alike.
fn crowds(report: &PlanReport<'_>) -> Vec<String> {
    let large = |entry: Entry<'_, Change>| match entry {
        Entry::Alike(group) if group.is_large() => {
            let what = match sentence(&group.rows) {
                none if none.is_empty() => words::reason(group.first, true).to_owned(),
                some => some,
            };
            let verb = group.first.action.as_str();
            Some(format!("{verb} {}: {what}", title(&group)))
        }
        _ => None,
    };
    let mut lines: Vec<String> = arrange(report).into_iter().filter_map(large).collect();
    if let more @ 1.. = lines.len().saturating_sub(SHOWN) {
        lines.truncate(SHOWN);
        lines.push(format!("… and {more} more kinds of change"));
    }
    lines
}

/// Diagnostics as annotations, errors first, in the order given otherwise; what GitHub would not
/// show is counted in a notice.
pub fn annotations(diagnostics: &[Value]) -> String {
    with_notices(diagnostics, "")
}

/// The same, with these notices before the notes and before the last one, which counts what is
/// not shown.
pub(super) fn with_notices(diagnostics: &[Value], notices: &str) -> String {
    let mut out = String::new();
    let mut left = Vec::new();
    let is_error = |line: &&str| line.starts_with("::error");
    let verdict_errors = notices.lines().filter(is_error).count();
    for severity in ["error", "warning", "note"] {
        let of: Vec<_> = diagnostics
            .iter()
            .filter(|diagnostic| at(diagnostic, "/severity") == severity)
            .collect();
        let (command, room) = match severity {
            "note" => {
                out.push_str(notices);
                // One more notice may have to count what is left.
                ("notice", SHOWN.saturating_sub(notices.lines().count() + 1))
            }
            // A verdict that is an error is shown too.
            "error" => (severity, SHOWN.saturating_sub(verdict_errors)),
            _ => (severity, SHOWN),
        };
        for diagnostic in of.iter().take(room) {
            annotate(&mut out, command, diagnostic);
        }
        if let more @ 1.. = of.len().saturating_sub(room) {
            left.push(plural(more, &format!("more {severity}")));
        }
    }
    if !left.is_empty() {
        let left = left.join(" and ");
        let text = format!("{left} without an annotation; GitHub shows {SHOWN} of each in a step");
        out.push_str(&notice("switchboard", &text));
    }
    out
}

/// A notice with a title; lines of the message are kept.
pub fn notice(title: &str, message: &str) -> String {
    titled("notice", title, message)
}

fn titled(command: &str, title: &str, message: &str) -> String {
    format!("::{command} title={}::{}\n", property(title), data(message))
}

fn annotate(out: &mut String, command: &str, diagnostic: &Value) {
    let mut properties = Vec::new();
    let file = at(diagnostic, "/range/filename");
    if !file.is_empty() {
        properties.push(format!("file={}", property(file)));
        for (name, pointer) in [
            ("line", "/range/start/line"),
            ("col", "/range/start/column"),
        ] {
            let number = diagnostic.pointer(pointer).and_then(Value::as_u64);
            properties.extend(number.map(|number| format!("{name}={number}")));
        }
    }
    let (code, address) = (at(diagnostic, "/code"), at(diagnostic, "/address"));
    let title = format!("{code} {address}");
    if !title.trim().is_empty() {
        properties.push(format!("title={}", property(title.trim())));
    }
    let mut message = at(diagnostic, "/summary").to_owned();
    let help = at(diagnostic, "/help");
    if !help.is_empty() {
        // Line breaks in the texts themselves are written out; this one is ours.
        message = format!("{}\nhelp: {}", neutral(&message), neutral(help));
    }
    let properties = properties.join(",");
    let space = if properties.is_empty() { "" } else { " " };
    let _ = writeln!(out, "::{command}{space}{properties}::{}", data(&message));
}

fn data(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(neutral).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&neutral(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{annotations, plan};
    use crate::report::sample;

    #[test]
    fn annotations_are_escaped_and_errors_come_first() {
        let diagnostics = [
            sample::diagnostic("warning", "100% of it"),
            sample::diagnostic("error", "a\r\n::set-env name=x::y"),
        ];
        insta::assert_snapshot!(sample::report(&sample::plan("x"), &diagnostics, plan), @r"
        ::error file=envs/a%2Cb%3Ac.yaml,line=22,col=7,title=W0412 providers.marketing-us.numbers.support::a\r\n::set-env name=x::y%0Ahelp: look at it
        ::warning file=envs/a%2Cb%3Ac.yaml,line=22,col=7,title=W0412 providers.marketing-us.numbers.support::100%25 of it%0Ahelp: look at it
        ::notice title=switchboard plan::Plan: 1 to create, 2 to update, 2 to adopt, 1 to forget; 1 as declared.%0A1 number in the account is not in the configuration.%0ACalls: 2 reads made, 2 writes to come.
        ");
    }

    /// Fault N9: a note is a notice, after the warnings and the verdict.
    #[test]
    fn notes_are_notices_and_come_last() {
        let diagnostics = [
            sample::diagnostic("note", "fine"),
            sample::diagnostic("warning", "look"),
        ];
        let text = sample::report(&sample::plan("x"), &diagnostics, plan);
        let commands: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split([' ', ',']).next())
            .collect();
        assert_eq!(commands, ["::warning", "::notice", "::notice"], "{text}");
        assert!(text.lines().last().unwrap().contains("::fine"), "{text}");
        let many = annotations(&vec![sample::diagnostic("note", "n"); 12]);
        assert_eq!(many.matches("::notice ").count(), 10);
        assert!(many.contains("::3 more notes without"), "{many}");
    }

    #[test]
    fn ten_of_each_are_shown_and_the_rest_counted() {
        let mut diagnostics = vec![sample::diagnostic("error", "e"); 12];
        diagnostics.extend(vec![sample::diagnostic("warning", "w"); 11]);
        let text = annotations(&diagnostics);
        assert_eq!(text.matches("::error ").count(), 10);
        assert_eq!(text.matches("::warning ").count(), 10);
        assert!(text.ends_with(
            "::notice title=switchboard::2 more errors and 1 more warning without an annotation; GitHub shows 10 of each in a step\n"
        ));
    }
}
