//! Addresses: the YAML path of a thing, the only identity the core knows.

use std::fmt;

use serde::Serialize;

use super::{Keyword, Name};

/// What kind of thing an address names, in the order in which a plan is carried out: an object
/// comes after those it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An account of a provider, with its callback URL. Lives in the registry.
    Provider,
    /// A phone number.
    Number,
    /// A provider's group of senders.
    MessagingService,
    /// A keyword. Lives in the registry.
    Keyword,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 4] = [
        Self::Provider,
        Self::Number,
        Self::MessagingService,
        Self::Keyword,
    ];

    /// The word used in plan documents and in the registry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Number => "number",
            Self::MessagingService => "messaging_service",
            Self::Keyword => "keyword",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether the registry is the only place where such a thing lives, so that nothing needs
    /// to be read from or written to an account for it.
    pub fn lives_in_registry(self) -> bool {
        matches!(self, Self::Provider | Self::Keyword)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_str().replace('_', " "))
    }
}

/// The YAML path of a thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// `providers.NAME`
    Provider(Name),
    /// `providers.PROVIDER.numbers.NAME`
    Number {
        /// The provider's name.
        provider: Name,
        /// The number's name.
        name: Name,
    },
    /// `providers.PROVIDER.messaging_services.NAME`
    MessagingService {
        /// The provider's name.
        provider: Name,
        /// The service's name.
        name: Name,
    },
    /// `keywords.WORD`
    Keyword(Keyword),
}

impl Address {
    /// Parses a whole address. Short forms need the resources to choose from and are resolved there.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let name = |part: &str| Name::parse(part).ok();
        match parts.as_slice() {
            ["providers", provider] => Some(Self::Provider(name(provider)?)),
            ["providers", provider, "numbers", number] => Some(Self::Number {
                provider: name(provider)?,
                name: name(number)?,
            }),
            ["providers", provider, "messaging_services", service] => {
                Some(Self::MessagingService {
                    provider: name(provider)?,
                    name: name(service)?,
                })
            }
            ["keywords", word] => Some(Self::Keyword(Keyword::parse(word).ok()?)),
            _ => None,
        }
    }

    /// The address of the thing that a dotted YAML path lies in, if it lies in one.
    pub fn enclosing(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('.').collect();
        [4, 2]
            .into_iter()
            .filter(|n| *n <= parts.len())
            .find_map(|n| Self::parse(&parts[..n].join(".")))
    }

    /// What kind of thing it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Provider(_) => Kind::Provider,
            Self::Number { .. } => Kind::Number,
            Self::MessagingService { .. } => Kind::MessagingService,
            Self::Keyword(_) => Kind::Keyword,
        }
    }

    /// The provider it belongs to or is; keywords belong to the whole environment.
    pub fn provider(&self) -> Option<&Name> {
        match self {
            Self::Provider(provider)
            | Self::Number { provider, .. }
            | Self::MessagingService { provider, .. } => Some(provider),
            Self::Keyword(_) => None,
        }
    }

    /// Its last part.
    pub fn name(&self) -> &str {
        match self {
            Self::Provider(name)
            | Self::Number { name, .. }
            | Self::MessagingService { name, .. } => name.as_str(),
            Self::Keyword(word) => word.as_str(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider(name) => write!(f, "providers.{name}"),
            Self::Number { provider, name } => write!(f, "providers.{provider}.numbers.{name}"),
            Self::MessagingService { provider, name } => {
                write!(f, "providers.{provider}.messaging_services.{name}")
            }
            Self::Keyword(word) => write!(f, "keywords.{word}"),
        }
    }
}

impl Serialize for Address {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses_print_as_they_parse() {
        for text in [
            "providers.a",
            "providers.a.numbers.b",
            "providers.a.messaging_services.c",
            "keywords.JOIN",
        ] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
        assert!(Address::parse("providers.a.numbers").is_none());
        assert!(Address::parse("store-line").is_none());
    }

    #[test]
    fn a_path_knows_what_it_lies_in() {
        let at = |path: &str| Address::enclosing(path).map(|a| a.to_string());
        assert_eq!(
            at("providers.a.numbers.b.incoming.url").as_deref(),
            Some("providers.a.numbers.b")
        );
        assert_eq!(
            at("providers.a.callback_url").as_deref(),
            Some("providers.a")
        );
        assert_eq!(at("project"), None);
    }
}
