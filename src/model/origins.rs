//! The places in the files where each resource was declared. They are kept to the end, so that a
//! problem found only at a provider still points at its line.

use std::collections::BTreeMap;

use super::{Address, Keyword};
use crate::yaml::{self, Node, Sources, Span};

/// The files that were read, and the tree that was made of them.
#[derive(Debug, Default)]
pub struct Origins {
    /// The files' names and texts.
    pub sources: Sources,
    /// The tree, after overlay and variables; `None` if nothing could be read.
    pub root: Option<Node>,
    /// The place of each keyword in its list.
    pub keywords: BTreeMap<Keyword, KeywordPlace>,
}

/// Where a keyword is declared.
#[derive(Debug, Clone, Copy)]
pub struct KeywordPlace {
    /// Its index in the list of the tree.
    pub index: usize,
    /// The place of the word.
    pub span: Span,
}

impl Origins {
    /// Returns the place of the resource at an address: its key, or the value of one of its keys.
    pub fn place(&self, address: &Address, key: Option<&str>) -> Option<Span> {
        if let Address::Keyword(word) = address {
            return self.keywords.get(word).map(|place| place.span);
        }
        let path = address.to_string();
        let mut parts: Vec<&str> = path.split('.').collect();
        let root = self.root.as_ref()?;
        let (own, _) = yaml::lookup(root, &parts)?;
        let Some(key) = key else { return Some(own) };
        parts.extend(key.split('.'));
        Some(yaml::lookup(root, &parts).map_or(own, |(_, node)| node.span))
    }

    /// Returns the place of the value that the files write at a dotted path; `None` if they write
    /// none.
    pub fn written(&self, path: &str) -> Option<Span> {
        let parts: Vec<&str> = path.split('.').collect();
        let (key, node) = yaml::lookup(self.root.as_ref()?, &parts)?;
        let is_value = node.scalar().is_some() || node.list().is_some();
        Some(if is_value { node.span } else { key })
    }

    /// Returns the place of the value of a keyword's key.
    pub fn written_of_keyword(&self, word: &Keyword, key: &str) -> Option<Span> {
        let place = self.keywords.get(word)?;
        let own = self.written(&format!("keywords.{}.{key}", place.index));
        // A word alone is an entry too.
        own.or_else(|| (key == "keyword").then_some(place.span))
    }
}
