//! The kinds of resources that an address can name.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Collection;

/// The kind of the resource that an address names, in the order in which a plan is carried out. An
/// object comes after those it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An account of a provider, with its callback URL. Lives in the registry.
    Provider,
    /// A phone number.
    Number,
    /// A provider's group of numbers, declared in this collection.
    Group(Collection),
    /// A keyword. Lives in the registry.
    Keyword,
}

impl Kind {
    /// The word in plan documents and in the registry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Group(collection) => collection.singular(),
            _ => self.level().as_str(),
        }
    }

    /// Returns the level of the kind, without the collection.
    pub fn level(self) -> Level {
        match self {
            Self::Provider => Level::Provider,
            Self::Number => Level::Number,
            Self::Group(_) => Level::Group,
            Self::Keyword => Level::Keyword,
        }
    }

    /// Whether it is a group of numbers, in any collection.
    pub fn is_group(self) -> bool {
        self.level() == Level::Group
    }

    /// Whether such a resource exists in the registry only, so that no account is read or written
    /// for it.
    pub fn lives_in_registry(self) -> bool {
        matches!(self, Self::Provider | Self::Keyword)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_str().replace('_', " "))
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A kind without the collection, in the order in which a plan is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Providers.
    Provider,
    /// Phone numbers.
    Number,
    /// Groups of numbers, in any collection.
    Group,
    /// Keywords.
    Keyword,
}

impl Level {
    /// Every level, in order.
    pub const ALL: [Self; 4] = [Self::Provider, Self::Number, Self::Group, Self::Keyword];

    /// The word in messages that name no collection.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Number => "number",
            Self::Group => "group of numbers",
            Self::Keyword => "keyword",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
