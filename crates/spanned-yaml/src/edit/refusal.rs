//! Why an edit is not made.

use std::fmt;

use crate::emit::Unwritable;

/// An edit that is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The position of the edit among those asked for.
    pub edit: usize,
    /// Its path, safe to show.
    pub address: String,
    /// Why it is not made.
    pub reason: Reason,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.address.is_empty() {
            return write!(f, "{}", self.reason);
        }
        write!(f, "`{}`: {}", self.address, self.reason)
    }
}

impl std::error::Error for Refused {}

/// Why an edit cannot be made without touching something else, or at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The text is not valid YAML, or not text.
    Unreadable,
    /// The text holds more than one document.
    SeveralDocuments,
    /// The path is empty.
    NoPath,
    /// The path is not in this text.
    NotHere,
    /// The neighbour of a new entry is not in its map or list.
    NoNeighbour,
    /// The key is there already.
    Exists,
    /// A key on the path is in its map twice.
    DuplicateKey,
    /// The value that would have to hold an entry is a scalar.
    NotAMap,
    /// The value that would have to hold an item is not a list.
    NotAList,
    /// The value to be quoted is not a plain scalar.
    NotPlain,
    /// The value is an anchored one, or inside one, and aliases repeat it elsewhere.
    Anchored,
    /// The path leads into an alias.
    Alias,
    /// The key comes from a map that `<<` merges in.
    Merged,
    /// The value has a tag.
    Tagged,
    /// The value holds `${name}`.
    HasVar,
    /// The key is written with `?`, or the map has no braces.
    UnusualKey,
    /// The new value cannot be written.
    Unwritable(Unwritable),
    /// Another edit in the same call, at this position, changes the same place.
    Overlaps(usize),
    /// The edited text would not hold exactly the edits: a mistake of the editor.
    Internal,
}

impl Reason {
    /// What to do about it: an instruction.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Unreadable => "correct the errors that `validate` reports",
            Self::SeveralDocuments => "put each document into a file of its own",
            Self::NoPath => "name at least one key",
            Self::NotHere => "edit the file that declares it",
            Self::NoNeighbour => "name a key that is there",
            Self::Exists => "change its value instead",
            Self::DuplicateKey => "keep one of the two",
            Self::NotAMap | Self::NotAList => "change the value there by hand",
            Self::NotPlain => "write the value on one line, without quotes",
            Self::Anchored => "change the anchored value by hand, or write the aliases out",
            Self::Alias => "change the value at its anchor, or write the alias out",
            Self::Merged => "change the key in the map that `<<` names, or declare it here",
            Self::Tagged => "remove the tag, or change the value by hand",
            Self::HasVar => "change the var, or change the value by hand",
            Self::UnusualKey => "write each entry there as `key: value`, or change it by hand",
            Self::Unwritable(Unwritable::DuplicateKey) => "name each key once",
            Self::Unwritable(Unwritable::KeyTooLong) => "use a shorter key",
            Self::Unwritable(Unwritable::TooDeep) => "nest less",
            Self::Unwritable(Unwritable::NotFinite) => "use a finite number",
            Self::Overlaps(_) => "make one of the two edits, or make them one after the other",
            Self::Internal => {
                "make the edit by hand, and please report this with the file, secrets removed"
            }
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "the file is not valid YAML",
            Self::SeveralDocuments => "the file holds more than one document",
            Self::NoPath => "the path is empty",
            Self::NotHere => "the path is not in this file",
            Self::NoNeighbour => "the neighbour of the new entry is not there",
            Self::Exists => "the key is there already",
            Self::DuplicateKey => "a key on the path is in its map twice",
            Self::NotAMap => "the value above it is not a map",
            Self::NotAList => "the value there is not a list",
            Self::NotPlain => "the value is not text without quotes",
            Self::Anchored => "an alias elsewhere in the file repeats this value",
            Self::Alias => "the value is an alias for a value elsewhere in the file",
            Self::Merged => "the key comes from another map, by `<<`",
            Self::Tagged => "the value has a tag",
            Self::HasVar => "the value uses a var",
            Self::UnusualKey => "an entry there is not written as `key: value`",
            Self::Unwritable(why) => return write!(f, "{why}"),
            Self::Overlaps(other) => {
                return write!(f, "edit {} changes the same place", other + 1);
            }
            Self::Internal => {
                "the edited file would not hold exactly the edits, so nothing was changed"
            }
        })
    }
}
