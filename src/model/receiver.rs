//! What receives the texts to a number, where several objects may.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How sure it is that an object receives a text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Reception {
    /// It receives every text.
    Always,
    /// It receives the texts that match a condition.
    Sometimes,
    /// What it receives is not known.
    Unknown,
    /// It receives none.
    Never,
}

impl Reception {
    /// The word in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Sometimes => "sometimes",
            Self::Unknown => "unknown",
            Self::Never => "never",
        }
    }

    /// Returns the reception with this word in documents.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Always, Self::Sometimes, Self::Unknown, Self::Never]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

impl fmt::Display for Reception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An object that may receive the texts to a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Receiver {
    /// Its identifier; `None` until it is created.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// What it delivers to, in the provider's word.
    pub kind: String,
    /// The URL as it may be shown; `None` if it delivers to something else.
    pub url: Option<String>,
    /// Whether it receives the texts.
    pub reception: Reception,
    /// Why, in a few words.
    pub because: String,
    /// Whether the configuration declares it.
    pub ours: bool,
}
