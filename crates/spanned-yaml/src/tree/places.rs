//! Where the values of a tree are written, without the values: a fraction of the tree's size, for
//! problems that are found long after the tree was read.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use smol_str::SmolStr;

use crate::source::{SourceId, Sources, Span};
use crate::tree::node::{Node, Value, lookup};

/// The places of a tree's values, found by their paths.
#[derive(Debug, Default)]
pub struct Places {
    /// The children of a node are side by side, in the order of their hashes.
    nodes: Vec<Written>,
    /// The keys that are spelt otherwise in the file, by their index.
    respelt: HashMap<u32, SmolStr>,
}

/// Where a key and its value are written; for the item of a list, both are the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The place of the key.
    pub key: Span,
    /// The place of the value.
    pub value: Span,
    /// The value is a text or a list.
    pub is_text_or_list: bool,
}

#[derive(Debug)]
struct Written {
    /// A part of the hash of the key; the position of a list's item.
    hash: u32,
    key: (u32, u32),
    value: (u32, u32),
    /// The file of both.
    source: SourceId,
    kind: Kind,
    first: u32,
    count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Map,
    List,
    Text,
    Nothing,
}

/// Follows keys (and list positions, as digits) down a tree to a place.
pub fn placed(root: &Node, path: &[&str]) -> Option<Placed> {
    let (key, node) = lookup(root, path)?;
    Some(Placed {
        key,
        value: node.span,
        is_text_or_list: matches!(node.value, Value::Scalar(_) | Value::List(_)),
    })
}

/// A child of the node at hand.
type Child<'n> = (u32, Option<&'n str>, Span, &'n Node);

impl Places {
    /// The places of all values in a tree.
    pub fn of(root: &Node, sources: &Sources) -> Self {
        let mut places = Self::default();
        places.nodes.push(Written::of(0, root.span, root));
        places.add_below(root, 0, &mut Vec::new(), sources);
        places.nodes.shrink_to_fit();
        places
    }

    /// Whether there is no tree.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Follows keys (and list positions, as digits) down the tree.
    pub fn find(&self, sources: &Sources, path: &[&str]) -> Option<Placed> {
        let mut at = self.nodes.first()?;
        for step in path {
            let first = at.first as usize;
            let below = self.nodes.get(first..first + at.count as usize)?;
            let hash = match at.kind {
                Kind::Map => hash(step),
                Kind::List => u32::try_from(step.parse::<usize>().ok()?).ok()?,
                Kind::Text | Kind::Nothing => return None,
            };
            let from = below.partition_point(|child| child.hash < hash);
            let alike = below.get(from..)?.iter().enumerate();
            let mut alike = alike.take_while(|(_, child)| child.hash == hash);
            let is_list = at.kind == Kind::List;
            let (_, child) = alike.find(|(n, child)| {
                is_list || self.is_named(first + from + n, child, step, sources)
            })?;
            at = child;
        }
        Some(at.placed())
    }

    fn is_named(&self, at: usize, child: &Written, name: &str, sources: &Sources) -> bool {
        let index = u32::try_from(at).unwrap_or(u32::MAX);
        match self.respelt.get(&index) {
            Some(key) => key == name,
            None => spells(sources.slice(child.placed().key), name),
        }
    }

    fn add_below<'n>(
        &mut self,
        node: &'n Node,
        at: usize,
        waiting: &mut Vec<Child<'n>>,
        sources: &Sources,
    ) {
        let begin = waiting.len();
        match &node.value {
            Value::Map(map) => {
                let entries = map.iter();
                waiting.extend(entries.map(|(k, e)| (hash(k), Some(k), e.key, &e.value)));
                if let Some(children) = waiting.get_mut(begin..) {
                    children.sort_unstable_by_key(|(hash, ..)| *hash);
                }
            }
            Value::List(items) => waiting.extend(items.iter().zip(0..).map(|(i, n)| {
                // The position of an item is its hash.
                (n, None, i.span, i)
            })),
            Value::Null | Value::Unread | Value::Scalar(_) => return,
        }
        let (end, first) = (waiting.len(), self.nodes.len());
        for (hash, key, place, child) in waiting.get(begin..end).unwrap_or_default() {
            if let Some(key) = key.filter(|key| !spells(sources.slice(*place), key)) {
                let index = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
                self.respelt.insert(index, key.into());
            }
            self.nodes.push(Written::of(*hash, *place, child));
        }
        if let Some(parent) = self.nodes.get_mut(at) {
            parent.first = u32::try_from(first).unwrap_or(u32::MAX);
            parent.count = u32::try_from(end - begin).unwrap_or(u32::MAX);
        }
        for n in begin..end {
            if let Some((.., child)) = waiting.get(n) {
                self.add_below(child, first + n - begin, waiting, sources);
            }
        }
        waiting.truncate(begin);
    }
}

