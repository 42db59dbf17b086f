//! The fields of a change for a terminal, one below the other, each with the place of its value.

use std::fmt::Write as _;

use crate::report::fields::rows::Row;
use crate::report::fields::url_diff::{Piece, pieces, underline};
use crate::report::text::escape::neutral;
use crate::report::text::paint::{DIM, GREEN, Look, RED};
use crate::report::text::width::columns;

/// A terminal in which a long value gets a line of its own, below its name.
const NARROW: usize = 60;

/// Rows one under the other, their values aligned. The place of a value follows it where the line
/// has room, or else on a line of its own.
pub(in crate::report) fn fields(out: &mut String, rows: &[Row], look: Look) {
    const INDENT: usize = 6;
    let name_width = rows.iter().map(|row| columns(&row.name)).max().unwrap_or(0);
    for row in rows {
        let mut name = format!("{:INDENT$}{:name_width$}  ", "", row.name);
        let values = [&row.before, &row.after].into_iter().flatten();
        let longest = values.map(|value| columns(value)).max().unwrap_or(0);
        let mut margin = " ".repeat(columns(&name));
        if look.width < NARROW && columns(&name) + 2 + longest > look.width {
            margin = format!("{:INDENT$}  ", "");
            name = format!("{:INDENT$}{}\n{margin}", "", row.name);
        }
        match (&row.before, &row.after) {
            (Some(before), Some(after)) if fits(before, after, columns(&margin), look.width) => {
                let used = columns(&margin) + columns(before) + 3 + columns(after);
                let (before, after) = (look.paint(RED, before), look.paint(GREEN, after));
                let _ = write!(out, "{name}{before} → {after}");
                end_with_place(out, row, used, &margin, look);
            }
            (Some(before), Some(after)) => {
                out.push_str(&name);
                stacked(out, row, (before, after), &margin, look);
            }
            (Some(value), None) | (None, Some(value)) => {
                let _ = write!(out, "{name}{value}");
                end_with_place(out, row, columns(&margin) + columns(value), &margin, look);
            }
            (None, None) => {}
        }
        for note in &row.notes {
            let _ = writeln!(out, "{margin}{}", look.paint(DIM, note));
        }
    }
}

/// Ends a line that has used this many columns, with the place of the row's value.
fn end_with_place(out: &mut String, row: &Row, used: usize, margin: &str, look: Look) {
    if let Some(place) = &row.place {
        let place = format!("({})", neutral(&place.in_short()));
        let gap = if used + 2 + columns(&place) <= look.width {
            "  ".to_owned()
        } else {
            format!("\n{margin}")
        };
        let _ = write!(out, "{gap}{}", look.paint(DIM, &place));
    }
    out.push('\n');
}

/// Whether two values fit on one line. URLs are easier to compare one under the other, even if they
/// are short.
fn fits(before: &str, after: &str, margin: usize, width: usize) -> bool {
    let urls = before.contains("://") && after.contains("://");
    !urls && margin + columns(before) + 3 + columns(after) <= width
}

fn stacked(out: &mut String, row: &Row, (before, after): (&str, &str), margin: &str, look: Look) {
    let (left, right) = pieces(before, after);
    let line = |sign: &str, pieces: &[Piece], style: anstyle::Style| {
        let mut line = look.paint(style, &format!("{sign} "));
        for piece in pieces {
            let style = if piece.changed {
                style.bold().invert()
            } else {
                style
            };
            line.push_str(&look.paint(style, &piece.text));
        }
        line
    };
    let (under_left, under_right) = (underline(&left), underline(&right));
    let _ = writeln!(out, "{}", line("-", &left, RED));
    // Without colour, carets mark what is new, or what is gone if nothing is new.
    if !look.color && under_right.is_empty() && !under_left.is_empty() {
        let _ = writeln!(out, "{margin}  {under_left}");
    }
    let _ = write!(out, "{margin}{}", line("+", &right, GREEN));
    let used = columns(margin) + 2 + columns(after);
    if look.color || under_right.is_empty() {
        return end_with_place(out, row, used, margin, look);
    }
    // The carets stay right below what they mark.
    let _ = write!(out, "\n{margin}  {under_right}");
    let used = columns(margin) + 2 + columns(&under_right);
    end_with_place(out, row, used, margin, look);
}
