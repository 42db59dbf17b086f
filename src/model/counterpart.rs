//! Counterparts: systems beside the providers that keep records of the same providers, numbers and
//! keywords for their own users. Switchboard compares those records, and owns none of them.

use std::fmt;

use super::Level;

/// The words of a counterpart.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Words {
    /// The key in YAML and in documents.
    key: &'static str,
    /// The name for people.
    title: &'static str,
    /// One record of each sort in documents.
    provider: &'static str,
    number: &'static str,
    keyword: &'static str,
}

/// A system that keeps records of the same providers, numbers and keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counterpart(&'static Words);

impl Counterpart {
    /// The environment of Microsoft Dynamics 365 that sends through the providers.
    pub const DYNAMICS: Self = Self(&Words {
        key: "dynamics",
        title: "Dynamics 365",
        provider: "dynamics_provider",
        number: "dynamics_number",
        keyword: "dynamics_keyword",
    });

    /// Every counterpart.
    pub const ALL: [Self; 1] = [Self::DYNAMICS];

    /// Returns the counterpart with this key; `None` if there is none.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == key)
    }

    /// The key in YAML and in documents.
    pub fn as_str(self) -> &'static str {
        self.0.key
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        self.0.title
    }

    /// The word in documents for its record of a resource of this level. It keeps records of
    /// providers, numbers and keywords only.
    pub(super) fn word_of(self, level: Level) -> &'static str {
        let words = self.0;
        match level {
            Level::Provider => words.provider,
            Level::Number => words.number,
            Level::Keyword => words.keyword,
            Level::Handler | Level::Group | Level::Counterpart => self.as_str(),
        }
    }

    /// Returns the counterpart and the level whose record has this word; `None` if none has.
    pub(super) fn of_word(word: &str) -> Option<(Self, Level)> {
        let levels = [Level::Provider, Level::Number, Level::Keyword];
        Self::ALL.into_iter().find_map(|one| {
            let level = levels.iter().find(|level| one.word_of(**level) == word)?;
            Some((one, *level))
        })
    }
}

impl fmt::Display for Counterpart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Counterpart;
    use crate::model::Level;

    #[test]
    fn each_counterpart_is_found_by_its_key_and_by_its_words() {
        for one in Counterpart::ALL {
            assert_eq!(Counterpart::parse(one.as_str()), Some(one));
            for level in [Level::Provider, Level::Number, Level::Keyword] {
                assert_eq!(Counterpart::of_word(one.word_of(level)), Some((one, level)));
            }
        }
        assert_eq!(Counterpart::parse("providers"), None);
        assert_eq!(Counterpart::of_word("keyword"), None);
    }
}
