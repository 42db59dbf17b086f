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

/// All comments in and around a part, for a place where there is no room for them. Each names the
/// keys that it is about, `line.incoming: …`, because it is not next to them. `key` is the part's
/// own, blank for an item of a list.
pub(crate) fn all_in(key: &str, part: &Part) -> Vec<String> {
    let mut found = Vec::new();
    collect(key, part, &mut found);
    found
}

fn collect(path: &str, part: &Part, found: &mut Vec<String>) {
    let about = |comment: &String| match path {
        // A blank line between comments separates nothing here.
        _ if comment.is_empty() => None,
        "" => Some(comment.clone()),
        path => Some(format!("{path}: {comment}")),
    };
    found.extend(part.above.iter().filter_map(about));
    found.extend(part.beside.iter().filter_map(about));
    match &part.value {
        Draft::Map(map) => {
            for (key, entry) in &map.entries {
                let inner = match path {
                    "" => key.clone(),
                    path => format!("{path}.{key}"),
                };
                collect(&inner, entry, found);
            }
            found.extend(map.below.iter().filter_map(about));
        }
        Draft::List(list) => {
            for item in &list.items {
                collect(path, item, found);
            }
            found.extend(list.below.iter().filter_map(about));
        }
        _ => {}
    }
}
