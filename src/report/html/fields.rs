//! Fields and their values on a page, with what differs marked.

use super::{code, text};
use crate::report::fields::rows::Row;
use crate::report::fields::url_diff::{Piece, pieces};
use crate::report::place::Located;

/// The fields as a table; nothing for none. `before` and `after` head its columns.
pub(in crate::report) fn fields(out: &mut String, rows: &[Row], before: &str, after: &str) {
    if rows.is_empty() {
        return;
    }
    out.push_str(&format!(
        "<table class=\"fields\"><thead><tr><th></th><th>{before}</th><th>{after}</th></tr></thead><tbody>\n"
    ));
    for row in rows {
        let (before, after) = match (&row.before, &row.after) {
            (Some(before), Some(after)) => {
                let (before, after) = pieces(before, after);
                (marked(&before), marked(&after))
            }
            (before, after) => (
                code(before.as_deref().unwrap_or_default()),
                code(after.as_deref().unwrap_or_default()),
            ),
        };
        let place = row.place.as_ref().map(Located::in_short);
        let notes: Vec<String> = place
            .iter()
            .chain(&row.notes)
            .map(|note| format!("<span class=\"note\">{}</span>", text(note)))
            .collect();
        let was = match row.before {
            Some(_) => format!("<td class=\"was\">{before}</td><td class=\"is\">"),
            None => "<td colspan=\"2\" class=\"is\">".to_owned(),
        };
        out.push_str(&format!(
            "<tr><th scope=\"row\">{}</th>{was}{after}{}</td></tr>\n",
            text(&row.name),
            notes.concat()
        ));
    }
    out.push_str("</tbody></table>\n");
}

/// A value with what differs marked.
fn marked(pieces: &[Piece]) -> String {
    let pieces: String = pieces
        .iter()
        .map(|piece| {
            let text = text(&piece.text);
            if piece.changed {
                format!("<mark>{text}</mark>")
            } else {
                text
            }
        })
        .collect();
    format!("<code>{pieces}</code>")
}

/// Lines one below the other; nothing for none.
pub(in crate::report) fn remarks(out: &mut String, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines
        .map(|line| format!("<li>{}</li>", text(&line)))
        .collect();
    if !lines.is_empty() {
        out.push_str(&format!("<ul class=\"remarks\">{}</ul>\n", lines.concat()));
    }
}
