//! Random YAML texts as a person might write them, with the values that are in them.

use proptest::prelude::*;

/// A value and how it is written.
#[derive(Debug, Clone)]
pub enum Doc {
    Null(&'static str),
    /// A text, and its notation in a block.
    Text(String, Notation),
    Map(Vec<(String, Entry)>, Form),
    List(Vec<Entry>, Form),
}

#[derive(Debug, Clone, Copy)]
pub enum Notation {
    Plain,
    Single,
    Double,
    OverLines,
    Literal,
    Folded,
    Kept,
}

#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Lines, so many columns further in.
    Block(usize),
    Flow,
    /// One entry per line, in brackets.
    FlowLines,
}

/// A value with what is around it.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says what is around a value"
)]
pub struct Entry {
    pub value: Doc,
    pub above: bool,
    pub beside: bool,
    pub blank: bool,
    pub anchor: bool,
}

fn leaf() -> impl Strategy<Value = Doc> {
    let notation = prop::sample::select(vec![
        Notation::Plain,
        Notation::Plain,
        Notation::Single,
        Notation::Double,
        Notation::OverLines,
        Notation::Literal,
        Notation::Folded,
        Notation::Kept,
    ]);
    let text = prop::sample::select(vec!["one", "two words", "+1501", "NO", "https://x/y", "é"]);
    prop_oneof![
        4 => (text, notation).prop_map(|(text, notation)| Doc::Text(text.to_owned(), notation)),
        1 => prop::sample::select(vec!["", "~", "null"]).prop_map(Doc::Null),
    ]
}

fn form() -> impl Strategy<Value = Form> {
    prop_oneof![
        4 => (0..5_usize).prop_map(Form::Block),
        1 => Just(Form::Flow),
        1 => Just(Form::FlowLines),
    ]
}

fn entry(value: impl Strategy<Value = Doc>) -> impl Strategy<Value = Entry> {
    let rare = || prop::bool::weighted(0.25);
    (value, rare(), rare(), rare(), rare()).prop_map(|(value, above, beside, blank, anchor)| {
        Entry {
            value,
            above,
            beside,
            blank,
            anchor,
        }
    })
}

fn map(value: impl Strategy<Value = Doc>, least: usize) -> impl Strategy<Value = Doc> {
    (prop::collection::vec(entry(value), least..4), form()).prop_map(|(entries, form)| {
        let keys = ["a", "b c", "d", "e"].map(str::to_owned);
        Doc::Map(keys.into_iter().zip(entries).collect(), form)
    })
}

/// A whole file.
pub fn file() -> impl Strategy<Value = Doc> {
    let value = leaf().prop_recursive(3, 24, 4, |inner| {
        let list = (prop::collection::vec(entry(inner.clone()), 0..4), form())
            .prop_map(|(items, form)| Doc::List(items, form));
        prop_oneof![2 => map(inner, 0), 1 => list]
    });
    map(value, 1)
}

/// Writes a value; each comment and anchor has a number of its own.
#[derive(Default)]
pub struct Pen {
    pub text: String,
    count: usize,
}

impl Pen {
    pub fn file(root: &Doc) -> String {
        let mut pen = Self::default();
        match root {
            Doc::Map(entries, Form::Block(_)) if !entries.is_empty() => pen.map(entries, 0),
            other => {
                pen.flow(other);
                pen.text.push('\n');
            }
        }
        pen.text
    }

    fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    fn above(&mut self, entry: &Entry, column: usize) {
        if entry.blank {
            self.text.push('\n');
        }
        if entry.above {
            let number = self.number();
            self.text += &format!("{:column$}# c{number}\n", "");
        }
    }

    /// The end of a line.
    fn end(&mut self, entry: &Entry) {
        if entry.beside {
            let number = self.number();
            self.text += &format!("  # c{number}");
        }
        self.text.push('\n');
    }

    fn map(&mut self, entries: &[(String, Entry)], column: usize) {
        for (n, (key, entry)) in entries.iter().enumerate() {
            // The first entry may be on the line of a dash.
            if n > 0 || self.text.is_empty() || self.text.ends_with('\n') {
                self.above(entry, column);
                self.text += &" ".repeat(column);
            }
            self.text += &format!("{key}:");
            self.value(entry, column, false);
        }
    }

