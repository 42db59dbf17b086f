//! Addresses: the YAML path of a resource, which is the only identity that the core knows.

use crate::model::{Collection, Counterpart};
use std::fmt;

use serde::Serialize;

use super::{Keyword, Kind, Name};

/// The YAML path of a resource.
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
    /// `providers.PROVIDER.COLLECTION.NAME`: a group, or a handler. The collection says which.
    Group {
        /// The provider's name.
        provider: Name,
        /// The collection in which the provider's kind declares such objects.
        collection: Collection,
        /// The object's name.
        name: Name,
    },
    /// `keywords.WORD`
    Keyword(Keyword),
    /// `COUNTERPART`: the configuration of a counterpart. `COUNTERPART.ADDRESS`: the record that it
    /// keeps of the resource at that address.
    Counterpart {
        /// The system that keeps the record.
        system: Counterpart,
        /// The resource that the record is about.
        of: Option<Box<Address>>,
    },
}

impl Address {
    /// Parses a whole address. The resources are needed to resolve a short form.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, rest) = match text.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (text, None),
        };
        if let Some(system) = Counterpart::parse(first) {
            let of = match rest {
                Some(rest) => Some(Box::new(Self::parse_own(rest)?)),
                None => None,
            };
            return Some(Self::Counterpart { system, of });
        }
        Self::parse_own(text)
    }

    /// Parses an address of ours: everything but a counterpart's.
    fn parse_own(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut next = || parts.next();
        let name = |part: &str| Name::parse(part).ok();
        match (next(), next(), next(), next(), next()) {
            (Some("providers"), Some(provider), None, ..) => Some(Self::Provider(name(provider)?)),
            (Some("providers"), Some(provider), Some("numbers"), Some(number), None) => {
                Some(Self::Number {
                    provider: name(provider)?,
                    name: name(number)?,
                })
            }
            (Some("providers"), Some(provider), Some(collection), Some(group), None) => {
                Some(Self::Group {
                    provider: name(provider)?,
                    collection: Collection::parse(collection)?,
                    name: name(group)?,
                })
            }
            (Some("keywords"), Some(word), None, ..) => {
                Some(Self::Keyword(Keyword::parse(word).ok()?))
            }
            _ => None,
        }
    }

    /// Returns the address of the resource that contains a dotted YAML path, if one does. Only
    /// these collections hold objects: other keys of a provider may look the same.
    pub fn enclosing(path: &str, collections: &[Collection]) -> Option<Self> {
        let parts: Vec<&str> = path.split('.').collect();
        [4, 2, 1]
            .into_iter()
            .filter(|n| *n <= parts.len())
            .filter_map(|n| Self::parse(&parts[..n].join(".")))
            .find(|address| match address {
                Self::Group { collection, .. } => collections.contains(collection),
                Self::Provider(_)
                | Self::Number { .. }
                | Self::Keyword(_)
                | Self::Counterpart { .. } => true,
            })
    }

    /// Returns addresses that come before everything of a provider and after everything of the
    /// providers before it: one for each variant that belongs to a provider, in their order.
    pub(super) fn firsts(provider: &Name) -> [Self; 3] {
        [
            Self::Provider(provider.clone()),
            Self::Number {
                provider: provider.clone(),
                name: Name::first(),
            },
            Self::Group {
                provider: provider.clone(),
                collection: Collection::new(""),
                name: Name::first(),
            },
        ]
    }

    /// Returns the kind of the resource.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Provider(_) => Kind::Provider,
            Self::Number { .. } => Kind::Number,
            Self::Group { collection, .. } => Kind::of(*collection),
            Self::Keyword(_) => Kind::Keyword,
            Self::Counterpart { system, of } => {
                let level = of.as_ref().map(|of| of.kind().level());
                Kind::Counterpart(*system, level)
            }
        }
    }

    /// Returns the provider that the address belongs to or is; keywords belong to the whole
    /// environment.
    pub fn provider(&self) -> Option<&Name> {
        match self {
            Self::Provider(provider)
            | Self::Number { provider, .. }
            | Self::Group { provider, .. } => Some(provider),
            Self::Keyword(_) => None,
            Self::Counterpart { of, .. } => of.as_ref()?.provider(),
        }
    }

    /// Returns the counterpart whose address it is; `None` for an address of ours.
    pub fn counterpart(&self) -> Option<Counterpart> {
        match self {
            Self::Counterpart { system, .. } => Some(*system),
            Self::Provider(_) | Self::Number { .. } | Self::Group { .. } | Self::Keyword(_) => None,
        }
    }

    /// Returns the address of the record that a counterpart keeps of this resource.
    #[must_use]
    pub fn at_counterpart(&self, system: Counterpart) -> Self {
        Self::Counterpart {
            system,
            of: Some(Box::new(self.clone())),
        }
    }

    /// Returns the last part of the address.
    pub fn name(&self) -> &str {
        match self {
            Self::Provider(name) | Self::Number { name, .. } | Self::Group { name, .. } => {
                name.as_str()
            }
            Self::Keyword(word) => word.as_str(),
            Self::Counterpart { system, of } => {
                of.as_ref().map_or_else(|| system.as_str(), |of| of.name())
            }
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider(name) => write!(f, "providers.{name}"),
            Self::Number { provider, name } => write!(f, "providers.{provider}.numbers.{name}"),
            Self::Group {
                provider,
                collection,
                name,
            } => write!(f, "providers.{provider}.{collection}.{name}"),
            Self::Keyword(word) => write!(f, "keywords.{word}"),
            Self::Counterpart { system, of: None } => write!(f, "{system}"),
            Self::Counterpart {
                system,
                of: Some(of),
            } => write!(f, "{system}.{of}"),
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
    use crate::model::Collection;

    #[test]
    fn addresses_print_as_they_parse() {
        for text in [
            "providers.a",
            "providers.a.numbers.b",
            "providers.a.messaging_services.c",
            "keywords.JOIN",
            "dynamics",
            "dynamics.keywords.JOIN",
            "dynamics.providers.a.numbers.b",
        ] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
        assert!(Address::parse("providers.a.numbers").is_none());
        assert!(Address::parse("store-line").is_none());
        assert!(Address::parse("dynamics.url").is_none());
        assert!(Address::parse("dynamics.dynamics").is_none());
    }

    #[test]
    fn a_path_knows_what_it_lies_in() {
        let at = |path: &str| {
            Address::enclosing(path, &[Collection::new("messaging_services")])
                .map(|a| a.to_string())
        };
        assert_eq!(
            at("providers.a.numbers.b.incoming.url").as_deref(),
            Some("providers.a.numbers.b")
        );
        assert_eq!(
            at("providers.a.callback_url").as_deref(),
            Some("providers.a")
        );
        assert_eq!(at("dynamics.keywords").as_deref(), Some("dynamics"));
        assert_eq!(at("project"), None);
    }
}
