//! Merge keys: `<<` adds the entries of one map, or of several in a list, to the map that holds it.
//!
//! Explicit keys win over merged ones, and maps earlier in a list over later ones. Every entry keeps
//! the place where it is written.

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::tree::node::{Map, Node, Value};

/// Why the value of a merge key could not be merged.
pub(crate) enum Odd {
    /// It could not be read, which is reported already.
    Unread,
    /// It is something other than a map.
    NoMap(Span),
}

impl Odd {
    /// The problem to report, if it is not reported yet. `key` is the place of the merge key.
    pub(crate) fn into_problem(self, key: Span) -> Option<Diagnostic> {
        match self {
            Self::Unread => None,
            Self::NoMap(at) => {
                let at = if at.start < at.end { at } else { key };
                let summary = "`<<` merges maps, and this is none";
                let problem = Diagnostic::error(YamlCode::MergesNoMap, summary);
                Some(
                    problem
                        .help("write an alias to a map, `<<: *name`, or a list of such aliases")
                        .at(at, ""),
                )
            }
        }
    }
}

/// Adds the maps that a merge key names to `merged`; returns why the rest was not added.
pub(crate) fn maps(value: Node, merged: &mut Vec<Map>) -> Option<Odd> {
    match value.value {
        Value::Map(map) => {
            merged.push(map);
            None
        }
        Value::List(items) => {
            let mut odd = None;
            for item in items {
                let found = match item.value {
                    Value::List(_) => Some(Odd::NoMap(item.span)),
                    _ => maps(item, merged),
                };
                odd = odd.or(found);
            }
            odd
        }
        Value::Unread => Some(Odd::Unread),
        Value::Null | Value::Scalar(_) => Some(Odd::NoMap(value.span)),
    }
}

/// The map with the merged entries after its own.
pub(crate) fn with(mut map: Map, merged: Vec<Map>) -> Map {
    for other in merged {
        map.partial |= other.is_partial();
        for (key, entry) in other {
            if map.get(&key).is_none() {
                map.insert(key, entry);
            }
        }
    }
    map
}
