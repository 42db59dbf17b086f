//! Parts: what has a lock and a serial of its own within a project and environment.

use std::fmt;

use super::{Address, Name};

/// A provider with everything under it, or the keywords.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// All keywords.
    Keywords,
    /// A provider, its numbers, services and applications.
    Provider(Name),
}

impl Part {
    /// Returns the part that an address belongs to.
    pub fn of(address: &Address) -> Self {
        match address.provider() {
            Some(provider) => Self::Provider(provider.clone()),
            None => Self::Keywords,
        }
    }

    /// Parses a part as it prints.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "keywords" {
            return Some(Self::Keywords);
        }
        let name = Name::parse(text.strip_prefix("providers.")?);
        name.ok().map(Self::Provider)
    }
}

/// The common beginning of its addresses.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keywords => f.write_str("keywords"),
            Self::Provider(name) => write!(f, "providers.{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Part;

    fn part(text: &str) -> Part {
        Part::parse(text).unwrap()
    }

    #[test]
    fn parts_print_as_they_parse() {
        for text in ["keywords", "providers.marketing-us"] {
            assert_eq!(part(text).to_string(), text);
        }
        for text in ["", "*", "providers.", "providers.A", "keywords.JOIN"] {
            assert_eq!(Part::parse(text), None);
        }
    }
}
