//! One difference between what is recorded and what is observed: its subject, how much it matters,
//! and since when it is known.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Address, By, FieldName, Value};

// Doc comments on `Impact` are descriptions in the JSON Schema of drift documents. Its order
// matters: the worst impact is the last one.

/// The severity of a difference.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "SeverityWord")]
pub enum Impact {
    /// Only a display name changed.
    Minor,
    /// The behaviour changed.
    Major,
    /// Texts are answered differently, or the number is gone.
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

/// The part of a recorded resource that is not as recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// A field, in its owner's words.
    Field(FieldName),
    /// Its identifier: another resource has the same key.
    Id,
    /// The route, decided by something other than the number's own fields.
    Route,
    /// Its existence.
    Existence,
}

impl Aspect {
    /// Returns the word for the aspect in the registry and in `.switchboardignore`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Field(name) => name,
            Self::Id => "id",
            Self::Route => "route",
            Self::Existence => "missing",
        }
    }
}

/// One difference between what is recorded and what is observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part that differs.
    pub aspect: Aspect,
    /// The value that the last apply left.
    pub recorded: Value,
    /// The observed value.
    pub observed: Value,
    /// How much it matters.
    pub impact: Impact,
    /// The identity of this difference: SHA-256 over both sides, in hex.
    pub fingerprint: String,
    /// The time when it was first seen, if that is known.
    pub since: Option<Timestamp>,
    /// The author of the difference.
    pub by: By,
    /// The reason why it is expected, if `.switchboardignore` gives one.
    pub ignored: Option<Expected>,
}

/// The reason why a difference is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The reason, in the words of the file.
    pub reason: String,
    /// The number of the line with the reason, from 1.
    pub line: usize,
}

/// When a difference was first seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstSeen {
    /// The fingerprint of the difference, see [`Difference::fingerprint`].
    pub fingerprint: String,
    /// The time.
    pub at: Timestamp,
}

/// The differences of a scope, by address and [`Aspect::as_str`].
pub type Sightings = BTreeMap<(Address, String), FirstSeen>;
