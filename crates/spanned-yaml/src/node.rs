//! The tree a YAML file becomes: values that still know where they stand and how they were spelt.
//!
//! A scalar stays text. Whether `NO`, `0123` or `1.10` is a word or a number is decided by the
//! shape the value has to fit, never by the value itself.

pub use super::map::{Entry, Map};
use super::mask;
use super::source::Span;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it is; for a value taken from an alias, where the alias is.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Something stands here that could not be read; why is already reported.
    Unread,
    /// Nothing written, or a plain `~` or `null`.
    Null,
    /// Text.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(Map),
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In quotes, tagged `!!str`, or the result of replacing `${name}`.
    Quoted,
    /// As a block, after `|` or `>`.
    Block,
}

/// Text, as YAML reads it, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text, escapes and folding undone.
    pub text: String,
    /// How it was written.
    pub style: Style,
    /// It stands where a secret is expected, or holds a var that does: never show its text.
    pub concealed: bool,
    /// Some of its text came from a var.
    pub filled: bool,
}

impl Node {
    /// The scalar, if it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        if let Value::Scalar(scalar) = &self.value {
            Some(scalar)
        } else {
            None
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|s| s.text.as_str())
    }

    /// The map, if it is one.
    pub fn map(&self) -> Option<&Map> {
        if let Value::Map(map) = &self.value {
            Some(map)
        } else {
            None
        }
    }

    /// The items, if it is a list.
    pub fn list(&self) -> Option<&[Node]> {
        if let Value::List(items) = &self.value {
            Some(items)
        } else {
            None
        }
    }

    /// The value under a key, if it is a map and has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.get(key).map(|entry| &entry.value)
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Marks what stands under a secret's key as never to be shown, except what names the
    /// secret's whereabouts, and adds the places of it.
    pub(super) fn conceal(&mut self, places: &mut Vec<Span>) {
        let Value::Map(map) = &mut self.value else {
            return self.conceal_all(places);
        };
        for (key, entry) in &mut map.entries {
            if !mask::like_reference_key(key) {
                places.push(entry.key);
            }
            if !entry.value.is_whereabouts(key) {
                entry.value.conceal_all(places);
            }
        }
    }

    /// Whether it is what belongs under this key of a reference to a secret.
    fn is_whereabouts(&self, key: &str) -> bool {
        match (key, &self.value) {
            ("env" | "file", Value::Scalar(_)) => true,
            ("command", Value::List(items)) => items.iter().all(|item| item.scalar().is_some()),
            _ => false,
        }
    }

    fn conceal_all(&mut self, places: &mut Vec<Span>) {
        match &mut self.value {
            Value::Null | Value::Unread => {}
            Value::Scalar(scalar) => {
                scalar.concealed = true;
                places.push(self.span);
            }
            Value::List(items) => items.iter_mut().for_each(|item| item.conceal_all(places)),
            Value::Map(map) => {
                for (_, entry) in &mut map.entries {
                    places.push(entry.key);
                    entry.value.conceal_all(places);
                }
            }
        }
    }

    /// What it is, in words for a message: `a map`, `the text "5"`.
    pub fn described(&self) -> String {
        match &self.value {
            Value::Null | Value::Unread => "nothing".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map".to_owned(),
            Value::Scalar(s) if s.concealed => "a text".to_owned(),
            Value::Scalar(s) if s.style == Style::Plain => s.shown(),
            Value::Scalar(s) => format!("the text {}", s.shown()),
        }
    }
}

impl Scalar {
    /// A plain scalar.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style: Style::Plain,
            concealed: false,
            filled: false,
        }
    }

    /// A quoted scalar.
    pub fn quoted(text: impl Into<String>) -> Self {
        Self {
            style: Style::Quoted,
            ..Self::plain(text)
        }
    }

    /// The text for a message: cut, free of control characters, without passwords; `***` if it
    /// is not to be shown. Plain text stands in backticks, other text in double quotes.
    pub fn shown(&self) -> String {
        if self.concealed {
            return "***".to_owned();
        }
        let quote = if self.style == Style::Plain { '`' } else { '"' };
        format!("{quote}{}{quote}", shown(&self.text))
    }

    /// The whole number it is written as: plain decimal digits, `-` before them if need be. Not
    /// `1_000`, `0x10`, `+5` or `010`, which readers of YAML disagree about.
    pub fn as_integer(&self) -> Option<i128> {
        let digits = self.text.strip_prefix('-').unwrap_or(&self.text);
        let plain = self.style == Style::Plain
            && digits.bytes().all(|b| b.is_ascii_digit())
            && (digits.len() == 1 || !digits.starts_with('0'));
        if plain { self.text.parse().ok() } else { None }
    }

    /// The number it is written as, whole or with a decimal point.
    pub fn as_number(&self) -> Option<f64> {
        let digits = self.text.strip_prefix('-').unwrap_or(&self.text);
        let ok = self.style == Style::Plain
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if ok { self.text.parse().ok() } else { None }
    }

    /// The truth value it is written as: a plain `true` or `false`.
    pub fn as_boolean(&self) -> Option<bool> {
        match (self.style, self.text.as_str()) {
            (Style::Plain, "true" | "True" | "TRUE") => Some(true),
            (Style::Plain, "false" | "False" | "FALSE") => Some(false),
            _ => None,
        }
    }
}

/// Text of a user's for a message: at most 60 characters, control characters and passwords
/// replaced. Every message that quotes a value quotes it so.
pub fn shown(text: &str) -> String {
    let concealed = mask::conceal_in(text);
    cut(concealed, 60).chars().map(visible).collect()
}

/// A text without what is beyond so many characters; an ellipsis stands for the rest.
pub(super) fn cut(mut text: String, most: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(most) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// A character fit for a terminal.
fn visible(c: char) -> char {
    let unfit = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if unfit { '\u{fffd}' } else { c }
}

/// Follows keys (and list positions, as digits) down a tree; gives the place of the last key, or
/// of the item, and the value.
pub fn lookup<'a>(root: &'a Node, path: &[&str]) -> Option<(Span, &'a Node)> {
    let mut found = (root.span, root);
    for step in path {
        found = match &found.1.value {
            Value::Map(map) => map.get(step).map(|entry| (entry.key, &entry.value))?,
            Value::List(items) => {
                let item = items.get(step.parse::<usize>().ok()?)?;
                (item.span, item)
            }
            _ => return None,
        };
    }
    Some(found)
}
