//! One file's events turned into a tree, under limits that keep hostile input cheap.
//!
//! `granit-parser` alone decides what is YAML; this file decides which YAML is allowed here. It
//! gives what could be read and everything that is wrong: after a syntax error the maps that were
//! still open are marked as partial, so that nobody complains about keys that were not reached.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, Tag};

use super::codes;
use super::diagnostic::Diagnostic;
use super::mask::looks_secret;
use super::node::{Entry, Map, Node, Scalar, Style, Value, shown};
use super::path::{push_item, push_key};
use super::source::{SourceId, Sources, Span, span};
use super::syntax;

/// How deep lists and maps may be nested. Everything that walks a tree may recurse this far.
pub const MAX_DEPTH: usize = 64;
const MAX_ANCHORS: usize = 1_000;
const MAX_ALIASES: usize = 10_000;
/// Nodes that aliases may add, and anchors may hold.
const MAX_EXPANDED: usize = 1_000_000;
/// Bytes of text that aliases may add.
const MAX_EXPANDED_BYTES: usize = 64 << 20;
/// Values in one file: room for 500,000 numbers, and a bound on memory.
const MAX_NODES: usize = 4_000_000;
/// A file with so many problems is not read to its end.
const MAX_PROBLEMS: usize = 1_000;

/// Reads one file. An empty file is a null.
pub fn parse(sources: &Sources, id: SourceId) -> (Option<Node>, Vec<Diagnostic>) {
    let text = sources.text(id);
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    options.emit_anchor_events = true;
    options.set_emit_comments(false);
    let mut builder = Builder::new(sources, id);
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, place)) => {
                let place = builder.span(&place);
                let tag = place.1;
                if builder.event(event, place.0, tag).is_err() {
                    builder.abandon();
                    break;
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len());
                let diagnostic = syntax::explain(error.kind(), sources, id, at);
                builder
                    .problems
                    .push(diagnostic.address(builder.address(None)));
                builder.abandon();
                break;
            }
        }
    }
    let root = match builder.root {
        None if builder.problems.is_empty() => Some(Node {
            value: Value::Null,
            span: span(id, 0, 0),
        }),
        Some(root) if root.is_null() => Some(Node {
            span: span(id, 0, 0),
            ..root
        }),
        root => root.filter(|root| !matches!(root.value, Value::Unread)),
    };
    (root, builder.problems)
}

/// The file is not read any further; why is among the problems.
struct Stop;

/// What the next node in a map is.
enum Next {
    Key,
    Value(String, Span),
    /// The value of a key that was refused.
    Dropped,
}

enum Kind {
    List(Vec<Node>),
    Map(Map, Next),
}

/// A list or map that is still open.
struct Open {
    kind: Kind,
    span: Span,
    anchor: usize,
    /// Nodes and bytes in it, and how many levels it has, for what aliases to it cost.
    size: Size,
    refused: bool,
}

#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
    levels: usize,
}

impl Size {
    fn add(&mut self, other: Size) {
        self.nodes += other.nodes;
        self.bytes += other.bytes;
        self.levels = self.levels.max(other.levels + 1);
    }
}

struct Builder<'a> {
    sources: &'a Sources,
    id: SourceId,
    text: &'a str,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, (Node, Size)>,
    anchor_names: HashMap<String, Span>,
    anchor_count: usize,
    aliases: usize,
    expanded: Size,
    nodes: usize,
    documents: usize,
    secrets: Judged,
    problems: Vec<Diagnostic>,
}

/// Which keys look secret; most files use the same few keys again and again.
#[derive(Default)]
struct Judged(HashMap<String, bool>);

impl Judged {
    fn is_secret(&mut self, key: &str) -> bool {
        if let Some(known) = self.0.get(key) {
            return *known;
        }
        let secret = looks_secret(key);
        if self.0.len() < 1_000 {
            self.0.insert(key.to_owned(), secret);
        }
        secret
    }
}

impl<'a> Builder<'a> {
    fn new(sources: &'a Sources, id: SourceId) -> Self {
        Self {
            sources,
            id,
            text: sources.text(id),
            open: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            anchor_names: HashMap::new(),
            anchor_count: 0,
            aliases: 0,
            expanded: Size::default(),
            nodes: 0,
            documents: 0,
            secrets: Judged::default(),
            problems: Vec::new(),
        }
    }

    /// The places of a node and of its tag.
    fn span(&self, place: &granit_parser::Span) -> (Span, Option<Span>) {
        let of = |place: &granit_parser::Span| {
            let range = place.byte_range().unwrap_or(0..0);
            span(self.id, range.start, range.end)
        };
        (of(place), place.tag_span().as_ref().map(of))
    }

