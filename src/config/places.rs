//! Places in the tree by dotted path.

use crate::config::document::{Document, KeywordEntry};
use crate::yaml::{self, Node, Placed, Span};

/// The value at a dotted path, or the nearest existing value around it.
pub(super) fn place(tree: &Node, path: &str) -> Option<Span> {
    nearest(&|path| yaml::placed(tree, path), path)
}

/// The same, in what `find` looks up.
pub(super) fn nearest(find: &dyn Fn(&[&str]) -> Option<Placed>, path: &str) -> Option<Span> {
    let parts: Vec<&str> = path.split('.').collect();
    (1..=parts.len()).rev().find_map(|n| {
        let found = find(&parts[..n])?;
        let is_whole = n == parts.len() && found.is_text_or_list;
        Some(if is_whole { found.value } else { found.key })
    })
}

/// The place of each keyword in the list, in the list's order.
pub(super) fn keyword_places<'a>(
    document: &'a Document,
    tree: &'a Node,
) -> impl Iterator<Item = (&'a KeywordEntry, Option<Span>)> {
    document.keywords.iter().enumerate().map(|(at, entry)| {
        let index = at.to_string();
        let place = yaml::lookup(tree, &["keywords", &index, "keyword"])
            .or_else(|| yaml::lookup(tree, &["keywords", &index]));
        (entry, place.map(|(_, node)| node.span))
    })
}
