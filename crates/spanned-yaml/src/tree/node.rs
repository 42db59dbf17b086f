//! The tree of a YAML file: values with their place and their notation.
//!
//! A scalar stays text. Whether `NO`, `0123` or `1.10` is a word or a number is decided by the
//! shape that the value must fit, never by the value itself.

use smol_str::SmolStr;

use crate::secrets::reference::like_reference_key;
use crate::source::Span;
use crate::tree::entries::{Entries, Few, IntoIter, Iter};
use crate::tree::scalar::{Scalar, Style};

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The place of the value; for a value taken from an alias, the place of the alias.
    pub span: Span,
}

/// The value of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A value that could not be read. The reason is already reported.
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

    /// Conceals the value under a secret's key, except the part of a reference that names where the
    /// secret is, and adds the concealed places to `places`.
    pub(crate) fn conceal(&mut self, places: &mut Vec<Span>) {
        let Value::Map(map) = &mut self.value else {
            return self.conceal_all(places);
        };
        for (key, entry) in map.iter_mut() {
            if !like_reference_key(key) {
                places.push(entry.key);
            }
            if !entry.value.is_whereabouts(key) {
                entry.value.conceal_all(places);
            }
        }
    }

    /// Whether the node is a valid value for this key of a reference to a secret.
    fn is_whereabouts(&self, key: &str) -> bool {
        match (key, &self.value) {
            ("env" | "file", Value::Scalar(_)) => true,
            ("command", Value::List(items)) => items.iter().all(|item| item.scalar().is_some()),
            _ => false,
        }
    }

    fn conceal_all(&mut self, places: &mut Vec<Span>) {
        match &mut self.value {
            Value::Null => {}
            // A tag that is not allowed may be part of the secret.
            Value::Unread => places.push(self.span),
            Value::Scalar(scalar) => {
                scalar.concealed = true;
                places.push(self.span);
            }
            Value::List(items) => items.iter_mut().for_each(|item| item.conceal_all(places)),
            Value::Map(map) => {
                for (_, entry) in map.iter_mut() {
                    places.push(entry.key);
                    entry.value.conceal_all(places);
                }
            }
        }
    }

    /// The node in words for a message: `a map`, `the text "5"`.
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

/// Follows keys (and list positions, as digits) down a tree. Returns the place of the last key, or
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

/// A map in file order. Looking up a key takes constant time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Map {
    entries: Entries<Entry>,
    /// The map could not be read completely, so a key may be missing only here.
    pub(crate) partial: bool,
}

/// The key's place and the value under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The place of the key.
    pub key: Span,
    /// The value.
    pub value: Node,
}

impl Map {
    /// The entry under a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The entry under a key, mutable.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.get_mut(key)
    }

    /// Puts an entry under a key and returns the previous one; a key that was there keeps its place
    /// in the order.
    pub fn insert(&mut self, key: impl Into<SmolStr>, entry: Entry) -> Option<Entry> {
        self.entries.insert(key.into(), entry)
    }

    /// Removes an entry; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries.remove(key)
    }

    /// An empty map that uses the memory of a list while it grows.
    pub(crate) fn growing_in(room: Few<Entry>) -> Self {
        Self {
            entries: Entries::growing_in(room),
            partial: false,
        }
    }

    /// Moves a few entries to a list of their exact number; returns the list that they grew in.
    pub(crate) fn fit(&mut self) -> Option<Few<Entry>> {
        self.entries.fit()
    }

    /// Adds an entry under a key that is not there.
    pub(crate) fn push(&mut self, key: SmolStr, entry: Entry) {
        self.entries.push(key, entry);
    }

    /// Whether part of the map could not be read. The reason is already reported.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// Marks the last entry as unread, because it may have been misread.
    pub(crate) fn drop_last(&mut self) {
        if let Some(entry) = self.entries.last_mut() {
            entry.value.value = Value::Unread;
        }
    }

    /// The last entry and its key.
    pub(crate) fn last(&self) -> Option<(&str, &Entry)> {
        self.entries.last()
    }

    /// Keys and entries in file order.
    pub fn iter(&self) -> Iter<'_, Entry> {
        self.entries.iter()
    }

    /// Keys and entries in file order, the entries mutable.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Entry)> {
        self.entries.iter_mut()
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the map has no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.len() == 0
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = (&'a str, &'a Entry);
    type IntoIter = Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Map {
    type Item = (SmolStr, Entry);
    type IntoIter = IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
