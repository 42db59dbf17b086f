//! The events of the parser turned into an outline.

use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, StructureStyle, Tag};

use crate::edit::lines;
use crate::edit::outline::backwards::{after_dash, comment_in};
use crate::edit::outline::habits::Habits;
use crate::edit::outline::{Anchor, Form, Id, Kind, Node, Outline};
use crate::edit::refusal::Reason;
use crate::emit::Style;
use crate::read::limits::MAX_DEPTH;

/// The parser's options for the outline and for its verification.
pub(in crate::edit) fn options() -> Options {
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    options.emit_anchor_events = true;
    options.set_emit_comments(false);
    options
}

struct Builder<'t> {
    outline: Outline<'t>,
    /// The open maps and lists, each with the number of nodes directly in it.
    open: Vec<(Id, usize)>,
    documents: usize,
    habits: Habits,
}

impl<'t> Outline<'t> {
    /// The outline of a text without a byte-order mark.
    pub(in crate::edit) fn of(text: &'t str) -> Result<Self, Reason> {
        let mut builder = Builder {
            outline: Outline {
                text,
                nodes: Vec::new(),
                aliases: HashMap::new(),
                anchors: HashMap::new(),
                tags: HashMap::new(),
                blocks: HashMap::new(),
                begin: 0,
                end: text.len(),
                style: Style::default(),
            },
            open: Vec::new(),
            documents: 0,
            habits: Habits::default(),
        };
        for event in Parser::new_from_str_with_options(text, options()) {
            let (event, place) = event.map_err(|_| Reason::Unreadable)?;
            builder.event(event, &place)?;
        }
        builder.outline.style = builder.habits.style(text);
        Ok(builder.outline)
    }
}

