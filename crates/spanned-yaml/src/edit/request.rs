//! The edits that a caller asks for.

use crate::emit::{Draft, Part};

/// One edit of a text, at a path of keys and of list positions as digits, as in
/// [`lookup`](crate::lookup). All paths are those of the text before any edit.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    pub(crate) path: Vec<String>,
    /// The byte at which the node begins, instead of the path.
    pub(crate) at: Option<usize>,
    pub(crate) change: Change,
    pub(crate) spot: Spot,
}

/// What an edit does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Set(Draft),
    Insert(Part),
    Append(Part),
    Remove,
    Quote,
}

/// Where a new entry or item goes among those of its map or list. A neighbour is named by its key,
/// or by its position in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Spot {
    /// Before all others.
    First,
    /// After all others.
    #[default]
    Last,
    /// Directly before another.
    Before(String),
    /// Directly after another.
    After(String),
}

impl Edit {
    /// Replaces the value at a path. A comment behind it stays.
    pub fn set<S: Into<String>>(
        path: impl IntoIterator<Item = S>,
        value: impl Into<Draft>,
    ) -> Self {
        Self::new(path, Change::Set(value.into()))
    }

    /// Adds the last key of a path to its map, after the others. Maps on the way that are missing,
    /// or null, are created.
    pub fn insert<S: Into<String>>(
        path: impl IntoIterator<Item = S>,
        part: impl Into<Part>,
    ) -> Self {
        Self::new(path, Change::Insert(part.into()))
    }

    /// Adds an item to the list at a path, after the others. A list that is missing, or null, is
    /// created, and so are the maps on the way.
    pub fn append<S: Into<String>>(
        path: impl IntoIterator<Item = S>,
        item: impl Into<Part>,
    ) -> Self {
        Self::new(path, Change::Append(item.into()))
    }

    /// Removes an entry or an item, with the comments on its lines and inside it. A comment above it
    /// stays. A map or list that loses its last entry becomes `{}` or `[]`.
    pub fn remove<S: Into<String>>(path: impl IntoIterator<Item = S>) -> Self {
        Self::new(path, Change::Remove)
    }

    /// Puts a plain scalar into double quotes. A scalar that is quoted already stays as it is.
    pub fn quote<S: Into<String>>(path: impl IntoIterator<Item = S>) -> Self {
        Self::new(path, Change::Quote)
    }

    /// The same for the scalar that begins at a byte of the text. Marks at its beginning do not
    /// count, as in a [`Span`](crate::Span).
    pub fn quote_at(byte: usize) -> Self {
        let nowhere: [String; 0] = [];
        Self {
            at: Some(byte),
            ..Self::quote(nowhere)
        }
    }

    /// The same edit with another place for the new entry or item.
    #[must_use]
    pub fn at(mut self, spot: Spot) -> Self {
        self.spot = spot;
        self
    }

    /// The path of the edit; empty if it names a byte.
    pub fn path(&self) -> &[String] {
        &self.path
    }

    fn new<S: Into<String>>(path: impl IntoIterator<Item = S>, change: Change) -> Self {
        Self {
            path: path.into_iter().map(Into::into).collect(),
            at: None,
            change,
            spot: Spot::default(),
        }
    }
}
