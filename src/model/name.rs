//! The stable name by which YAML refers to a resource: a provider, a number, a service.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::parsed::Parsed;
use super::{FindingCode, Invalid, Text};
use crate::yaml::shown;

/// A stable name: lower-case letters, digits and hyphens, at most 63, not starting with a hyphen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Name(Text);

impl Name {
    /// The longest name, in characters.
    pub const MAX: usize = 63;
    /// The pattern, as JSON Schema and people read it.
    pub const PATTERN: &'static str = "^[a-z0-9][a-z0-9-]{0,62}$";

    /// Parses a name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !text.is_empty()
            && text.len() <= Self::MAX
            && !text.starts_with('-')
            && text.chars().all(allowed)
        {
            return Ok(Self(Text::new(text)));
        }
        Err(Invalid::new(
            FindingCode::InvalidName,
            format!("`{}` cannot be a name", shown(text)),
            "names are lower-case letters, digits and hyphens, start with a letter or digit and have at most 63 characters",
        ))
    }

    /// Returns the name that comes before all others in their order.
    pub(super) fn first() -> Self {
        Self(Text::new_static("0"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed(Self::parse))
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0.into()
    }
}

impl JsonSchema for Name {
    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "name",
            "errorMessage": "Write a name of lower-case letters, digits and hyphens, at most 63, that begins with a letter or a digit, such as store-line.",
            "pattern": Self::PATTERN,
            "description": "A stable name: lower-case letters, digits and hyphens, at most 63 characters.",
            "examples": ["marketing-us", "store-line"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn the_pattern_holds_at_its_edges() {
        assert!(Name::parse("a").is_ok());
        assert!(Name::parse("0-a").is_ok());
        assert!(Name::parse(&"a".repeat(63)).is_ok());
        for bad in ["", "-a", "A", "a_b", "a.b", "é", &"a".repeat(64)] {
            assert!(Name::parse(bad).is_err(), "{bad}");
        }
    }
}
