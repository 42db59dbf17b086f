//! The paths of the nodes that edits name by a byte.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::edit::outline::{Id, Kind, Outline};
use crate::edit::request::Edit;

/// A map or list around the node that is looked at.
struct Around {
    /// The node after everything in it.
    after: Id,
    map: bool,
    /// How many nodes directly in it were passed, without the one that is looked at.
    passed: usize,
    /// The last key of a map.
    key: Id,
}

/// The edits, each with its path. That of a byte at which no value begins stays empty.
pub(super) fn found<'e>(outline: &Outline<'_>, edits: &'e [Edit]) -> Cow<'e, [Edit]> {
    let mut wanted: HashMap<usize, Vec<usize>> = HashMap::new();
    for (number, edit) in edits.iter().enumerate() {
        if let Some(byte) = edit.at {
            wanted.entry(byte).or_default().push(number);
        }
    }
    if wanted.is_empty() {
        return Cow::Borrowed(edits);
    }
    let mut edits = edits.to_vec();
    let mut around: Vec<Around> = Vec::new();
    for (id, node) in outline.nodes.iter().enumerate() {
        while around.last().is_some_and(|last| last.after <= id) {
            around.pop();
            if let Some(last) = around.last_mut() {
                last.passed += 1;
            }
        }
        let is_key = around
            .last()
            .is_some_and(|last| last.map && last.passed % 2 == 0);
        if let Some(last) = around.last_mut().filter(|_| is_key) {
            last.key = id;
        }
        if matches!(node.kind, Kind::Map(_) | Kind::List(_)) {
            around.push(Around {
                after: node.after as usize,
                map: matches!(node.kind, Kind::Map(_)),
                passed: 0,
                key: id,
            });
            continue;
        }
        let begins = [node.start(), node.body()];
        let numbers = begins.iter().find_map(|byte| wanted.get(byte));
        if let (false, Some(numbers)) = (is_key, numbers)
            && let Some(path) = path(outline, &around)
        {
            for number in numbers {
                if let Some(edit) = edits.get_mut(*number) {
                    edit.path.clone_from(&path);
                }
            }
        }
        if let Some(last) = around.last_mut() {
            last.passed += 1;
        }
    }
    Cow::Owned(edits)
}

fn path(outline: &Outline<'_>, around: &[Around]) -> Option<Vec<String>> {
    let step = |one: &Around| {
        if one.map {
            outline.node(one.key)?.key().map(str::to_owned)
        } else {
            Some(one.passed.to_string())
        }
    };
    around.iter().map(step).collect()
}
