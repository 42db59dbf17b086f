//! A tree without its wrong values, and what is lost with each of them.

use std::collections::BTreeMap;

use crate::config::left_out::LeftOut;
use crate::yaml::{Diagnostic, Entry, Map, Node, Scalar, Span, Suggestion, Value, YamlCode};

/// What is lost when a wrong value is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Loss {
    /// Nothing: an unknown key that resembles no declared key.
    Nothing,
    /// The value itself.
    Itself,
    /// The declared key that a misspelt key was meant to be.
    Meant(String),
}

/// The place of a wrong value, and what is lost with it.
pub(super) fn loss(diagnostic: &Diagnostic) -> Option<(Span, Loss)> {
    let loss = match &diagnostic.suggestion {
        _ if diagnostic.code != YamlCode::UnknownKey => Loss::Itself,
        None => Loss::Nothing,
        Some(Suggestion::Name(meant)) => Loss::Meant(meant.clone()),
        Some(_) => Loss::Itself,
    };
    Some((diagnostic.span()?, loss))
}

/// Collects the values that could not be read at all. The reason is already reported.
pub(super) fn unread(
    node: &Node,
    path: &str,
    bad: &mut BTreeMap<Span, Loss>,
    left_out: &mut LeftOut,
) {
    match &node.value {
        Value::Unread => {
            bad.insert(node.span, Loss::Itself);
        }
        Value::Map(map) => {
            if map.is_partial() {
                left_out.partial_maps.insert(path.to_owned());
            }
            for (key, entry) in map.iter() {
                unread(&entry.value, &under(path, key), bad, left_out);
            }
        }
        Value::List(items) => items
            .iter()
            .for_each(|item| unread(item, path, bad, left_out)),
        Value::Null | Value::Scalar(_) => {}
    }
}

/// The tree with a valid version: an error in the version says nothing about the rest.
pub(super) fn with_a_version(mut root: Node) -> Node {
    const VERSION: &str = "version";
    let span = root.span;
    if let Value::Map(map) = &mut root.value
        && map.get(VERSION).is_none()
    {
        let value = Node {
            value: Value::Scalar(Scalar::plain("1")),
            span,
        };
        map.insert(VERSION, Entry { key: span, value });
    }
    root
}

/// The tree without the entries and items at the given places.
pub(super) fn without(
    node: Node,
    bad: &BTreeMap<Span, Loss>,
    path: &str,
    left_out: &mut LeftOut,
) -> Node {
    let value = match node.value {
        Value::Map(map) => {
            let mut kept = Map::default();
            for (key, mut entry) in map {
                let here = under(path, &key);
                let found = [entry.key, entry.value.span].map(|span| bad.get(&span));
                let mut found = found.into_iter().flatten().peekable();
                if found.peek().is_none() {
                    entry.value = without(entry.value, bad, &here, left_out);
                    kept.insert(key, entry);
                    continue;
                }
                for loss in found {
                    match loss {
                        Loss::Nothing => {}
                        Loss::Itself => left_out.paths.extend([here.clone()]),
                        Loss::Meant(meant) => {
                            left_out.paths.extend([here.clone(), under(path, meant)]);
                        }
                    }
                }
            }
            Value::Map(kept)
        }
        Value::List(items) => {
            let mut kept = Vec::with_capacity(items.len());
            for (at, item) in items.into_iter().enumerate() {
                let here = under(path, &at.to_string());
                if bad.contains_key(&item.span) {
                    left_out.paths.insert(here);
                } else {
                    kept.push(without(item, bad, &here, left_out));
                }
            }
            Value::List(kept)
        }
        other => other,
    };
    Node {
        value,
        span: node.span,
    }
}

fn under(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
