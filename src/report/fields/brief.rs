//! A change in a few words, for a table cell or a line.

use super::rows::Row;
use super::url_parts::in_short;
use crate::report::text::plural::plural;
use crate::report::text::width::shortened;

/// The most fields that are shown; the rest is counted.
const FIELDS: usize = 3;
/// The longest value, in characters.
const LONGEST: usize = 60;

/// One field in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Brief {
    /// Its name, with the changed part of a URL if there is only one.
    pub(in crate::report) name: String,
    /// The current value, if it is worth showing.
    pub(in crate::report) before: Option<String>,
    /// The new value.
    pub(in crate::report) after: String,
}

/// The first fields in a few words, and the number of others.
pub(in crate::report) fn briefs(rows: &[Row]) -> (Vec<Brief>, usize) {
    let briefs = rows.iter().take(FIELDS).map(brief).collect();
    (briefs, rows.len().saturating_sub(FIELDS))
}

fn brief(row: &Row) -> Brief {
    let short = |text: &String| shortened(text, LONGEST).into_owned();
    match (&row.before, &row.after) {
        (Some(before), Some(after)) => {
            let [name, before, after] = in_short(&row.name, before, after, LONGEST);
            Brief {
                name,
                before: Some(before),
                after,
            }
        }
        (one, other) => Brief {
            name: row.name.clone(),
            before: None,
            after: one
                .as_ref()
                .or(other.as_ref())
                .map(short)
                .unwrap_or_default(),
        },
    }
}

/// The whole change as one sentence: `url host a → b; name x → y`. Empty if no field changes.
pub(in crate::report) fn sentence(rows: &[Row]) -> String {
    let (briefs, more) = briefs(rows);
    let mut parts: Vec<String> = briefs
        .iter()
        .map(|one| match &one.before {
            Some(before) => format!("{} {before} → {}", one.name, one.after),
            None => format!("{} {}", one.name, one.after),
        })
        .collect();
    if more > 0 {
        parts.push(format!("and {}", plural(more, "more field")));
    }
    parts.join("; ")
}