impl Written {
    fn of(hash: u32, key: Span, node: &Node) -> Self {
        let value = node.span;
        // A map that several files fill is written where its key is first.
        debug_assert_eq!(key.source, value.source);
        Self {
            hash,
            key: (key.start, key.end),
            value: (value.start, value.end),
            source: value.source,
            kind: match &node.value {
                Value::Map(_) => Kind::Map,
                Value::List(_) => Kind::List,
                Value::Scalar(_) => Kind::Text,
                Value::Null | Value::Unread => Kind::Nothing,
            },
            first: 0,
            count: 0,
        }
    }

    fn placed(&self) -> Placed {
        let place = |(start, end)| Span {
            source: self.source,
            start,
            end,
        };
        Placed {
            key: place(self.key),
            value: place(self.value),
            is_text_or_list: matches!(self.kind, Kind::Text | Kind::List),
        }
    }
}

fn hash(key: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    // Any half of it will do.
    u32::try_from(hasher.finish() >> 32).unwrap_or_default()
}

/// Whether a piece of a file is this key as it is, or the same in quotes.
fn spells(written: &str, key: &str) -> bool {
    let quoted = |quote: char| {
        let inner = written
            .strip_prefix(quote)
            .and_then(|w| w.strip_suffix(quote));
        inner == Some(key) && !key.contains(['\\', quote])
    };
    written == key || quoted('"') || quoted('\'')
}

#[cfg(test)]
mod tests {
    use super::{Places, placed};
    use crate::diagnostic::Findings;
    use crate::read::document::parse;
    use crate::source::Sources;
    use crate::tree::node::{Node, Value, lookup};

    fn agree(places: &Places, sources: &Sources, root: &Node, path: &mut Vec<String>) -> usize {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        assert_eq!(
            places.find(sources, &steps),
            placed(root, &steps),
            "{path:?}"
        );
        let below: Vec<String> = match &lookup(root, &steps).unwrap().1.value {
            Value::Map(map) => map.iter().map(|(key, _)| key.to_owned()).collect(),
            Value::List(items) => (0..items.len()).map(|n| n.to_string()).collect(),
            _ => Vec::new(),
        };
        let mut count = 1;
        for step in below {
            path.push(step);
            count += agree(places, sources, root, path);
            path.pop();
        }
        path.push("absent".to_owned());
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        assert_eq!(places.find(sources, &steps), None);
        path.pop();
        count
    }

    #[test]
    fn every_place_is_found_as_in_the_tree() {
        let many: Vec<String> = (0..3_000)
            .map(|n| format!("  k{n}: [{n}, {{a: b}}]\n"))
            .collect();
        let odd = "\"x\\ty\": 1\n'it''s': {}\n\"a\\\\b\": ~\n? k\n: v\nb: &b {c: d}\ne: *b\nf: {<<: *b}\n";
        let mut sources = Sources::default();
        let text = format!("many:\n{}{odd}", many.concat());
        let id = sources.add("t.yaml", text.into_bytes()).unwrap();
        let mut findings = Findings::default();
        let root = parse(&mut sources, id, &mut findings).unwrap();
        assert_eq!(findings.diagnostics, []);
        let places = Places::of(&root, &sources);
        let count = agree(&places, &sources, &root, &mut Vec::new());
        assert_eq!(count, places.nodes.len());
        assert_eq!(places.respelt.len(), 3);
        assert!(size_of::<super::Written>() <= 36);
        assert!(Places::default().is_empty());
        assert_eq!(Places::default().find(&sources, &[]), None);
    }
}
