//! A tree under construction: its open nodes, its finished nodes, and the place of the next node.
//!
//! `document.rs` feeds it scalars, `collections.rs` lists, maps and keys, `anchors.rs` aliases.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::read::limits::Expanded;
use crate::read::merge;
use crate::secrets::mask::pairs;
use crate::secrets::names::{looks_like_url, looks_secret};
use crate::secrets::url_passwords::hides_a_password;
use crate::source::{SourceId, Sources, Span, span};
use crate::tree::entries::Few;
use crate::tree::node::{Entry, Map, Node, Value};
use crate::tree::path::{push_item, push_key};

/// The most values in one file: room for 500,000 numbers, and a bound on memory.
const MAX_NODES: usize = 4_000_000;

/// Signals that the file is not read any further. The reason is among the problems.
pub(crate) struct Stop;

/// The kind of the next node in a map.
pub(crate) enum Next {
    Key,
    Value(SmolStr, Span),
    /// The maps that a merge key adds.
    Merged(Span),
    /// The value of a key that was refused.
    Dropped,
}

pub(crate) enum Kind {
    List(Vec<Node>),
    Map(Map, Next),
}

/// An open list or map.
pub(crate) struct Open {
    pub kind: Kind,
    pub span: Span,
    pub anchor: usize,
    /// Its nodes, bytes and levels, which determine the cost of aliases to it.
    pub size: Size,
    /// The entries that its merge key adds, in the order of precedence.
    pub merged: Vec<Map>,
    /// It is in the place of a key, and is dropped.
    pub as_key: bool,
    /// Its tag is not allowed; its contents count as unread.
    pub refused: bool,
}

/// The cost of copying a node.
#[derive(Clone, Copy, Default)]
pub(crate) struct Size {
    pub nodes: usize,
    pub bytes: usize,
    pub levels: usize,
}

impl Size {
    fn add(&mut self, other: Size) {
        self.nodes += other.nodes;
        self.bytes += other.bytes;
        self.levels = self.levels.max(other.levels + 1);
    }
}

/// A tree under construction.
pub(crate) struct Builder<'a> {
    pub sources: &'a Sources,
    pub id: SourceId,
    pub text: &'a str,
    pub open: Vec<Open>,
    /// Lists in which the entries of maps grow, to be used again.
    pub rooms: Vec<Few<Entry>>,
    pub root: Option<Node>,
    pub anchors: HashMap<usize, (Node, Size)>,
    pub anchor_names: HashMap<String, Span>,
    pub anchor_count: usize,
    pub aliases: usize,
    pub expanded: Expanded,
    pub nodes: usize,
    pub documents: usize,
    pub problems: Vec<Diagnostic>,
    /// Places whose text must not be shown.
    pub hidden: Vec<Span>,
}

