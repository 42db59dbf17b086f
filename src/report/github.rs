//! GitHub workflow commands: diagnostics as annotations at their lines, the verdict as a notice.
//! Changes and notes are notices too; notes come last, because GitHub limits the number of each.
//!
//! A line that begins with `::` is a command to the runner, so every text is escaped by its rules
//! (`%`, carriage return and line feed; in properties `:` and `,` too).

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

use crate::report::text::escape::neutral;
use crate::report::text::json::at;
use crate::report::text::plural::plural;

/// The most annotations of each severity in one step; GitHub drops the rest.
pub(in crate::report) const SHOWN: usize = 10;

/// Diagnostics as annotations, errors first, otherwise in the given order; a notice counts those
/// that GitHub would not show.
pub fn annotations(diagnostics: &[Value]) -> String {
    with_notices(diagnostics, "")
}

/// The annotations, with these notices before the notes and before the notice that counts the rest.
pub(in crate::report) fn with_notices(diagnostics: &[Value], notices: &str) -> String {
    with_changes(diagnostics, notices, &[])
}

/// The annotations, with these notices and then changes, the most important first, before the notes.
pub(in crate::report) fn with_changes(
    diagnostics: &[Value],
    notices: &str,
    changes: &[Value],
) -> String {
    let mut out = String::new();
    let mut left = Vec::new();
    let of = |severity| {
        let of = diagnostics.iter();
        let of = of.filter(move |diagnostic| at(diagnostic, "/severity") == severity);
        of.collect::<Vec<&Value>>()
    };
    let mut put = |out: &mut String, command: &str, noun: &str, of: &[&Value], room: usize| {
        for diagnostic in of.iter().take(room) {
            annotate(out, command, diagnostic);
        }
        if let more @ 1.. = of.len().saturating_sub(room) {
            left.push(plural(more, &format!("more {noun}")));
        }
        room.saturating_sub(of.len())
    };
    // A verdict that is an error is shown too.
    let is_error = |line: &&str| line.starts_with("::error");
    let verdict_errors = notices.lines().filter(is_error).count();
    let room = SHOWN.saturating_sub(verdict_errors);
    put(&mut out, "error", "error", &of("error"), room);
    put(&mut out, "warning", "warning", &of("warning"), SHOWN);
    out.push_str(notices);
    // One more notice may be needed to count the rest.
    let taken = notices.lines().count() - verdict_errors + 1;
    let room = SHOWN.saturating_sub(taken);
    let changes: Vec<&Value> = changes.iter().collect();
    let room = put(&mut out, "notice", "change", &changes, room);
    put(&mut out, "notice", "note", &of("note"), room);
    if !left.is_empty() {
        let left = left.join(" and ");
        let text = format!("{left} without an annotation; GitHub shows {SHOWN} of each per step");
        out.push_str(&notice("switchboard", &text));
    }
    out
}

/// A notice with a title; lines of the message are kept.
pub fn notice(title: &str, message: &str) -> String {
    titled("notice", title, message)
}

pub(in crate::report) fn titled(command: &str, title: &str, message: &str) -> String {
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
        // Line breaks in the texts are escaped; this one is ours.
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
    use super::annotations;
    use crate::report::sample;

    #[test]
    fn ten_of_each_are_shown_and_the_rest_counted() {
        let mut diagnostics = vec![sample::diagnostic("error", "e"); 12];
        diagnostics.extend(vec![sample::diagnostic("warning", "w"); 11]);
        let text = annotations(&diagnostics);
        assert_eq!(text.matches("::error ").count(), 10);
        assert_eq!(text.matches("::warning ").count(), 10);
        assert!(text.ends_with(
            "::notice title=switchboard::2 more errors and 1 more warning without an annotation; GitHub shows 10 of each per step\n"
        ));
    }
}
