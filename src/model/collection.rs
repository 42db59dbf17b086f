//! Collections: the YAML keys under which a provider's groups and handlers are declared.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// The words of collections whose objects are handlers. All others hold groups. The word alone
/// decides, because a registry may hold objects of a provider that is no longer declared.
const HANDLERS: [&str; 1] = ["applications"];

/// Collections whose objects each receive the texts to an account's numbers, declared or not.
const RECEIVERS: [&str; 1] = ["subscriptions"];

/// Collections whose objects have another word than the singular of the key, which would be ambiguous
/// outside of the provider.
const WORDS_OF_ONE: [(&str, &str); 1] = [("subscriptions", "event_subscription")];

/// The number of distinct words that are remembered, even if a registry or plan is damaged.
const LIMIT: usize = 256;
/// The length of the longest word.
const LONGEST: usize = 40;

/// The words that were parsed. A collection is compared and copied for each of many thousand
/// objects, so its word is kept once and never dropped. A kind of provider has one or two
/// collections.
static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// The YAML key under a provider that holds its groups of one sort, such as `messaging_services`,
/// or its handlers, such as `applications`.
///
/// A plural in lower case that ends in `s`: the singular names one object in documents and in the
/// registry. A provider kind registers its collections as constants; the registry and saved plans
/// hold them as texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Collection(&'static str);

impl Collection {
    /// Returns the collection of a provider kind. The word has the form that [`Collection::parse`]
    /// accepts.
    pub const fn new(word: &'static str) -> Self {
        Self(word)
    }

    /// Returns the collection with this word; `None` if the word is not valid.
    pub fn parse(word: &str) -> Option<Self> {
        let letters = |c: u8| c.is_ascii_lowercase() || c == b'_';
        let fits = word.len() > 1 && word.len() <= LONGEST && word.ends_with('s');
        if !fits || word == "numbers" || word.starts_with('_') || !word.bytes().all(letters) {
            return None;
        }
        let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = words.get(word) {
            return Some(Self(known));
        }
        if words.len() >= LIMIT {
            return None;
        }
        let kept: &'static str = Box::leak(word.to_owned().into_boxed_str());
        words.insert(kept);
        Some(Self(kept))
    }

    /// The YAML key.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// Whether its objects are handlers, and not groups.
    pub fn holds_handlers(self) -> bool {
        HANDLERS.contains(&self.0)
    }

    /// Whether each of its objects receives the texts to an account's numbers.
    pub fn holds_receivers(self) -> bool {
        RECEIVERS.contains(&self.0)
    }

    /// Returns the word for one of its objects, such as `messaging_service`.
    pub fn singular(self) -> &'static str {
        let own = WORDS_OF_ONE.iter().find(|(key, _)| *key == self.0);
        own.map_or_else(
            || self.0.strip_suffix('s').unwrap_or(self.0),
            |(_, word)| word,
        )
    }

    /// Returns the collection whose objects have this word.
    pub fn of_one(word: &str) -> Option<Self> {
        match WORDS_OF_ONE.iter().find(|(_, one)| *one == word) {
            Some((key, _)) => Some(Self(key)),
            None => Self::parse(&format!("{word}s")),
        }
    }
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Collection;

    #[test]
    fn a_word_is_one_collection_wherever_it_comes_from() {
        const SERVICES: Collection = Collection::new("messaging_services");
        let parsed = Collection::parse("messaging_services").unwrap();
        assert_eq!(parsed, SERVICES);
        assert_eq!(parsed.singular(), "messaging_service");
    }

    #[test]
    fn the_word_of_one_object_leads_back_to_its_collection() {
        for key in ["messaging_services", "subscriptions", "applications"] {
            let collection = Collection::parse(key).unwrap();
            assert_eq!(Collection::of_one(collection.singular()), Some(collection));
        }
        let own = Collection::parse("subscriptions").unwrap();
        assert_eq!(own.singular(), "event_subscription");
    }

    #[test]
    fn numbers_and_texts_of_another_form_are_no_collection() {
        let long = "a".repeat(60) + "s";
        for word in [
            "numbers", "", "s", "_s", "env", "Services", "a.s", "a-s", &long,
        ] {
            assert!(Collection::parse(word).is_none(), "{word}");
        }
    }
}
