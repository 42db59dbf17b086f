//! One difference between what is recorded and what is there: what it is about, how much it
//! matters, and since when it is known.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Address, By, FieldName, Value};

/// How much a difference matters, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// A name for people.
    Minor,
    /// Something behaves otherwise.
    Major,
    /// Texts do not reach who they reached.
    Critical,
}

impl Impact {
    /// The word in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Critical => "critical",
        }
    }
}

/// What about a recorded thing is not as recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// A field, in its owner's words.
    Field(FieldName),
    /// Its identifier: it is another thing of the same key.
    Id,
    /// Who answers, by something else than its own fields.
    Route,
    /// That it is there at all.
    Existence,
}

impl Aspect {
    /// The word by which the registry and `.switchboardignore` know it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Field(name) => name,
            Self::Id => "id",
            Self::Route => "route",
            Self::Existence => "missing",
        }
    }
}

/// One difference between what is recorded and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub aspect: Aspect,
    /// What the last apply left.
    pub recorded: Value,
    /// What is there.
    pub observed: Value,
    /// How much it matters.
    pub impact: Impact,
    /// Identifies this very difference: SHA-256 over both sides, in hex.
    pub fingerprint: String,
    /// When it was first seen, where that is known.
    pub since: Option<Timestamp>,
    /// Who is behind it.
    pub by: By,
    /// Why it is expected, where `.switchboardignore` says so.
    pub ignored: Option<Expected>,
}

/// Why a difference is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The reason, in the file's words.
    pub reason: String,
    /// The line that says so, from 1.
    pub line: usize,
}

/// When a difference was first seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstSeen {
    /// Which difference, see [`Difference::fingerprint`].
    pub fingerprint: String,
    /// When.
    pub at: Timestamp,
}

/// The differences of a scope, by address and [`Aspect::as_str`].
pub type Sightings = BTreeMap<(Address, String), FirstSeen>;
