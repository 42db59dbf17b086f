//! Keys that a map has by `<<`.

use std::collections::HashSet;

use granit_parser::ScalarStyle;

use crate::edit::outline::{Id, Kind, Outline};

impl Outline<'_> {
    /// The keys that a map has from others, by `<<`.
    pub(super) fn merged(&self, map: Id) -> HashSet<&str> {
        let mut keys = HashSet::new();
        let mut seen = HashSet::from([map]);
        let mut todo: Vec<Id> = self.sources(map).collect();
        while let Some(id) = todo.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.node(id).map(|node| &node.kind) {
                Some(Kind::Alias(anchor)) => {
                    todo.extend(self.anchors.get(anchor).map(|anchor| anchor.node));
                }
                Some(Kind::List(_)) => todo.extend(self.children(id)),
                Some(Kind::Map(_)) => {
                    todo.extend(self.sources(id));
                    let own = self
                        .entries(id)
                        .filter_map(|(key, _)| self.node(key)?.key());
                    keys.extend(own);
                }
                _ => {}
            }
        }
        keys
    }

    /// The values of `<<` in a map.
    fn sources(&self, map: Id) -> impl Iterator<Item = Id> + '_ {
        let merges = |key: Id| {
            let kind = self.node(key).map(|node| &node.kind);
            matches!(kind, Some(Kind::Scalar(text, ScalarStyle::Plain)) if text == "<<")
        };
        self.entries(map)
            .filter(move |(key, _)| merges(*key))
            .map(|(_, value)| value)
    }
}