    fn event(&mut self, event: Event<'_>, at: Span, tag_at: Option<Span>) -> Result<(), Stop> {
        if self.problems.len() >= MAX_PROBLEMS {
            return Err(Stop);
        }
        match event {
            Event::DocumentStart(_, version) => {
                if let Some(version) = version.filter(|v| (v.major, v.minor) != (1, 2)) {
                    let summary = format!(
                        "the file asks for YAML {}.{}; it is read as YAML 1.2",
                        version.major, version.minor
                    );
                    let place = span(self.id, 0, self.text.find('\n').unwrap_or(0));
                    self.problems.push(
                        Diagnostic::warning(codes::OLD_YAML, summary)
                            .help("remove the %YAML line")
                            .at(place, ""),
                    );
                }
                self.documents += 1;
                if self.documents > 1 {
                    return self.stop(
                        Diagnostic::error(codes::SEVERAL_DOCUMENTS, "the file holds more than one document")
                            .help("put what follows this line into a file of its own; several files are joined")
                            .at(at, "a second document starts here"),
                    );
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let scalar = self.scalar(text, style, at, tag.zip(tag_at));
                self.scalar_node(scalar, anchor, at)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.start(Kind::List(Vec::new()), "seq", anchor, at, tag.zip(tag_at))
            }
            Event::MappingStart(_, anchor, tag) => {
                let kind = Kind::Map(Map::default(), Next::Key);
                self.start(kind, "map", anchor, at, tag.zip(tag_at))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at),
            Event::Anchor(_, name) => self.anchor(&name, at),
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::UnresolvedAlias(name) => {
                let summary = match self.sources.hides(at) {
                    true => "there is no anchor of this name".to_owned(),
                    false => format!("there is no anchor `{}`", shown(&name)),
                };
                let names = self.anchor_names.keys().map(String::as_str);
                let help = match super::names::nearest(&name, names) {
                    Some(near) => format!("did you mean `*{}`? text that begins with `*` must be quoted", shown(near)),
                    None => "define it before this line with `&`; text that begins with `*` must be quoted".to_owned(),
                };
                self.problem(
                    Diagnostic::error(codes::UNKNOWN_ALIAS, summary)
                        .help(help)
                        .at(at, ""),
                );
                self.place(
                    Node {
                        value: Value::Unread,
                        span: at,
                    },
                    Size::default(),
                )
            }
            _ => Ok(()),
        }
    }

    /// A scalar with its style, tag and nullness settled; `None` where it cannot be read.
    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        at: Span,
        tag: Option<(Cow<'_, Tag>, Span)>,
    ) -> Value {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let absent = style == Style::Plain && at.start == at.end;
        let null = style == Style::Plain
            && (absent || matches!(text.as_ref(), "~" | "null" | "Null" | "NULL"));
        let scalar = Scalar {
            text: text.into_owned(),
            style,
            concealed: false,
        };
        match tag {
            None if null => Value::Null,
            None => Value::Scalar(scalar),
            Some((tag, place)) => match tag.core_suffix() {
                Some("str") => {
                    let text = if absent { String::new() } else { scalar.text };
                    Value::Scalar(Scalar::quoted(text))
                }
                Some("int" | "float" | "bool") if !null => Value::Scalar(scalar),
                Some("null" | "int" | "float" | "bool") if null || scalar.text.is_empty() => {
                    Value::Null
                }
                _ => {
                    self.tag(place);
                    Value::Unread
                }
            },
        }
    }

    fn tag(&mut self, place: Span) {
        let tag = if self.sources.hides(place) {
            ""
        } else {
            self.sources.slice(place)
        };
        let help = match tag {
            "!!binary" => "write the text itself; binary values are not supported",
            "!include" => "join files with -f, or with an overlay; there is no include",
            _ => "remove the tag; if the value begins with `!`, quote it",
        };
        let summary = format!("the tag `{}` is not supported", shown(tag));
        self.problem(
            Diagnostic::error(codes::TAG, summary)
                .help(help)
                .at(place, ""),
        );
    }

    /// A scalar event: a key, or a value.
    fn scalar_node(&mut self, value: Value, anchor: usize, at: Span) -> Result<(), Stop> {
        if let Some(Open {
            kind: Kind::Map(_, Next::Key),
            ..
        }) = self.open.last()
        {
            return self.key(value, at);
        }
        let mut at = at;
        let mut size = Size {
            nodes: 1,
            bytes: 0,
            levels: 0,
        };
        if let Value::Scalar(scalar) = &value {
            size.bytes = scalar.text.len();
            match scalar.style {
                Style::Block => {
                    let cut = self.sources.slice(at).trim_end().len();
                    at = span(self.id, at.start as usize, at.start as usize + cut);
                }
                Style::Plain => {
                    if let Some(found) = syntax::look_at_plain(self.sources, at, &scalar.text) {
                        self.problem(found);
                    }
                }
                Style::Quoted => {}
            }
        }
        let node = Node { value, span: at };
        self.remember(anchor, &node, size)?;
        self.place(node, size)
    }

    fn key(&mut self, value: Value, at: Span) -> Result<(), Stop> {
        let text = match value {
            Value::Scalar(scalar) => {
                if scalar.style == Style::Plain {
                    if let Some(found) = syntax::look_at_plain(self.sources, at, &scalar.text) {
                        self.problem(found);
                    }
                    if scalar.text == "<<" {
                        self.problem(syntax::merge_key(at));
                        return self.next(Next::Dropped, true);
                    }
                }
                scalar.text
            }
            Value::Null if at.start < at.end => self.sources.slice(at).to_owned(),
            Value::Unread => return self.next(Next::Dropped, true),
            _ => {
                self.problem(syntax::complex_key("a key is empty", at));
                return self.next(Next::Dropped, true);
            }
        };
        if text.chars().nth(1024).is_some() {
            let summary = "a key is longer than 1024 characters";
            self.problem(
                Diagnostic::error(codes::KEY_TOO_LONG, summary)
                    .help("use a shorter name")
                    .at(at, ""),
            );
            return self.next(Next::Dropped, true);
        }
        let Some(Open {
            kind: Kind::Map(map, _),
            ..
        }) = self.open.last()
        else {
            return Ok(());
        };
        if let Some(first) = map.get(&text).map(|entry| entry.key) {
            let name = if self.sources.hides(at) {
                "***".to_owned()
            } else {
                shown(&text)
            };
            let summary = format!("the key `{name}` stands twice in the same map");
            self.problems.push(
                Diagnostic::error(codes::DUPLICATE_KEY, summary)
                    .help("keep one of the two")
                    .address(self.address(Some(&text)))
                    .at(at, "a second time here")
                    .related(first, "the first is here"),
            );
            return self.next(Next::Dropped, false);
        }
        self.next(Next::Value(text, at), false)
    }

    /// Says what the map on top of the stack waits for.
    fn next(&mut self, next: Next, partial: bool) -> Result<(), Stop> {
        if let Some(Open {
            kind: Kind::Map(map, wanted),
            ..
        }) = self.open.last_mut()
        {
            *wanted = next;
            map.partial |= partial;
        }
        Ok(())
    }

    fn start(
        &mut self,
        kind: Kind,
        core: &str,
        anchor: usize,
        at: Span,
        tag: Option<(Cow<'_, Tag>, Span)>,
    ) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            let summary = format!("lists and maps are nested more than {MAX_DEPTH} deep");
            return self.stop(
                Diagnostic::error(codes::TOO_DEEP, summary)
                    .help("no configuration needs this; look for stray brackets or dashes")
                    .at(at, ""),
            );
        }
        let mut refused = false;
        if let Some((tag, place)) = tag
            && !tag.is_yaml_core_schema_tag(core)
        {
            self.tag(place);
            refused = true;
        }
        if let Some(Open {
            kind: Kind::Map(_, Next::Key),
            ..
        }) = self.open.last()
        {
            if !self.open.iter().any(|open| open.anchor == usize::MAX) {
                self.problem(syntax::complex_key("a key is a list or a map", at));
            }
            self.next(Next::Dropped, true)?;
            self.open.push(Open {
                kind,
                span: at,
                anchor: 0,
                size: Size {
                    nodes: 1,
                    ..Size::default()
                },
                refused: true,
            });
            // The collection takes the place of the key; its own end must not use up the value.
            if let Some(open) = self.open.last_mut() {
                open.anchor = usize::MAX;
            }
            return Ok(());
        }
        self.open.push(Open {
            kind,
            span: at,
            anchor,
            size: Size {
                nodes: 1,
                ..Size::default()
            },
            refused,
        });
        Ok(())
    }

