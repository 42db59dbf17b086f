//! How similar the changes of several resources are, and what they have in common.

use super::rows::{Row, UNSET};
use super::url_parts;
use super::url_parts::changed;

/// Shown for a value that is not the same for all.
const VARIOUS: &str = "(various)";

/// Levels of similarity, the strictest first. Texts such as names may differ earlier than URLs, and
/// the host of a URL last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Likeness {
    /// Every value is the same.
    Same,
    /// The same parts of the URLs change in the same way.
    Part,
    /// The URLs are the same, the texts differ.
    Words,
    /// The same parts of the URLs change in the same way, the texts differ.
    WordsAndPart,
    /// The URLs become the same.
    Target,
    /// The URLs come to the same host.
    Host,
}

impl Likeness {
    /// All levels, the strictest first.
    pub(in crate::report) const ALL: [Self; 6] = [
        Self::Same,
        Self::Part,
        Self::Words,
        Self::WordsAndPart,
        Self::Target,
        Self::Host,
    ];

    fn lets_words_differ(self) -> bool {
        !matches!(self, Self::Same | Self::Part)
    }
}

/// A key that is equal for rows that are alike at a level.
pub(in crate::report) fn key(rows: &[Row], level: Likeness) -> String {
    let keys: Vec<String> = rows.iter().map(|row| row_key(row, level)).collect();
    keys.join("\u{1e}")
}

fn row_key(row: &Row, level: Likeness) -> String {
    let (before, after) = (row.before.as_deref(), row.after.as_deref());
    let exact = || format!("{before:?} {after:?}");
    let loose = || format!("{:?} {:?}", before.map(is_unset), after.map(is_unset));
    let of_values = match after.and_then(url_parts::parts) {
        _ if level == Likeness::Same => exact(),
        None if !level.lets_words_differ() || row.name.ends_with("method") => exact(),
        // A value that is not a URL can be a destination too.
        None if leads(&row.name) && after.is_some_and(|after| !is_unset(after)) => exact(),
        // A removed URL differs from an added one.
        None => loose(),
        Some(target) => match level {
            Likeness::Part | Likeness::WordsAndPart => {
                match before.and_then(|b| changed(b, after?)) {
                    Some(parts) => format!("{parts:?}"),
                    None => exact(),
                }
            }
            Likeness::Target => format!("{:?} {after:?}", before.map(is_unset)),
            Likeness::Host => format!(
                "{:?} {} {}",
                before.map(is_unset),
                target.scheme,
                target.host
            ),
            Likeness::Same | Likeness::Words => exact(),
        },
    };
    let notes: Vec<&str> = row
        .notes
        .iter()
        .map(|note| match level {
            Likeness::Same => note.as_str(),
            _ => note.split(": ").next().unwrap_or_default(),
        })
        .collect();
    format!("{}\u{1f}{of_values}\u{1f}{notes:?}", row.name)
}

/// Whether a field holds a destination.
fn leads(name: &str) -> bool {
    name.ends_with("url") || name.ends_with("callback") || name.ends_with("id")
}

fn is_unset(value: &str) -> bool {
    value == UNSET
}

/// One field of several members.
pub(in crate::report) struct Column {
    /// The rows that all members have in common.
    pub(in crate::report) rows: Vec<Row>,
    /// What each member has of its own.
    own: Own,
}

/// What each member has of its own in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Own {
    /// Nothing.
    Nothing,
    /// The new value; the old one is the same for all.
    After,
    /// The old and the new value.
    Both,
}

/// The common fields of rows with the same names.
pub(in crate::report) fn shared(rows_of_each: &[&[Row]]) -> Vec<Column> {
    let first = rows_of_each.first().copied().unwrap_or_default();
    (0..first.len())
        .map(|at| {
            let column: Vec<&Row> = rows_of_each
                .iter()
                .filter_map(|rows| rows.get(at))
                .collect();
            column_of(&column)
        })
        .collect()
}

