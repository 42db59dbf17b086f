//! Patterns of addresses, as `--target` and policies write them.

use glob::{MatchOptions, Pattern};

use super::Address;

/// A pattern of addresses: `*` is any text, dots included, `?` is one character, and `[…]` is one of
/// several. It is compared with whole addresses, last parts and natural keys such as phone numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressPattern(Pattern);

impl AddressPattern {
    /// Whether a text has the characters of a pattern.
    pub fn is_written_as_one(text: &str) -> bool {
        text.contains(['*', '?', '['])
    }

    /// Parses a pattern. The error is what is wrong with it, in a clause.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        Pattern::new(text).map(Self).map_err(|error| error.msg)
    }

    /// Whether a resource with this address and natural key matches. Keywords match in any case of
    /// letters.
    pub fn fits(&self, address: &Address, key: Option<&str>) -> bool {
        let pattern = &self.0;
        let folded = MatchOptions {
            case_sensitive: false,
            ..MatchOptions::new()
        };
        match address {
            Address::Keyword(word) => {
                pattern.matches_with(&address.to_string(), folded)
                    || pattern.matches_with(word.as_str(), folded)
            }
            _ => {
                pattern.matches(&address.to_string())
                    || pattern.matches(address.name())
                    || key.is_some_and(|key| pattern.matches(key))
            }
        }
    }
}