    fn end(&mut self, at: Span) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let was_key = open.anchor == usize::MAX;
        let mut place = open.span;
        // The end of a block collection is noticed only at what follows; it ends with its last child.
        place.end = if at.end > at.start {
            at.end
        } else {
            open.span.end
        };
        let value = match open.kind {
            _ if open.refused => Value::Unread,
            Kind::List(items) => Value::List(items),
            Kind::Map(map, _) => Value::Map(map),
        };
        if was_key {
            return Ok(());
        }
        let node = Node { value, span: place };
        self.remember(open.anchor, &node, open.size)?;
        self.place(node, open.size)
    }

    /// Keeps a copy of an anchored node for its aliases.
    fn remember(&mut self, anchor: usize, node: &Node, size: Size) -> Result<(), Stop> {
        if anchor == 0 {
            return Ok(());
        }
        self.spend(size, node.span)?;
        self.anchors.insert(anchor, (node.clone(), size));
        Ok(())
    }

    /// Counts nodes that are about to be copied.
    fn spend(&mut self, size: Size, at: Span) -> Result<(), Stop> {
        self.expanded.nodes += size.nodes;
        self.expanded.bytes += size.bytes;
        if self.expanded.nodes > MAX_EXPANDED || self.expanded.bytes > MAX_EXPANDED_BYTES {
            let summary = "aliases in this file expand to more than a million values or 64 MiB";
            return self.stop(
                Diagnostic::error(codes::TOO_MANY_ALIASES, summary)
                    .help("repeat less by alias")
                    .at(at, "the limit is passed here"),
            );
        }
        Ok(())
    }

    fn anchor(&mut self, name: &str, at: Span) -> Result<(), Stop> {
        self.anchor_count += 1;
        if self.anchor_count > MAX_ANCHORS {
            let summary = format!("the file has more than {MAX_ANCHORS} anchors");
            return self.stop(
                Diagnostic::error(codes::TOO_MANY_ALIASES, summary)
                    .help("use fewer anchors")
                    .at(at, ""),
            );
        }
        if let Some(first) = self.anchor_names.insert(name.to_owned(), at) {
            let summary = format!("the anchor `{}` is defined twice", shown(name));
            self.problem(
                Diagnostic::warning(codes::ANCHOR_REDEFINED, summary)
                    .help(
                        "give each anchor a name of its own; an alias means the last one before it",
                    )
                    .at(at, "a second time here")
                    .related(first, "the first is here"),
            );
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, at: Span) -> Result<(), Stop> {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            let summary = format!("the file has more than {MAX_ALIASES} aliases");
            return self.stop(
                Diagnostic::error(codes::TOO_MANY_ALIASES, summary)
                    .help("repeat less by alias")
                    .at(at, ""),
            );
        }
        if let Some(Open {
            kind: Kind::Map(_, Next::Key),
            ..
        }) = self.open.last()
        {
            self.problem(syntax::complex_key("a key is an alias", at));
            return self.next(Next::Dropped, true);
        }
        if self.open.iter().any(|open| open.anchor == anchor) {
            let summary = "an alias stands inside the value it names";
            self.problem(
                Diagnostic::error(codes::ALIAS_TO_ITSELF, summary)
                    .help("a value cannot hold itself; write it out")
                    .at(at, ""),
            );
            return self.place(
                Node {
                    value: Value::Unread,
                    span: at,
                },
                Size::default(),
            );
        }
        let Some(size) = self.anchors.get(&anchor).map(|(_, size)| *size) else {
            return self.place(
                Node {
                    value: Value::Unread,
                    span: at,
                },
                Size::default(),
            );
        };
        if self.open.len() + size.levels > MAX_DEPTH {
            let summary =
                format!("with this alias lists and maps are nested more than {MAX_DEPTH} deep");
            return self.stop(
                Diagnostic::error(codes::TOO_DEEP, summary)
                    .help("nest less")
                    .at(at, ""),
            );
        }
        self.spend(size, at)?;
        let value = self
            .anchors
            .get(&anchor)
            .map_or(Value::Unread, |(node, _)| node.value.clone());
        self.place(Node { value, span: at }, size)
    }

    /// Puts a finished node where it belongs.
    fn place(&mut self, mut node: Node, size: Size) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let summary = format!("the file holds more than {MAX_NODES} values");
            return self.stop(
                Diagnostic::error(codes::TOO_LARGE, summary)
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
                if let Next::Value(key, at) = std::mem::replace(next, Next::Key) {
                    if self.secrets.is_secret(&key) {
                        node.conceal();
                    }
                    open.span.end = open.span.end.max(at.end);
                    open.size.bytes += key.len();
                    map.insert(
                        key,
                        Entry {
                            key: at,
                            value: node,
                        },
                    );
                }
            }
        }
        Ok(())
    }

    /// After an error that ends the reading: closes what is open. What was read last may have
    /// been misread, so it counts as unread.
    fn abandon(&mut self) {
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
                Kind::Map(map, _) => Value::Map(map),
            };
            if open.anchor != usize::MAX
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

    fn problem(&mut self, diagnostic: Diagnostic) {
        let address = self.address(None);
        self.problems.push(diagnostic.address(address));
    }

    fn stop(&mut self, diagnostic: Diagnostic) -> Result<(), Stop> {
        self.problem(diagnostic);
        Err(Stop)
    }

    /// The dotted path of the node being read, or of a key in the map on top.
    fn address(&self, key: Option<&str>) -> String {
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