    fn list(&mut self, items: &[Entry], column: usize) {
        for (n, entry) in items.iter().enumerate() {
            if n > 0 || self.text.ends_with('\n') {
                self.above(entry, column);
                self.text += &" ".repeat(column);
            }
            self.text.push('-');
            self.value(entry, column, true);
        }
    }

    /// A value behind its key or dash.
    fn value(&mut self, entry: &Entry, column: usize, item: bool) {
        let anchored = entry.anchor && !matches!(entry.value, Doc::Null(_));
        if anchored {
            let number = self.number();
            self.text += &format!(" &a{number}");
        }
        match &entry.value {
            Doc::Map(entries, Form::Block(step)) if !entries.is_empty() => {
                if item && !anchored && !entry.beside {
                    self.text += " ";
                    self.map(entries, column + 2);
                } else {
                    self.end(entry);
                    self.map(entries, column + step.max(&1));
                }
            }
            Doc::List(items, Form::Block(step)) if !items.is_empty() => {
                if item && !anchored && !entry.beside {
                    self.text += " ";
                    self.list(items, column + 2);
                } else {
                    self.end(entry);
                    let step = if item { *step.max(&1) } else { *step };
                    self.list(items, column + step);
                }
            }
            Doc::Text(text, notation) => self.in_block(text, *notation, entry, column),
            Doc::Map(_, Form::FlowLines) | Doc::List(_, Form::FlowLines) => {
                self.text.push(' ');
                self.flow_lines(&entry.value, column + 3);
                self.end(entry);
            }
            Doc::Null(text) => {
                if !text.is_empty() {
                    self.text += &format!(" {text}");
                }
                self.end(entry);
            }
            other => {
                self.text.push(' ');
                self.flow(other);
                self.end(entry);
            }
        }
    }

    fn in_block(&mut self, text: &str, notation: Notation, entry: &Entry, column: usize) {
        let pad = " ".repeat(column + 3);
        match notation {
            Notation::OverLines => {
                self.text += &format!(" {}", text.replace(' ', &format!("\n{pad}")));
                self.end(entry);
            }
            Notation::Literal | Notation::Folded | Notation::Kept => {
                let header = match notation {
                    Notation::Literal => "|-",
                    Notation::Folded => ">-",
                    _ => "|+",
                };
                self.text += &format!(" {header}");
                self.end(entry);
                self.text += &format!("{pad}{text}\n");
            }
            _ => {
                self.text.push(' ');
                self.scalar(text, notation);
                self.end(entry);
            }
        }
    }

    fn scalar(&mut self, text: &str, notation: Notation) {
        self.text += &match notation {
            Notation::Single => format!("'{text}'"),
            Notation::Double => format!("\"{text}\""),
            _ => text.to_owned(),
        };
    }

    fn flow(&mut self, value: &Doc) {
        match value {
            Doc::Null("") => self.text += "null",
            Doc::Null(text) => self.text += text,
            Doc::Text(text, notation) => self.scalar(text, *notation),
            Doc::Map(entries, _) => {
                self.text.push('{');
                for (n, (key, entry)) in entries.iter().enumerate() {
                    self.text += if n > 0 { ", " } else { "" };
                    self.text += &format!("{key}: ");
                    self.flow(&entry.value);
                }
                self.text.push('}');
            }
            Doc::List(items, _) => {
                self.text.push('[');
                for (n, entry) in items.iter().enumerate() {
                    self.text += if n > 0 { ", " } else { "" };
                    self.flow(&entry.value);
                }
                self.text.push(']');
            }
        }
    }

    fn flow_lines(&mut self, value: &Doc, column: usize) {
        let (brackets, entries): (_, Vec<(Option<&String>, &Entry)>) = match value {
            Doc::Map(entries, _) => ("{}", entries.iter().map(|(k, e)| (Some(k), e)).collect()),
            Doc::List(items, _) => ("[]", items.iter().map(|e| (None, e)).collect()),
            _ => return,
        };
        self.text += &format!("{}\n", &brackets[..1]);
        let last = entries.len().saturating_sub(1);
        for (n, (key, entry)) in entries.into_iter().enumerate() {
            self.above(entry, column);
            self.text += &" ".repeat(column);
            if let Some(key) = key {
                self.text += &format!("{key}: ");
            }
            self.flow(&entry.value);
            self.text += if n < last || entry.anchor { "," } else { "" };
            self.end(entry);
        }
        self.text += &format!("{:column$}{}", "", &brackets[1..]);
    }
}
