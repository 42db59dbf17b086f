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
    pub keywords: BTreeMap<Keyword, Span>,
}

impl Origins {
    /// Returns the place of the resource at an address: its key, or the value of one of its keys.
    pub fn place(&self, address: &Address, key: Option<&str>) -> Option<Span> {
        if let Address::Keyword(word) = address {
            return self.keywords.get(word).copied();
        }
        let path = address.to_string();
        let mut parts: Vec<&str> = path.split('.').collect();
        let root = self.root.as_ref()?;
        let (own, _) = yaml::lookup(root, &parts)?;
        let Some(key) = key else { return Some(own) };
        parts.extend(key.split('.'));
        Some(yaml::lookup(root, &parts).map_or(own, |(_, node)| node.span))
    }
}
