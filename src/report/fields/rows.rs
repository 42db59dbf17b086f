//! Values and field changes as rows of plain text, the same for every format.
//!
//! A row's texts are safe to show: passwords are masked and special characters escaped.

use std::collections::BTreeSet;

use crate::model::{Action, Change, FieldChange, Fields, Mark, Value, mask_userinfo};

use crate::report::place::{Located, Places};
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;

/// The most members of a list or set that are named; the rest is counted.
const NAMED: usize = 10;

/// Shown for a value that is not set.
pub(in crate::report) const UNSET: &str = "(unset)";

/// Shown for a field that stays as it is and is no longer managed.
const DROPPED: &str = "(no longer managed, not changed)";

/// One field of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Row {
    /// The field's name, in its owner's words.
    pub(in crate::report) name: String,
    /// The current value; `None` if only one value is worth showing.
    pub(in crate::report) before: Option<String>,
    /// The new value; `None` if only the old one is worth showing.
    pub(in crate::report) after: Option<String>,
    /// Further remarks.
    pub(in crate::report) notes: Vec<String>,
    /// Where the configuration writes the new value of a field that changes.
    pub(in crate::report) place: Option<Located>,
}

/// The rows of a change, with the place of each value that an update writes.
pub(in crate::report) fn placed_rows(change: &Change, places: &Places<'_>) -> Vec<Row> {
    let mut rows = rows(change);
    for (at, row) in rows.iter_mut().enumerate() {
        row.place = place_of(change, at, places);
    }
    rows
}

/// The place of the value that an update writes in the row at this position.
pub(in crate::report) fn place_of(
    change: &Change,
    at: usize,
    places: &Places<'_>,
) -> Option<Located> {
    if change.action != Action::Update {
        return None;
    }
    places(&change.address, Some(&change.fields.get(at)?.field))
}

/// The rows of a change, field by field.
pub(in crate::report) fn rows(change: &Change) -> Vec<Row> {
    match change.action {
        Action::Update => {
            let written = change.fields.iter().map(written);
            written.chain(dropped(change)).collect()
        }
        Action::Create | Action::Purchase => {
            let mut rows = listed(change.after.as_ref());
            // A keyword's address says already which word it is.
            rows.retain(|row| row.after.as_deref() != Some(change.address.name()));
            rows
        }
        Action::Adopt => {
            let adopted = change.fields.iter().filter_map(adopted);
            adopted.chain(dropped(change)).collect()
        }
        Action::NoOp | Action::Forget => Vec::new(),
    }
}

/// The rows of a change that is known only by its fields before and after.
pub(in crate::report) fn between(before: Option<&Fields>, after: Option<&Fields>) -> Vec<Row> {
    let (Some(before), Some(after)) = (before, after) else {
        return listed(after.or(before));
    };
    let names: BTreeSet<_> = before.iter().chain(after.iter()).map(|(n, _)| n).collect();
    names
        .into_iter()
        .filter_map(|name| match after.find(name) {
            None => Some(one(name, DROPPED.to_owned())),
            Some(wanted) if wanted.is_satisfied_by(before.get(name)) => None,
            Some(wanted) => Some(pair(name, before.get(name), wanted)),
        })
        .collect()
}

fn dropped(change: &Change) -> impl Iterator<Item = Row> {
    super::actions::dropped_fields(change).map(|name| one(name, DROPPED.to_owned()))
}

fn listed(fields: Option<&Fields>) -> Vec<Row> {
    fields
        .into_iter()
        .flat_map(Fields::iter)
        .filter(|(_, value)| !value.is_blank() && !value.members().is_some_and(BTreeSet::is_empty))
        .map(|(name, value)| one(name, shown(value)))
        .collect()
}

fn written(field: &FieldChange) -> Row {
    let mut row = pair(&field.field, &field.before, &field.after);
    row.notes.extend(field.note.map(str::to_owned));
    if let (Mark::Drifted, Some(recorded)) = (field.mark, &field.recorded) {
        let left = missing_members(recorded, &field.before);
        row.notes.push(if left.is_empty() {
            last_applied(recorded, &field.after)
        } else {
            format!("removed outside Switchboard since the last apply: {left}")
        });
    }
    row
}

/// The members of a set that are not in the other.
fn missing_members(set: &Value, other: &Value) -> String {
    let there = |member: &&String| other.members().is_some_and(|have| have.contains(*member));
    let members = set.members().into_iter().flatten();
    joined(members.filter(|member| !there(member)).map(String::as_str))
}

