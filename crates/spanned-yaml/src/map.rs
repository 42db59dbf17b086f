//! A map that keeps the order of its file.

use indexmap::IndexMap;

use super::node::{Node, Value};
use super::source::Span;

/// A map in file order. Looking up a key takes constant time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Map {
    pub(super) entries: IndexMap<String, Entry>,
    /// Not all of it could be read, so that a key may be missing only here.
    pub(super) partial: bool,
}

/// What stands under a key.
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

    /// The entry under a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.get_mut(key)
    }

    /// Puts an entry under a key and gives back the one that was there; the place in the order
    /// of a key that was there does not change.
    pub fn insert(&mut self, key: impl Into<String>, entry: Entry) -> Option<Entry> {
        self.entries.insert(key.into(), entry)
    }

    /// Takes an entry out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries.shift_remove(key)
    }

    /// Whether not all of it could be read; why is already reported.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// The entry read last may have been misread.
    pub(super) fn drop_last(&mut self) {
        if let Some((_, entry)) = self.entries.last_mut() {
            entry.value.value = Value::Unread;
        }
    }

    /// Keys and entries in file order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries
            .iter()
            .map(|(key, entry)| (key.as_str(), entry))
    }

    /// Keys and entries in file order, the entries to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Entry)> {
        self.entries
            .iter_mut()
            .map(|(key, entry)| (key.as_str(), entry))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl IntoIterator for Map {
    type Item = (String, Entry);
    type IntoIter = indexmap::map::IntoIter<String, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