impl<'t> Builder<'t> {
    fn event(&mut self, event: Event<'t>, place: &granit_parser::Span) -> Result<(), Reason> {
        let range = place.byte_range().ok_or(Reason::Unreadable)?;
        let tag_at = place
            .tag_span()
            .as_ref()
            .and_then(granit_parser::Span::byte_range);
        match event {
            Event::DocumentStart(explicit, _) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Reason::SeveralDocuments);
                }
                if explicit {
                    self.outline.begin = range.end;
                }
            }
            Event::DocumentEnd if !range.is_empty() => self.outline.end = range.start,
            Event::Scalar(text, style, anchor, tag) => {
                let kind = Kind::Scalar(text, style);
                let id = self.add(kind, range.start, range.end, anchor);
                self.tag(id, tag.as_deref(), tag_at);
                match style {
                    ScalarStyle::Literal | ScalarStyle::Folded => self.block_of_text(id),
                    ScalarStyle::Plain if range.is_empty() => self.absent(id),
                    _ => {}
                }
                self.closed(id);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let id = self.add(Kind::List(form(style)), range.start, range.end, anchor);
                self.tag(id, tag.as_deref(), tag_at);
                self.opened(id)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let form = if style == StructureStyle::Flow && range.is_empty() {
                    Form::Bare
                } else {
                    form(style)
                };
                let id = self.add(Kind::Map(form), range.start, range.end, anchor);
                self.tag(id, tag.as_deref(), tag_at);
                self.opened(id)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((id, _)) = self.open.pop() else {
                    return Err(Reason::Unreadable);
                };
                let after = fit(self.outline.nodes.len());
                if let Some(node) = self.outline.nodes.get_mut(id) {
                    node.after = after;
                    if !range.is_empty() {
                        node.end = fit(range.end);
                    }
                }
                self.closed(id);
            }
            Event::Anchor(anchor, name) => {
                let Some(id) = self.outline.nodes.len().checked_sub(1) else {
                    return Err(Reason::Unreadable);
                };
                self.property(id, range.start, range.end);
                self.outline
                    .anchors
                    .insert(fit(anchor), Anchor { name, node: id });
            }
            Event::Alias(anchor) => {
                let id = self.add(Kind::Alias(fit(anchor)), range.start, range.end, 0);
                let at = fit(range.start);
                let seen = self.outline.aliases.entry(fit(anchor)).or_insert((at, at));
                seen.1 = at;
                self.closed(id);
            }
            Event::UnresolvedAlias(_) => {
                let id = self.add(Kind::Alias(0), range.start, range.end, 0);
                self.closed(id);
            }
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, kind: Kind<'t>, start: usize, end: usize, anchor: usize) -> Id {
        let id = self.outline.nodes.len();
        self.outline.nodes.push(Node {
            kind,
            start: fit(start),
            properties: None,
            body: fit(start),
            end: fit(end),
            anchor: fit(anchor),
            tagged: false,
            after: fit(id + 1),
        });
        id
    }

    fn tag(&mut self, id: Id, tag: Option<&Tag>, at: Option<std::ops::Range<usize>>) {
        let Some(tag) = tag else { return };
        self.outline.tags.insert(id, format!("{tag:?}"));
        if let Some(node) = self.outline.nodes.get_mut(id) {
            node.tagged = true;
        }
        if let Some(at) = at {
            self.property(id, at.start, at.end);
        }
    }

    fn property(&mut self, id: Id, start: usize, end: usize) {
        if let Some(node) = self.outline.nodes.get_mut(id) {
            node.start = node.start.min(fit(start));
            node.properties = Some(node.properties.unwrap_or(0).max(fit(end)));
        }
    }

    /// A block of text begins with its `|` or `>`, on the line above its text.
    fn block_of_text(&mut self, id: Id) {
        let text = self.outline.text;
        let Some(node) = self.outline.nodes.get_mut(id) else {
            return;
        };
        let (start, end) = (node.body as usize, node.end as usize);
        let own = text.get(start..end).unwrap_or("").trim_end();
        let before = text.get(..start).unwrap_or("");
        // Only blank lines and a comment are between the sign and the text.
        let mut line = lines::start(text, start);
        loop {
            let header = before.get(line..).unwrap_or("");
            let header = header.get(..lines::end(header, 0)).unwrap_or("");
            let header = header.get(..comment_in(header)).unwrap_or("").trim_end();
            let sign = header.trim_end_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
            if let Some(inner) = sign.strip_suffix(['|', '>']) {
                node.body = fit(line + inner.len());
                if own.is_empty() {
                    node.end = fit(line + header.len());
                } else {
                    node.end = fit(start + own.len());
                }
                break;
            }
            if line == 0 {
                break;
            }
            line = lines::start(text, line - lines::break_before(text, line));
        }
        if node.properties.is_none() {
            node.start = node.body;
        }
        self.outline.blocks.insert(id, fit(end));
    }

    /// The place of a value that is not written is after its dash or colon.
    fn absent(&mut self, id: Id) {
        let text = self.outline.text;
        let Some((holder, count)) = self.open.last() else {
            return;
        };
        let holder = self.outline.nodes.get(*holder).map(|node| &node.kind);
        let item = matches!(holder, Some(Kind::List(Form::Block)));
        let value = matches!(holder, Some(Kind::Map(_))) && count % 2 == 1;
        let Some(node) = self.outline.nodes.get_mut(id) else {
            return;
        };
        if node.properties.is_some() {
            return;
        }
        let at = if value && lines::is_at(text, node.body(), ':') {
            node.body() + 1
        } else if item {
            after_dash(text, node.body()).unwrap_or(node.body())
        } else {
            return;
        };
        (node.start, node.body, node.end) = (fit(at), fit(at), fit(at));
    }

    /// A map or list begins.
    fn opened(&mut self, id: Id) -> Result<(), Reason> {
        self.open.push((id, 0));
        if self.open.len() > MAX_DEPTH {
            return Err(Reason::Unreadable);
        }
        Ok(())
    }

    /// A node is complete.
    fn closed(&mut self, id: Id) {
        let nodes = &mut self.outline.nodes;
        let Some((start, end)) = nodes.get(id).map(|node| (node.start, node.end)) else {
            return;
        };
        let Some((holder, count)) = self.open.last_mut() else {
            return;
        };
        *count += 1;
        if let Some(node) = nodes.get_mut(*holder) {
            node.end = node.end.max(end);
            // The parser puts the beginning of a block after the properties of its first key.
            if *count == 1 && node.is_block() {
                node.body = node.body.min(start);
                if node.properties.is_none() {
                    node.start = node.body;
                }
            }
        }
        let value = *count % 2 == 0;
        if let (true, Some(map), Some(node)) = (value, nodes.get(*holder), nodes.get(id)) {
            self.habits.learn(self.outline.text, map, node);
        }
    }
}

fn form(style: StructureStyle) -> Form {
    match style {
        StructureStyle::Block => Form::Block,
        StructureStyle::Flow => Form::Flow,
    }
}

/// A byte or a number of a text of at most 64 MiB.
fn fit(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