impl<'a> Builder<'a> {
    /// `expanded` is the cost of aliases in other files.
    pub(crate) fn new(sources: &'a Sources, id: SourceId, expanded: Expanded) -> Self {
        Self {
            sources,
            id,
            text: sources.text(id),
            open: Vec::new(),
            rooms: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            anchor_names: HashMap::new(),
            anchor_count: 0,
            aliases: 0,
            expanded,
            nodes: 0,
            documents: 0,
            problems: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// The places of a node and of its tag.
    pub(crate) fn span(&self, place: &granit_parser::Span) -> (Span, Option<Span>) {
        let of = |place: &granit_parser::Span| {
            let range = place.byte_range().unwrap_or(0..0);
            span(self.id, range.start, range.end)
        };
        (of(place), place.tag_span().as_ref().map(of))
    }

    /// Whether the next node is a key.
    pub(crate) fn wants_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                kind: Kind::Map(_, Next::Key),
                ..
            })
        )
    }

    /// Puts a finished node into its place.
    pub(crate) fn place(&mut self, mut node: Node, size: Size) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let summary = format!("the file holds more than {MAX_NODES} values");
            return self.stop(
                Diagnostic::error(YamlCode::TooLarge, summary)
                    .help("split the configuration")
                    .at(node.span, ""),
            );
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.size.add(size);
        open.span.end = open.span.end.max(node.span.end);
        match &mut open.kind {
            Kind::List(items) => items.push(node),
            Kind::Map(map, next) => {
                let next = std::mem::replace(next, Next::Key);
                if matches!(next, Next::Dropped) {
                    // A second `auth_token` also holds a secret.
                    node.conceal(&mut self.hidden);
                }
                if let Next::Merged(at) = next {
                    open.span.end = open.span.end.max(at.end);
                    let odd = merge::maps(node, &mut open.merged);
                    map.partial |= odd.is_some();
                    if let Some(Some(problem)) = odd.map(|odd| odd.into_problem(at)) {
                        self.problem(problem);
                    }
                    return Ok(());
                }
                if let Next::Value(key, at) = next {
                    if is_secret(&key) {
                        node.conceal(&mut self.hidden);
                    }
                    open.span.end = open.span.end.max(at.end);
                    open.size.bytes += key.len();
                    // A key that is there already is refused when it is read.
                    let (key, entry) = (
                        key,
                        Entry {
                            key: at,
                            value: node,
                        },
                    );
                    map.push(key, entry);
                }
            }
        }
        Ok(())
    }

    /// Closes the open nodes after an error that ends the reading. The node that was read last may
    /// have been misread, so it counts as unread.
    pub(crate) fn abandon(&mut self) {
        let mut last = true;
        while let Some(mut open) = self.open.pop() {
            match &mut open.kind {
                Kind::List(items) => {
                    if last && !items.is_empty() {
                        items.pop();
                    }
                    items.push(Node {
                        value: Value::Unread,
                        span: open.span,
                    });
                }
                Kind::Map(map, next) => {
                    map.partial = true;
                    if let (true, Next::Key) = (last, &next) {
                        map.drop_last();
                    }
                }
            }
            last = false;
            let value = match open.kind {
                Kind::List(items) => Value::List(items),
                Kind::Map(map, _) => Value::Map(merge::with(map, open.merged)),
            };
            if !open.as_key
                && self
                    .place(
                        Node {
                            value,
                            span: open.span,
                        },
                        Size::default(),
                    )
                    .is_err()
            {
                return;
            }
        }
        if last {
            self.root = None;
        }
    }

    /// Whether the node being read is the value of a secret's key, or is within one.
    pub(crate) fn in_secret(&self) -> bool {
        self.open.iter().any(|open| match &open.kind {
            Kind::Map(_, Next::Value(key, _)) => is_secret(key),
            _ => false,
        })
    }

    /// Hides a text that holds the value of a secret name, or a password that would not be
    /// recognised in the file by itself.
    pub(crate) fn look_for_secret(&mut self, text: &str, at: Span) {
        let is_url = || {
            self.open.iter().any(|open| match &open.kind {
                Kind::Map(_, Next::Value(key, _)) => looks_like_url(key),
                _ => false,
            })
        };
        let spelt = (at.end - at.start) as usize;
        let password = text.contains('@') && hides_a_password(text, spelt, is_url());
        if password || pairs(text).next().is_some() {
            self.hidden.push(at);
        }
    }

    pub(crate) fn problem(&mut self, diagnostic: Diagnostic) {
        let address = self.address(None);
        self.problems.push(diagnostic.address(address));
    }

    pub(crate) fn stop(&mut self, diagnostic: Diagnostic) -> Result<(), Stop> {
        self.problem(diagnostic);
        Err(Stop)
    }

    /// The dotted path of the node being read, or of a key in the map on top.
    pub(crate) fn address(&self, key: Option<&str>) -> String {
        let mut path = String::new();
        for open in &self.open {
            match &open.kind {
                Kind::List(items) => push_item(&mut path, items.len()),
                Kind::Map(_, Next::Value(key, _)) => push_key(&mut path, key),
                Kind::Map(..) => {}
            }
        }
        if let Some(key) = key {
            push_key(&mut path, key);
        }
        path
    }
}

/// Whether a key's value is secret. A key that is not shown had a secret's name in it.
pub(crate) fn is_secret(key: &str) -> bool {
    key == "***" || looks_secret(key)
}
