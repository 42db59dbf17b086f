//! The object that decides who answers a text.

use std::fmt;

use serde::{Serialize, Serializer};

/// The object that decides, or that was considered: its role in the routing, and the provider's
/// word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decider {
    /// The role, which is the same with every provider.
    pub role: Role,
    /// The provider's word, as in documents and in the registry.
    pub word: &'static str,
}

/// The role of an object in the routing of a number's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The number's own settings.
    Number,
    /// A group that the number is in.
    Group,
    /// Another object that the number refers to.
    Other,
    /// No object decides, so no one answers.
    Nothing,
}

impl Decider {
    /// The number's own settings.
    pub const NUMBER: Self = Self {
        role: Role::Number,
        word: "number",
    };
    /// No object decides.
    pub const NOTHING: Self = Self {
        role: Role::Nothing,
        word: "nothing",
    };

    /// Returns a group, in the provider's word.
    pub const fn group(word: &'static str) -> Self {
        Self {
            role: Role::Group,
            word,
        }
    }

    /// Returns another object that the number refers to, in the provider's word.
    pub const fn other(word: &'static str) -> Self {
        Self {
            role: Role::Other,
            word,
        }
    }

    /// Whether no other object than the number itself decides.
    pub fn is_number_alone(self) -> bool {
        matches!(self.role, Role::Number | Role::Nothing)
    }
}

/// The word as people read it.
impl fmt::Display for Decider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word.replace('_', " "))
    }
}

impl Serialize for Decider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word)
    }
}
