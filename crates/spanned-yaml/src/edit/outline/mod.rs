//! The nodes of a text where they are: aliases are not followed, and every node knows its bytes.
//!
//! Nodes are in the order of the text. The children of a map or list follow it, in a map keys and
//! values by turns; `after` leads from a node to the one after everything in it.

mod backwards;
mod build;
mod habits;

pub(in crate::edit) use build::options;

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::ScalarStyle;

use crate::edit::lines;
use crate::emit::Style;

/// The number of a node.
pub(super) type Id = usize;

/// A node of the text.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub kind: Kind<'t>,
    /// The first byte, of an anchor or tag if there is one.
    pub start: u32,
    /// The end of the anchor and the tag, if there are any.
    pub properties: Option<u32>,
    /// The first byte without anchor and tag. That of a block of text is its `|` or `>`.
    pub body: u32,
    /// The byte after the node. A block of text ends with its last line that is not blank.
    pub end: u32,
    /// The number of its anchor, or 0.
    pub anchor: u32,
    pub tagged: bool,
    /// The node after this one and everything in it.
    pub after: u32,
}

#[derive(Debug)]
pub(super) enum Kind<'t> {
    Scalar(Cow<'t, str>, ScalarStyle),
    /// The number of the anchor; 0 if there is no such anchor.
    Alias(u32),
    Map(Form),
    List(Form),
}

/// How a map or list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Block,
    Flow,
    /// The entry `a: b` as an item of a list in brackets.
    Bare,
}

/// All nodes of one text with one document.
#[derive(Debug)]
pub(super) struct Outline<'t> {
    pub text: &'t str,
    pub nodes: Vec<Node<'t>>,
    /// The first and the last byte of the aliases of each anchor.
    pub aliases: HashMap<u32, (u32, u32)>,
    pub anchors: HashMap<u32, Anchor<'t>>,
    pub tags: HashMap<Id, String>,
    /// The end of each block of text, with the blank lines after it.
    pub blocks: HashMap<Id, u32>,
    /// The byte after `---`, or 0.
    pub begin: usize,
    /// The byte of `...`, or the end of the text.
    pub end: usize,
    /// How the text is indented, and how its lines end.
    pub style: Style,
}

/// A definition of an anchor.
#[derive(Debug)]
pub(super) struct Anchor<'t> {
    pub name: Cow<'t, str>,
    pub node: Id,
}

impl Node<'_> {
    pub(super) fn body(&self) -> usize {
        self.body as usize
    }

    pub(super) fn start(&self) -> usize {
        self.start as usize
    }

    pub(super) fn end(&self) -> usize {
        self.end as usize
    }

    /// Whether nothing is written.
    pub(super) fn is_absent(&self) -> bool {
        self.body == self.end && matches!(self.kind, Kind::Scalar(_, ScalarStyle::Plain))
    }

    /// Whether the value is null.
    pub(super) fn is_null(&self) -> bool {
        let null = |text: &str| matches!(text, "~" | "null" | "Null" | "NULL");
        !self.tagged
            && matches!(&self.kind, Kind::Scalar(text, ScalarStyle::Plain)
                if self.is_absent() || null(text))
    }

    /// Whether the node is a map or a list on lines of its own.
    pub(super) fn is_block(&self) -> bool {
        matches!(self.kind, Kind::Map(Form::Block) | Kind::List(Form::Block))
    }

    /// The text of a key.
    pub(super) fn key(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(..) if self.is_absent() => None,
            Kind::Scalar(text, _) => Some(text.as_ref()),
            _ => None,
        }
    }
}

impl<'t> Outline<'t> {
    pub(super) fn node(&self, id: Id) -> Option<&Node<'t>> {
        self.nodes.get(id)
    }

    /// The nodes directly in a map or list.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.node(id).map_or(0, |node| node.after as usize);
        let mut next = id + 1;
        std::iter::from_fn(move || {
            let child = (next < end).then_some(next)?;
            next = self.node(child)?.after as usize;
            Some(child)
        })
    }

    /// Keys and values of a map.
    pub(super) fn entries(&self, id: Id) -> impl Iterator<Item = (Id, Id)> + '_ {
        let mut children = self.children(id);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// A node and all nodes in it.
    pub(super) fn within(&self, id: Id) -> impl Iterator<Item = &Node<'t>> {
        let end = self.node(id).map_or(id, |node| node.after as usize);
        self.nodes.get(id..end).unwrap_or(&[]).iter()
    }

    /// The byte after the colon behind a key, if it has one.
    pub(super) fn after_colon(&self, key: &Node<'_>) -> Option<usize> {
        let at = lines::token(self.text, key.end());
        lines::is_at(self.text, at, ':').then_some(at + 1)
    }

    /// Whether aliases outside of a node repeat it, or something in it.
    pub(super) fn is_repeated(&self, id: Id) -> bool {
        let Some(node) = self.node(id) else {
            return false;
        };
        self.within(id).any(|inner| {
            let aliases = self.aliases.get(&inner.anchor);
            aliases.is_some_and(|(first, last)| *first < node.start || *last >= node.end)
        })
    }
}
