//! Values on lines of their own.

use crate::emit::comment;
use crate::emit::draft::{Draft, DraftList, DraftMap, Part};
use crate::emit::flow;
use crate::emit::quoting::scalar;

/// How far in the lines are, and how they end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// The number of blanks by which what is below a key is indented.
    pub step: usize,
    /// The dashes of a list are in the column of the key above.
    pub flush: bool,
    /// What ends a line.
    pub newline: &'static str,
}

impl Default for Style {
    /// The canonical layout.
    fn default() -> Self {
        Self {
            step: 2,
            flush: false,
            newline: "\n",
        }
    }
}

/// A text under construction. Lines are ended by what follows them.
pub(crate) struct Writer {
    text: String,
    style: Style,
    /// What comes next is on the line that was begun.
    stay: bool,
    /// The comments of what comes next are above already.
    hoisted: bool,
}

impl Writer {
    /// The first line is not indented.
    pub(crate) fn new(style: Style) -> Self {
        Self {
            text: String::new(),
            style,
            stay: true,
            hoisted: false,
        }
    }

    /// The text, without a line break at its end.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// A value whose first line begins in a column.
    pub(crate) fn value(&mut self, draft: &Draft, column: usize) {
        match draft {
            Draft::Map(map) if draft.is_block() => self.map(map, column),
            Draft::List(list) if draft.is_block() => self.list(list, column),
            _ => {
                self.line(column);
                self.text.push_str(&flow::value(draft, false));
            }
        }
    }

    fn map(&mut self, map: &DraftMap, column: usize) {
        for (number, (key, part)) in map.entries.iter().enumerate() {
            self.entry(key, part, column, number == 0);
        }
        self.comments(&map.below, column);
    }

    /// An entry of a map.
    pub(crate) fn entry(&mut self, key: &str, part: &Part, column: usize, first: bool) {
        self.blank(part.blank && !first);
        if !std::mem::take(&mut self.hoisted) {
            self.comments(&part.above, column);
        }
        self.line(column);
        self.text.push_str(&scalar(key, false));
        self.text.push(':');
        let inner = match part.value {
            Draft::List(_) if self.style.flush => column,
            _ => column + self.style.step,
        };
        if part.value.is_block() {
            self.beside(part);
            self.value(&part.value, inner);
        } else {
            self.on_the_line(part);
        }
    }

    fn list(&mut self, list: &DraftList, column: usize) {
        for (number, item) in list.items.iter().enumerate() {
            self.item(item, column, number == 0);
        }
        self.comments(&list.below, column);
    }

    /// An item of a list. A comment that would be behind the dash is above it.
    pub(crate) fn item(&mut self, part: &Part, column: usize, first: bool) {
        self.blank(part.blank && !first);
        let hoisted = std::mem::take(&mut self.hoisted);
        if !hoisted {
            self.comments(&leading(part), column);
        }
        self.line(column);
        self.text.push('-');
        if part.value.is_block() {
            self.text.push(' ');
            self.stay = true;
            self.hoisted = true;
            self.value(&part.value, column + 2);
        } else {
            self.on_the_line(part);
        }
    }

    /// A value behind its key or dash, with its comment.
    fn on_the_line(&mut self, part: &Part) {
        self.text.push(' ');
        let text = flow::value(&part.value, part.beside.is_some());
        self.text.push_str(&text);
        self.beside(part);
    }

    fn beside(&mut self, part: &Part) {
        if let Some(text) = &part.beside {
            self.text.push(' ');
            self.text.push_str(&comment::one_line(text));
        }
    }

    fn comments(&mut self, comments: &[String], column: usize) {
        for line in comments.iter().flat_map(|text| comment::lines(text)) {
            self.line(column);
            self.text.push_str(&line);
        }
    }

    /// A blank line, but not before the first line.
    fn blank(&mut self, wanted: bool) {
        if wanted && !self.stay {
            self.text.push_str(self.style.newline);
        }
    }

    /// Begins a line.
    fn line(&mut self, column: usize) {
        if !std::mem::take(&mut self.stay) {
            self.text.push_str(self.style.newline);
            self.text.extend(std::iter::repeat_n(' ', column));
        }
    }
}

/// The comments above an item, with those of the value on its line.
fn leading(item: &Part) -> Vec<String> {
    let mut found = item.above.clone();
    let mut part = item;
    while part.value.is_block() {
        // The dash is not followed by a comment, so this one is above.
        if let (Draft::List(_) | Draft::Map(_), Some(text)) = (&part.value, &part.beside) {
            found.push(text.clone());
        }
        let (first, of_list) = match &part.value {
            Draft::Map(map) => (map.entries.first().map(|(_, part)| part), false),
            Draft::List(list) => (list.items.first(), true),
            _ => (None, false),
        };
        let Some(first) = first else { break };
        found.extend(first.above.iter().cloned());
        if !of_list {
            break;
        }
        part = first;
    }
    found
}
