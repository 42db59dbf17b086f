//! The kinds of resources that an address can name.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Collection, Counterpart, Level};

/// The kind of the resource that an address names, in the order in which a plan is carried out. An
/// object comes after those it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An account of a provider, with its callback URL. Lives in the registry.
    Provider,
    /// An object that numbers name as what answers their texts, declared in this collection. It is
    /// written before the numbers that name it.
    Handler(Collection),
    /// A phone number.
    Number,
    /// A provider's group of numbers, declared in this collection.
    Group(Collection),
    /// A keyword. Lives in the registry.
    Keyword,
    /// A counterpart, or the record that it keeps of a resource of this level.
    Counterpart(Counterpart, Option<Level>),
}

impl Kind {
    /// Returns the kind of the objects in a collection.
    pub fn of(collection: Collection) -> Self {
        if collection.holds_handlers() {
            Self::Handler(collection)
        } else {
            Self::Group(collection)
        }
    }

    /// Returns the kind with this word in documents; `None` if it cannot be one.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "provider" => Some(Self::Provider),
            "number" => Some(Self::Number),
            "keyword" => Some(Self::Keyword),
            object => match Counterpart::of_word(object) {
                Some((system, level)) => Some(Self::Counterpart(system, Some(level))),
                None => Collection::of_one(object).map(Self::of),
            },
        }
    }

    /// The word in plan documents and in the registry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Handler(collection) | Self::Group(collection) => collection.singular(),
            Self::Counterpart(system, Some(level)) => system.word_of(level),
            Self::Counterpart(system, None) => system.as_str(),
            _ => self.level().as_str(),
        }
    }

    /// Returns the level of the kind, without the collection.
    pub fn level(self) -> Level {
        match self {
            Self::Provider => Level::Provider,
            Self::Handler(_) => Level::Handler,
            Self::Number => Level::Number,
            Self::Group(_) => Level::Group,
            Self::Keyword => Level::Keyword,
            Self::Counterpart(..) => Level::Counterpart,
        }
    }

    /// Whether it is a group of numbers, in any collection.
    pub fn is_group(self) -> bool {
        self.level() == Level::Group
    }

    /// Whether such an object counts if it is in an account and not in the configuration: a number, or
    /// what receives the texts to all numbers.
    pub fn counts_if_unmanaged(self) -> bool {
        match self {
            Self::Number => true,
            Self::Group(collection) => collection.holds_receivers(),
            Self::Provider | Self::Handler(_) | Self::Keyword | Self::Counterpart(..) => false,
        }
    }

    /// Returns the words in messages with their article: `a number`, `an application`.
    pub fn with_article(self) -> String {
        let words = self.to_string();
        // A counterpart has a name.
        if matches!(self, Self::Counterpart(_, None)) {
            return words;
        }
        let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "an"
        } else {
            "a"
        };
        format!("{article} {words}")
    }

    /// Whether such an object is found by its identifier, else by its name, and created where it is
    /// missing. It has one owner in a registry.
    pub fn is_found_by_name(self) -> bool {
        matches!(self, Self::Handler(_) | Self::Group(_))
    }

    /// Whether such a resource exists in the registry only, so that no account is read or written
    /// for it.
    pub fn lives_in_registry(self) -> bool {
        matches!(self, Self::Provider | Self::Keyword)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Counterpart(system, level) = self {
            return match level {
                Some(level) => write!(f, "{level} in {}", system.title()),
                None => f.write_str(system.title()),
            };
        }
        f.write_str(&self.as_str().replace('_', " "))
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = Cow::<'de, str>::deserialize(deserializer)?;
        let unknown = || de::Error::custom(format_args!("there is no kind `{word}`"));
        Self::parse(&word).ok_or_else(unknown)
    }
}

/// The words that do not depend on a provider's kind. The schema of a document adds the words of
/// the collections.
impl JsonSchema for Kind {
    fn schema_name() -> Cow<'static, str> {
        "KindWord".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let word = |word: Self, description: &str| {
            json_schema!({
                "description": description,
                "type": "string",
                "const": word.as_str(),
            })
        };
        json_schema!({
            "description": "The kind of a resource.",
            "oneOf": [
                word(Self::Provider, "An account of a provider with its callback URL."),
                word(Self::Number, "A phone number."),
                word(Self::Keyword, "A keyword."),
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::model::{Collection, Counterpart};

    #[test]
    fn a_kind_is_read_from_its_word() {
        let groups = Kind::Group(Collection::new("receivers"));
        let handlers = Kind::Handler(Collection::new("applications"));
        for kind in [
            Kind::Provider,
            handlers,
            Kind::Number,
            groups,
            Kind::Keyword,
            Kind::Counterpart(Counterpart::DYNAMICS, Some(super::Level::Keyword)),
        ] {
            let written = serde_json::to_value(kind).unwrap();
            assert_eq!(written, kind.as_str());
            assert_eq!(serde_json::from_value::<Kind>(written).unwrap(), kind);
        }
        assert_eq!(Kind::parse("No kind"), None);
    }
}
