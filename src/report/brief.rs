//! What a change does in a few words: for a cell of a table, or a line of its own.

use super::field::Row;
use super::text::{plural, shortened};
use super::urlparts::in_short;

/// How many fields are told before the rest is counted.
const FIELDS: usize = 3;
/// The longest value, in characters.
const LONGEST: usize = 60;

/// One field in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Brief {
    /// Its name, with the part of the URL that changes where it is only one.
    pub(super) name: String,
    /// What is there now, where that is worth showing.
    pub(super) before: Option<String>,
    /// What will be there.
    pub(super) after: String,
}

/// The first fields in a few words, and how many there are besides.
pub(super) fn briefs(rows: &[Row]) -> (Vec<Brief>, usize) {
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

/// All of it as one sentence: `sms_url host a → b; friendly_name x → y`. Empty where no field
/// changes.
pub(super) fn sentence(rows: &[Row]) -> String {
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
