//! Several files joined into one tree, and an overlay laid over it.
//!
//! Joining never decides between two values: the same key in two files is an error. An overlay
//! always decides, for itself. Every node keeps the place it came from.

use smol_str::SmolStr;

use crate::codes::YamlCode;
use crate::diagnostic::{Diagnostic, Findings};
use crate::quote::shown;
use crate::tree::node::{Entry, Map, Node, Value};
use crate::tree::path::push_key;

/// Joins the trees of several files by key, maps recursively.
///
/// A scalar or list given twice is an error that shows both places, unless it is the same scalar at
/// a path in `allow_repeated`. Two or more keys that collide inside one map below the top level are
/// reported once, at the key of that map. Empty files are ignored; without any other file the
/// result is `None`.
pub fn join(trees: Vec<Node>, allow_repeated: &[&str], findings: &mut Findings) -> Option<Node> {
    let mut joined: Option<Node> = None;
    let mut empty = None;
    for tree in trees {
        match (&tree.value, joined.as_mut().map(|j| &mut j.value)) {
            (Value::Null, _) => empty = empty.or(Some(tree.span)),
            (Value::Map(_), None) => joined = Some(tree),
            (Value::Map(_), Some(Value::Map(into))) => {
                if let Value::Map(map) = tree.value {
                    join_maps(into, map, "", 0, allow_repeated, true, findings);
                }
            }
            (Value::Unread, _) => {}
            _ => findings.push(
                Diagnostic::error(
                    YamlCode::NotAMap,
                    format!("the file is {}, not a map", kind(&tree)),
                )
                .help("write keys such as `version: 1` at the top level")
                .at(tree.span, "a map is expected here"),
            ),
        }
    }
    if let (None, Some(span), false) = (&joined, empty, findings.has_errors()) {
        findings.push(
            Diagnostic::error(YamlCode::Empty, "nothing is configured: the file is empty")
                .help("begin with `version: 1`")
                .at(span, ""),
        );
    }
    joined
}

/// The kind of a whole file, without its text: a file that is not a configuration may be a secret.
fn kind(root: &Node) -> &'static str {
    match root.value {
        Value::List(_) => "a list",
        _ => "one text",
    }
}

fn join_maps(
    into: &mut Map,
    from: Map,
    path: &str,
    depth: usize,
    allow_repeated: &[&str],
    report: bool,
    findings: &mut Findings,
) -> usize {
    into.partial |= from.is_partial();
    let mut collisions: Vec<(SmolStr, Entry)> = Vec::new();
    let mut nested: Vec<(SmolStr, Entry)> = Vec::new();
    for (key, entry) in from {
        match (into.get(&key).map(|e| &e.value.value), &entry.value.value) {
            (None, _) => {
                into.insert(key, entry);
            }
            (Some(Value::Map(_)), Value::Map(_)) => nested.push((key, entry)),
            (Some(Value::Unread), _) | (_, Value::Unread) => {}
            (Some(first), second) => {
                let here = joined_path(path, &key);
                let equal = match (first, second) {
                    (Value::Scalar(a), Value::Scalar(b)) => a.text == b.text,
                    _ => false,
                };
                if !(equal && allow_repeated.contains(&here.as_str())) {
                    collisions.push((key, entry));
                }
            }
        }
    }
    // A map with several collisions is reported by its own key, by the caller.
    let as_one = depth >= 2 && collisions.len() >= 2;
    if report && !as_one {
        for (key, entry) in &collisions {
            if let Some(first) = into.get(key) {
                given_twice(&joined_path(path, key), None, first, entry, findings);
            }
        }
    }
    for (key, entry) in nested {
        let here = joined_path(path, &key);
        let Some(first) = into.get_mut(&key) else {
            continue;
        };
        let first_key = first.key;
        let (Value::Map(map), Value::Map(more)) = (&mut first.value.value, entry.value.value)
        else {
            continue;
        };
        let names: Vec<String> = more
            .iter()
            .filter(|(name, e)| {
                let both_maps = e.value.map().is_some()
                    && map.get(name).is_some_and(|f| f.value.map().is_some());
                map.get(name).is_some() && !both_maps
            })
            .map(|(name, _)| format!("`{}`", shown(name)))
            .collect();
        let quiet = report && !as_one;
        let together = quiet && depth + 1 >= 2 && names.len() >= 2;
        if together {
            let second = Entry {
                key: entry.key,
                value: Node {
                    value: Value::Null,
                    span: entry.value.span,
                },
            };
            let first = Entry {
                key: first_key,
                value: second.value.clone(),
            };
            given_twice(&here, Some(&names), &first, &second, findings);
        }
        join_maps(
            map,
            more,
            &here,
            depth + 1,
            allow_repeated,
            quiet && !together,
            findings,
        );
    }
    collisions.len()
}

