//! Levels: the kinds of resources without the collection.

use std::fmt;

/// A kind without the collection, in the order in which a plan is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Providers.
    Provider,
    /// Objects that numbers name as what answers their texts, in any collection.
    Handler,
    /// Phone numbers.
    Number,
    /// Groups of numbers, in any collection.
    Group,
    /// Keywords.
    Keyword,
    /// Counterparts and their records.
    Counterpart,
}

impl Level {
    /// Every level, in order.
    pub const ALL: [Self; 6] = [
        Self::Provider,
        Self::Handler,
        Self::Number,
        Self::Group,
        Self::Keyword,
        Self::Counterpart,
    ];

    /// The word in messages that name no collection.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Handler => "handler",
            Self::Number => "number",
            Self::Group => "group of numbers",
            Self::Keyword => "keyword",
            Self::Counterpart => "counterpart",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
