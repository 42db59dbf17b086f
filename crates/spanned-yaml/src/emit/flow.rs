//! Values on one line: scalars, and maps and lists in brackets.

use crate::emit::draft::{Draft, Part};
use crate::emit::quoting::scalar;

/// A value on one line, without the comments in it.
pub(crate) fn value(draft: &Draft, before_a_comment: bool) -> String {
    match draft {
        Draft::Text(text) => scalar(text, before_a_comment),
        Draft::Number(number) => number.to_string(),
        Draft::Decimal(number) => number.to_string(),
        Draft::Flag(flag) => flag.to_string(),
        Draft::List(list) => {
            let items: Vec<_> = list
                .items
                .iter()
                .map(|item| value(&item.value, false))
                .collect();
            format!("[{}]", items.join(", "))
        }
        Draft::Map(map) if map.entries.is_empty() => "{}".to_owned(),
        Draft::Map(map) => {
            let entries: Vec<_> = map
                .entries
                .iter()
                .map(|(key, part)| entry(key, part, false))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// `key: value` on one line, without the comments in it.
pub(crate) fn entry(key: &str, part: &Part, before_a_comment: bool) -> String {
    let value = value(&part.value, before_a_comment);
    format!("{}: {value}", scalar(key, false))
}
