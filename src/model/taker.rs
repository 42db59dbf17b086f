//! What may take a text before the handler that the settings of a number name. A provider's own
//! products can do that; whether they do is often not settled, so nothing here says "takes".

use crate::yaml::Code;

/// Something that may take the texts to a number first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taker {
    /// The number, as the provider writes it: E.164, or a short code.
    pub number: String,
    /// The provider's identifier of what may take them.
    pub id: String,
    /// Stable code of the finding.
    pub code: Code,
    /// What it is and what it may do.
    pub summary: String,
    /// What to do.
    pub help: &'static str,
}

/// A place where takers are found, and what was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takers {
    /// What was looked at, by the provider's name for it.
    pub place: &'static str,
    /// Those that were found.
    pub found: Vec<Taker>,
    /// Why not all of them are known; `None` where the whole list was read.
    pub unread: Option<Unlooked>,
}

impl Takers {
    /// Those that may take the texts to this number.
    pub fn of<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a Taker> {
        self.found
            .iter()
            .filter(move |taker| taker.number == number)
    }
}

/// Why takers are not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlooked {
    /// Stable code of the finding.
    pub code: Code,
    /// Why, in one line without secrets.
    pub why: String,
    /// What to do about it.
    pub help: &'static str,
}
