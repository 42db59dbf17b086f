//! Deserializes a type that is parsed from a text, without a copy of the text.

use std::fmt;

use serde::de::{Error, Visitor};

use super::Invalid;

/// Takes a text that this function parses.
pub(super) struct Parsed<T>(pub(super) fn(&str) -> Result<T, Invalid>);

impl<T> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}
