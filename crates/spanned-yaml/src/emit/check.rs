//! What cannot be written, because no file may hold it.

use std::collections::HashSet;
use std::fmt;

use crate::emit::draft::Draft;
use crate::emit::quoting::scalar;
use crate::read::limits::MAX_DEPTH;

/// The longest key that is read, in characters, as it is written.
const MAX_KEY: usize = 1024;

/// Why a draft cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritable {
    /// The same key is in one map twice.
    DuplicateKey,
    /// A key is longer than 1024 characters as it is written, with quotes and escapes.
    KeyTooLong,
    /// Lists and maps are nested more than 64 deep.
    TooDeep,
    /// A number is infinite, or is not a number.
    NotFinite,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DuplicateKey => "the same key would be in one map twice",
            Self::KeyTooLong => "a key would be longer than 1024 characters",
            Self::TooDeep => "lists and maps would be nested more than 64 deep",
            Self::NotFinite => "a number would be infinite, or not a number",
        })
    }
}

impl std::error::Error for Unwritable {}

/// Checks a draft that will be inside `depth` lists and maps.
pub(crate) fn check(draft: &Draft, depth: usize) -> Result<(), Unwritable> {
    let parts: Vec<&Draft> = match draft {
        Draft::Decimal(number) if !number.is_finite() => return Err(Unwritable::NotFinite),
        Draft::Map(map) => {
            let mut keys = HashSet::new();
            for (key, _) in &map.entries {
                self::key(key)?;
                if !keys.insert(key) {
                    return Err(Unwritable::DuplicateKey);
                }
            }
            map.entries.iter().map(|(_, part)| &part.value).collect()
        }
        Draft::List(list) => list.items.iter().map(|part| &part.value).collect(),
        _ => return Ok(()),
    };
    if depth >= MAX_DEPTH {
        return Err(Unwritable::TooDeep);
    }
    parts
        .into_iter()
        .try_for_each(|part| check(part, depth + 1))
}

/// Checks the length of a key.
fn key(key: &str) -> Result<(), Unwritable> {
    let fits = key.len() <= MAX_KEY / 10 || scalar(key, false).chars().nth(MAX_KEY).is_none();
    if fits {
        Ok(())
    } else {
        Err(Unwritable::KeyTooLong)
    }
}