/// An adopted field is as declared; it is worth a row only if the last apply left another value.
fn adopted(field: &FieldChange) -> Option<Row> {
    let recorded = field.recorded.as_ref()?;
    if field.after.is_satisfied_by(recorded) {
        return None;
    }
    let mut row = one(&field.field, shown(&field.after));
    row.notes.push(last_applied(recorded, &field.after));
    Some(row)
}

fn last_applied(recorded: &Value, wanted: &Value) -> String {
    if wanted.is_satisfied_by(recorded) {
        "last applied: the same as declared now".to_owned()
    } else {
        format!("last applied: {}", shown(recorded))
    }
}

fn pair(name: &str, before: &Value, after: &Value) -> Row {
    if let (Value::Set { members }, Value::Set { members: there }) = (after, before) {
        let added = members.difference(there).map(String::as_str);
        let mut row = one(name, format!("adds {}", joined(added)));
        if !there.is_empty() {
            let others = plural(there.len(), "other");
            row.notes
                .push(format!("{others} already in it, not changed"));
        }
        return row;
    }
    let (before, after) = (shown(before), shown(after));
    if before == after {
        let mut row = one(name, after);
        row.notes.push("only the password in it changes".to_owned());
        return row;
    }
    Row {
        name: neutral(name).into_owned(),
        before: Some(before),
        after: Some(after),
        notes: Vec::new(),
        place: None,
    }
}

fn one(name: &str, value: String) -> Row {
    Row {
        name: neutral(name).into_owned(),
        before: None,
        after: Some(value),
        notes: Vec::new(),
        place: None,
    }
}

/// A value in one line that is safe to show.
pub(in crate::report) fn shown(value: &Value) -> String {
    match value {
        Value::Blank => UNSET.to_owned(),
        Value::Flag(on) => on.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => quoted_if_odd(&neutral(&mask_userinfo(text))),
        Value::Concealed(kept) => quoted_if_odd(&neutral(kept.shown())),
        Value::Partial { base } => quoted_if_odd(&neutral(base)),
        Value::Reference { reference } => format!("{reference} (known after apply)"),
        Value::List(items) if items.is_empty() => "(none)".to_owned(),
        Value::List(items) => joined(items.iter().map(String::as_str)),
        Value::Set { members } if members.is_empty() => "(none)".to_owned(),
        Value::Set { members } => joined(members.iter().map(String::as_str)),
    }
}

/// Quotes a value only if its beginning or end would be unclear, or if it looks like one of our own
/// words.
fn quoted_if_odd(text: &str) -> String {
    let odd = text.trim() != text || text.starts_with(['(', '"']) || text.contains('\\');
    if odd {
        format!("\"{text}\"")
    } else {
        text.to_owned()
    }
}

fn joined<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let items: Vec<_> = items
        .map(|item| neutral(&mask_userinfo(item)).into_owned())
        .collect();
    let named = items.get(..NAMED).unwrap_or(&items).join(", ");
    match items.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::{pair, shown};
    use crate::model::Value;

    #[test]
    fn values_are_shown_so_that_they_cannot_be_mistaken() {
        assert_eq!(shown(&Value::Blank), "(unset)");
        assert_eq!(shown(&Value::text("(unset)")), "\"(unset)\"");
        assert_eq!(shown(&Value::text(" a ")), "\" a \"");
        assert_eq!(shown(&Value::text("a\nb")), "\"a\\nb\"");
        assert_eq!(
            shown(&Value::text("https://u:p@h.com/")),
            "https://u:***@h.com/"
        );
    }

    #[test]
    fn a_changed_password_is_reported_and_not_shown() {
        let row = pair(
            "sms_url",
            &Value::text("https://u:old@h.com/"),
            &Value::text("https://u:new@h.com/"),
        );
        assert_eq!(row.after.as_deref(), Some("https://u:***@h.com/"));
        assert_eq!(row.notes, ["only the password in it changes"]);
    }

    #[test]
    fn a_set_shows_what_is_added() {
        let set = |members: &[&str]| Value::Set {
            members: members.iter().map(ToString::to_string).collect(),
        };
        let row = pair("senders", &set(&["PN1"]), &set(&["PN1", "PN2"]));
        assert_eq!(row.after.as_deref(), Some("adds PN2"));
    }
}
