//! The places in the files where each resource was declared. They are kept to the end, so that a
//! problem found only at a provider still points at its line.

use std::collections::BTreeMap;

use super::{Address, Keyword};
use crate::yaml::{self, Node, Placed, Places, Sources, Span};

/// The files that were read, and the tree that was made of them.
#[derive(Debug, Default)]
pub struct Origins {
    /// The files' names and texts.
    pub sources: Sources,
    /// The tree, after overlay and variables; `None` if nothing could be read, and after
    /// [`Origins::forget_values`].
    pub root: Option<Node>,
    /// The places in a tree whose values were forgotten.
    places: Places,
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
    /// Whether nothing could be read.
    pub fn is_empty(&self) -> bool {
        self.root.is_none() && self.places.is_empty()
    }

    /// Keeps only the places of values, which take a third of the tree's memory. No command needs a
    /// valid configuration's tree for anything else once its values are typed.
    pub fn forget_values(&mut self) {
        if let Some(root) = self.root.take() {
            self.places = Places::of(&root, &self.sources);
        }
    }

    /// Follows keys (and list positions, as digits) down the tree.
    pub fn find(&self, path: &[&str]) -> Option<Placed> {
        match &self.root {
            Some(root) => yaml::placed(root, path),
            None => self.places.find(&self.sources, path),
        }
    }

    /// Returns the place of the resource at an address: its key, or the value of one of its keys.
    pub fn place(&self, address: &Address, key: Option<&str>) -> Option<Span> {
        // What a record is about is declared; the record itself is not.
        if let Address::Counterpart { of: Some(of), .. } = address {
            return self.place(of, key);
        }
        if let Address::Keyword(word) = address {
            return self.keywords.get(word).map(|place| place.span);
        }
        let path = address.to_string();
        let mut parts: Vec<&str> = path.split('.').collect();
        // A group may follow from keys of its provider, without an entry of its own.
        let own = self.find(&parts).or_else(|| {
            let provider = parts.get(..2).filter(|_| address.kind().is_group())?;
            self.find(provider)
        });
        let own = own?.key;
        let Some(key) = key else { return Some(own) };
        parts.extend(key.split('.'));
        Some(self.find(&parts).map_or(own, |found| found.value))
    }

    /// Returns the place of the value that the files write at a dotted path; `None` if they write
    /// none.
    pub fn written(&self, path: &str) -> Option<Span> {
        let parts: Vec<&str> = path.split('.').collect();
        let found = self.find(&parts)?;
        Some(if found.is_text_or_list {
            found.value
        } else {
            found.key
        })
    }

    /// Returns the place of the value of a keyword's key.
    pub fn written_of_keyword(&self, word: &Keyword, key: &str) -> Option<Span> {
        let place = self.keywords.get(word)?;
        let own = self.written(&format!("keywords.{}.{key}", place.index));
        // A word alone is an entry too.
        own.or_else(|| (key == "keyword").then_some(place.span))
    }
}