fn column_of(column: &[&Row]) -> Column {
    let Some(first) = column.first() else {
        return Column {
            rows: Vec::new(),
            own: Own::Nothing,
        };
    };
    if column.iter().all(|row| row == first) {
        return Column {
            rows: vec![(*first).clone()],
            own: Own::Nothing,
        };
    }
    let in_all = |note: &&String| column.iter().all(|row| row.notes.contains(note));
    let notes: Vec<String> = first.notes.iter().filter(in_all).cloned().collect();
    if let Some(parts) = same_parts(column) {
        return Column {
            rows: of_parts(&first.name, &parts, notes),
            own: Own::Nothing,
        };
    }
    let side = |of: fn(&Row) -> Option<&str>| same(column.iter().map(|row| of(row)));
    let before = side(|row| row.before.as_deref());
    let after = side(|row| row.after.as_deref());
    let own = match before {
        Side::Various => Own::Both,
        Side::None | Side::Same(_) => Own::After,
    };
    let host = |of: fn(&Row) -> Option<&str>| {
        same(
            column
                .iter()
                .map(|row| Some(url_parts::parts(of(row)?)?.host)),
        )
    };
    // Different URLs at the same host share the host.
    if let (Side::Various, Side::Same(to)) = (&after, host(|row| row.after.as_deref())) {
        let from = first
            .before
            .as_ref()
            .map(|_| match host(|row| row.before.as_deref()) {
                Side::Same(host) => host,
                _ => before.text().unwrap_or_else(|| VARIOUS.to_owned()),
            });
        let mut notes = notes;
        notes.push("the rest of each URL differs".to_owned());
        let row = Row {
            name: format!("{} host", first.name),
            before: from,
            after: Some(to),
            notes,
            place: None,
        };
        return Column {
            rows: vec![row],
            own,
        };
    }
    let row = Row {
        name: first.name.clone(),
        before: before.text(),
        after: after.text(),
        notes,
        place: None,
    };
    Column {
        rows: vec![row],
        own,
    }
}

/// The old or the new value of a field, over several members.
enum Side {
    /// No member has a value.
    None,
    /// All members have this value.
    Same(String),
    /// Not all members have the same value.
    Various,
}

impl Side {
    fn text(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Same(text) => Some(text.clone()),
            Self::Various => Some(VARIOUS.to_owned()),
        }
    }
}

fn same<'a>(mut values: impl Iterator<Item = Option<&'a str>>) -> Side {
    let first = values.next().flatten();
    let all = values.all(|value| value == first);
    match (all, first) {
        (false, _) => Side::Various,
        (true, None) => Side::None,
        (true, Some(text)) => Side::Same(text.to_owned()),
    }
}

/// The changed parts of the URLs, if they change in the same way for all.
fn same_parts(column: &[&Row]) -> Option<Vec<url_parts::Changed>> {
    let of = |row: &&Row| changed(row.before.as_deref()?, row.after.as_deref()?);
    let first = of(column.first()?)?;
    let all = column.iter().all(|row| of(row).as_ref() == Some(&first));
    all.then_some(first)
}

fn of_parts(name: &str, parts: &[url_parts::Changed], notes: Vec<String>) -> Vec<Row> {
    let mut rows: Vec<Row> = parts
        .iter()
        .map(|part| Row {
            name: format!("{name} {}", part.name),
            before: Some(part.before.clone()),
            after: Some(part.after.clone()),
            notes: Vec::new(),
            place: None,
        })
        .collect();
    if let Some(last) = rows.last_mut() {
        last.notes = notes;
        last.notes
            .push("the rest of each URL is unchanged".to_owned());
    }
    rows
}

/// What one member does not share with the others, in one line; may be empty.
pub(in crate::report) fn own(rows: &[Row], shared: &[Column]) -> String {
    let line = |(row, column): (&Row, &Column)| {
        let name = &row.name;
        match (column.own, &row.before, &row.after) {
            (Own::Nothing, _, _) | (_, None, None) => None,
            (Own::Both, Some(before), Some(after)) => Some(format!("{name} {before} → {after}")),
            (_, _, Some(value)) | (_, Some(value), None) => Some(format!("{name} {value}")),
        }
    };
    let lines: Vec<String> = rows.iter().zip(shared).filter_map(line).collect();
    lines.join(", ")
}

/// The common remarks: the same lines, or else the lines without the paths of their URLs.
pub(in crate::report) fn common_remarks(remarks: &[&[String]]) -> Vec<String> {
    let Some(first) = remarks.first() else {
        return Vec::new();
    };
    if remarks.iter().all(|lines| lines == first) {
        return first.to_vec();
    }
    first.iter().map(|line| without_paths(line)).collect()
}

/// A line in which each URL is cut after its host.
pub(in crate::report) fn without_paths(line: &str) -> String {
    let words: Vec<String> = line
        .split(' ')
        .map(|word| match url_parts::parts(word) {
            Some(parts) => format!("{}://{}/…", parts.scheme, parts.host),
            None => word.to_owned(),
        })
        .collect();
    words.join(" ")
}
