//! Objects that may take a text before the handler in the settings of a number. A provider's own
//! products can do that. Whether they do is often not settled, so nothing here says "takes".

use crate::yaml::Code;

/// An object that may take the texts to a number first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taker {
    /// The number, as the provider writes it: E.164, or a short code.
    pub number: String,
    /// The provider's identifier of that object.
    pub id: String,
    /// Stable code of the finding.
    pub code: Code,
    /// What the object is and what it may do.
    pub summary: String,
    /// What to do.
    pub help: &'static str,
}

/// A place where takers are found, and the takers that were found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takers {
    /// The place, by the provider's name for it.
    pub place: &'static str,
    /// The takers that were found.
    pub found: Vec<Taker>,
    /// The reason why some takers are not known; `None` if the whole list was read.
    pub unread: Option<Unlooked>,
}

impl Takers {
    /// Returns the takers that may take the texts to this number.
    pub fn of<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a Taker> {
        self.found
            .iter()
            .filter(move |taker| taker.number == number)
    }
}

/// The reason why takers are not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlooked {
    /// Stable code of the finding.
    pub code: Code,
    /// The cause, in one line without secrets.
    pub why: String,
    /// What to do about it.
    pub help: &'static str,
}
