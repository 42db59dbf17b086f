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

/// Collects the values that could not be read at all. The reason is already reported. `path` is the
/// node's, and the same again afterwards.
pub(super) fn unread(
    node: &Node,
    path: &mut String,
    bad: &mut BTreeMap<Span, Loss>,
    left_out: &mut LeftOut,
) {
    match &node.value {
        Value::Unread => {
            bad.insert(node.span, Loss::Itself);
        }
        Value::Map(map) => {
            if map.is_partial() {
                left_out.partial_maps.insert(path.clone());
            }
            let above = path.len();
            for (key, entry) in map {
                step(path, key);
                unread(&entry.value, path, bad, left_out);
                path.truncate(above);
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

/// The tree without the entries and items at the given places. `path` is the node's, and the same
/// again afterwards.
pub(super) fn without(
    node: &Node,
    bad: &BTreeMap<Span, Loss>,
    path: &mut String,
    left_out: &mut LeftOut,
) -> Node {
    let above = path.len();
    let value = match &node.value {
        Value::Map(map) => {
            let mut kept = Map::default();
            for (key, entry) in map {
                step(path, key);
                let found = [entry.key, entry.value.span].map(|span| bad.get(&span));
                let mut found = found.into_iter().flatten().peekable();
                if found.peek().is_none() {
                    let value = without(&entry.value, bad, path, left_out);
                    let key_span = entry.key;
                    kept.insert(
                        key,
                        Entry {
                            key: key_span,
                            value,
                        },
                    );
                }
                for loss in found {
                    if *loss != Loss::Nothing {
                        left_out.paths.insert(path.clone());
                    }
                    if let Loss::Meant(meant) = loss {
                        path.truncate(above);
                        step(path, meant);
                        left_out.paths.insert(path.clone());
                        path.truncate(above);
                        step(path, key);
                    }
                }
                path.truncate(above);
            }
            Value::Map(kept)
        }
        Value::List(items) => {
            let mut kept = Vec::with_capacity(items.len());
            for (at, item) in items.iter().enumerate() {
                step(path, &at.to_string());
                if bad.contains_key(&item.span) {
                    left_out.paths.insert(path.clone());
                } else {
                    kept.push(without(item, bad, path, left_out));
                }
                path.truncate(above);
            }
            Value::List(kept)
        }
        other => other.clone(),
    };
    Node {
        value,
        span: node.span,
    }
}

/// Adds a step to a dotted path.
fn step(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}
