//! Comments made of any text.

use crate::emit::draft::{Draft, Part};
use crate::emit::quoting::{escape, must_be_escaped};

/// The lines of a comment, each with its `#`. Characters that could end a line for some reader, or
/// that cannot be seen, are shown as escapes.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.into_iter()
}

/// A comment that fits on one line.
pub(crate) fn one_line(text: &str) -> String {
    line(&text.replace(['\n', '\r'], " "))
}

fn line(text: &str) -> String {
    let mut line = String::from("# ");
    for c in text.chars() {
        match c {
            '\t' => line.push(' '),
            c if must_be_escaped(c) => escape(&mut line, c),
            c => line.push(c),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// All comments in and around a part, for a place where there is no room for them.
pub(crate) fn all_in(part: &Part) -> Vec<&str> {
    let mut found = Vec::new();
    collect(part, &mut found);
    found
}

fn collect<'d>(part: &'d Part, found: &mut Vec<&'d str>) {
    found.extend(part.above.iter().map(String::as_str));
    found.extend(part.beside.as_deref());
    match &part.value {
        Draft::Map(map) => {
            map.entries.iter().for_each(|(_, p)| collect(p, found));
            found.extend(map.below.iter().map(String::as_str));
        }
        Draft::List(list) => {
            list.items.iter().for_each(|p| collect(p, found));
            found.extend(list.below.iter().map(String::as_str));
        }
        _ => {}
    }
}