fn joined_path(path: &str, key: &str) -> String {
    let mut path = path.to_owned();
    push_key(&mut path, key);
    path
}

fn given_twice(
    path: &str,
    keys: Option<&[String]>,
    first: &Entry,
    second: &Entry,
    findings: &mut Findings,
) {
    let (summary, help) = match keys {
        None => (
            format!("`{path}` is given in two files"),
            "keep it in one of them, or move the second into an overlay in envs/".to_owned(),
        ),
        Some(keys) => (
            format!(
                "`{path}` is given in two files, both with {}",
                keys.join(", ")
            ),
            "keep one of the two, or rename one; joined files must not repeat a key".to_owned(),
        ),
    };
    findings.push(
        Diagnostic::error(YamlCode::GivenTwice, summary)
            .help(help)
            .address(path)
            .at(second.key, "again here")
            .related(first.key, "first here"),
    );
}

/// Lays one tree over another: maps by key, lists and scalars replace, null removes.
pub fn overlay(base: Node, over: Node, findings: &mut Findings) -> Node {
    match (base.value, over.value) {
        (base_value, Value::Null | Value::Unread) => Node {
            value: base_value,
            span: base.span,
        },
        (Value::Map(mut under), Value::Map(map)) => {
            overlay_maps(&mut under, map, "", findings);
            Node {
                value: Value::Map(under),
                span: base.span,
            }
        }
        (Value::Null, Value::Map(map)) => {
            let mut under = Map::default();
            overlay_maps(&mut under, map, "", findings);
            Node {
                value: Value::Map(under),
                span: over.span,
            }
        }
        (base_value, over_value) => {
            let found = Node {
                value: over_value,
                span: over.span,
            };
            findings.push(
                Diagnostic::error(
                    YamlCode::NotAMap,
                    format!("the overlay is {}, not a map", kind(&found)),
                )
                .help("write the keys that differ, as in the base file")
                .at(over.span, "a map is expected here"),
            );
            Node {
                value: base_value,
                span: base.span,
            }
        }
    }
}

/// What a null in an overlay means, for help lines.
const NULL: &str = "null removes a key of the base";

fn overlay_maps(under: &mut Map, over: Map, path: &str, findings: &mut Findings) {
    under.partial |= over.is_partial();
    for (key, entry) in over {
        let here = joined_path(path, &key);
        if entry.value.is_null() {
            if under.remove(&key).is_none() {
                // Names that the overlay itself has added are not suggested.
                let of_base = under
                    .iter()
                    .filter(|(_, there)| there.key.source != entry.key.source);
                let names: Vec<&str> = of_base.map(|(name, _)| name).collect();
                let nothing = Diagnostic::warning(
                    YamlCode::RemovesNothing,
                    format!("the overlay removes `{here}`, which is not there"),
                )
                .address(here)
                .at(entry.key, "nothing to remove");
                findings.push(match crate::suggestion::nearest(&key, names) {
                    Some(near) => nothing.did_you_mean(shown(near), NULL),
                    None => nothing.help(format!("{NULL}; leave the line out")),
                });
            }
            continue;
        }
        let Value::Map(map) = entry.value.value else {
            under.insert(key, entry);
            continue;
        };
        let span = entry.value.span;
        if let Some(Value::Map(below)) = under.get_mut(&key).map(|e| &mut e.value.value) {
            overlay_maps(below, map, &here, findings);
            continue;
        }
        // Below a new key, null has nothing to remove either.
        let mut fresh = Map::default();
        overlay_maps(&mut fresh, map, &here, findings);
        let value = Node {
            value: Value::Map(fresh),
            span,
        };
        under.insert(
            key,
            Entry {
                key: entry.key,
                value,
            },
        );
    }
}
