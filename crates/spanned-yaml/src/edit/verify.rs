//! Whether an edited text holds the old values, except for the edits.
//!
//! The edited text is parsed again, and its events are compared with the nodes of the old text, one
//! by one: values, quotes, brackets, tags, anchors and aliases.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, StructureStyle};

use crate::edit::outline::{Form, Id, Kind, Outline, options};
use crate::edit::plan::{Outcome, Slot};
use crate::emit::{Draft, quoting};

/// Whether the edited text holds exactly what it must.
pub(super) fn holds(outline: &Outline<'_>, outcomes: &HashMap<Id, Outcome>, edited: &str) -> bool {
    let mut reader = Reader {
        outline,
        outcomes,
        events: Parser::new_from_str_with_options(edited, options()),
        names: HashMap::new(),
    };
    reader.document().is_some()
}

struct Reader<'a, 't, 'e> {
    outline: &'a Outline<'t>,
    outcomes: &'a HashMap<Id, Outcome>,
    events: Parser<'e, StrInput<'e>>,
    /// The names of the anchors in the edited text.
    names: HashMap<usize, Cow<'e, str>>,
}

/// Each function returns `None` where the edited text differs.
impl<'e> Reader<'_, '_, 'e> {
    fn next(&mut self) -> Option<Event<'e>> {
        self.events.next()?.ok().map(|(event, _)| event)
    }

    fn document(&mut self) -> Option<()> {
        yes(matches!(self.next()?, Event::StreamStart))?;
        match self.next()? {
            Event::DocumentStart(..) => {}
            Event::StreamEnd => return yes(self.outline.nodes.is_empty()),
            _ => return None,
        }
        if let (true, Some(Outcome::Value(draft))) =
            (self.outline.nodes.is_empty(), self.outcomes.get(&0))
        {
            self.draft(draft, 0)?;
        } else {
            self.node(0)?;
        }
        yes(matches!(self.next()?, Event::DocumentEnd))?;
        yes(matches!(self.next()?, Event::StreamEnd))
    }

    /// A node of the old text, with the edits at and in it.
    fn node(&mut self, id: Id) -> Option<()> {
        match self.outcomes.get(&id) {
            None => self.old(id, None),
            Some(Outcome::Children(slots)) => self.old(id, Some(slots)),
            Some(Outcome::Value(draft)) => {
                // An anchor that no alias repeats stays.
                let anchored = self.outline.node(id)?.anchor;
                self.draft(draft, anchored)
            }
            Some(Outcome::Quoted) => {
                let node = self.outline.node(id)?;
                let Kind::Scalar(old, _) = &node.kind else {
                    return None;
                };
                let event = self.next()?;
                let Event::Scalar(new, ScalarStyle::DoubleQuoted, _, None) = event else {
                    return None;
                };
                yes(*old == new)?;
                self.anchor(node.anchor)
            }
        }
    }

    fn old(&mut self, id: Id, slots: Option<&Vec<Slot>>) -> Option<()> {
        let node = self.outline.node(id)?;
        let event = self.next()?;
        let tag = match &event {
            Event::Scalar(_, _, _, tag)
            | Event::SequenceStart(_, _, tag)
            | Event::MappingStart(_, _, tag) => tag.as_deref().map(|tag| format!("{tag:?}")),
            _ => None,
        };
        yes(tag.as_ref() == self.outline.tags.get(&id))?;
        match (&node.kind, event) {
            (Kind::Scalar(old, old_style), Event::Scalar(new, style, anchor, _)) => {
                yes(*old == new && *old_style == style)?;
                yes((anchor != 0) == (node.anchor != 0))?;
                self.anchor(node.anchor)
            }
            (Kind::Alias(0), Event::UnresolvedAlias(_)) => Some(()),
            (Kind::Alias(old), Event::Alias(new)) => {
                let name = self.outline.anchors.get(old).map(|anchor| &anchor.name);
                yes(name.is_some() && name == self.names.get(&new))
            }
            (Kind::Map(form), Event::MappingStart(style, anchor, _)) => {
                yes(is(*form, style) && (anchor != 0) == (node.anchor != 0))?;
                self.anchor(node.anchor)?;
                let outline = self.outline;
                if let Some(slots) = slots {
                    let old: Vec<_> = outline.entries(id).collect();
                    for slot in slots {
                        match slot {
                            Slot::Old(number) => {
                                let (key, value) = old.get(*number)?;
                                self.node(*key)?;
                                self.node(*value)?;
                            }
                            Slot::New(key, part) => {
                                self.text(key)?;
                                self.draft(&part.value, 0)?;
                            }
                        }
                    }
                } else {
                    for child in outline.children(id) {
                        self.node(child)?;
                    }
                }
                yes(matches!(self.next()?, Event::MappingEnd))
            }
            (Kind::List(form), Event::SequenceStart(style, anchor, _)) => {
                yes(is(*form, style) && (anchor != 0) == (node.anchor != 0))?;
                self.anchor(node.anchor)?;
                let outline = self.outline;
                if let Some(slots) = slots {
                    let old: Vec<_> = outline.children(id).collect();
                    for slot in slots {
                        match slot {
                            Slot::Old(number) => self.node(*old.get(*number)?)?,
                            Slot::New(_, part) => self.draft(&part.value, 0)?,
                        }
                    }
                } else {
                    for child in outline.children(id) {
                        self.node(child)?;
                    }
                }
                yes(matches!(self.next()?, Event::SequenceEnd))
            }
            _ => None,
        }
    }

    /// The anchor of the node whose event was just read.
    fn anchor(&mut self, old: u32) -> Option<()> {
        let Some(anchor) = self.outline.anchors.get(&old) else {
            return Some(());
        };
        match self.next()? {
            Event::Anchor(id, name) => {
                yes(anchor.name == name)?;
                self.names.insert(id, name);
                Some(())
            }
            _ => None,
        }
    }

    /// A new value, with the anchor of the one that it replaces.
    fn draft(&mut self, draft: &Draft, anchor: u32) -> Option<()> {
        match draft {
            Draft::Text(text) => self.text(text)?,
            Draft::Number(number) => self.plain(&number.to_string())?,
            Draft::Decimal(number) => self.plain(&number.to_string())?,
            Draft::Flag(flag) => self.plain(&flag.to_string())?,
            Draft::List(list) => {
                yes(matches!(self.next()?, Event::SequenceStart(_, _, None)))?;
                self.anchor(anchor)?;
                for item in &list.items {
                    self.draft(&item.value, 0)?;
                }
                return yes(matches!(self.next()?, Event::SequenceEnd));
            }
            Draft::Map(map) => {
                yes(matches!(self.next()?, Event::MappingStart(_, _, None)))?;
                self.anchor(anchor)?;
                for (key, part) in &map.entries {
                    self.text(key)?;
                    self.draft(&part.value, 0)?;
                }
                return yes(matches!(self.next()?, Event::MappingEnd));
            }
        }
        self.anchor(anchor)
    }

    fn text(&mut self, text: &str) -> Option<()> {
        match self.next()? {
            Event::Scalar(new, ScalarStyle::Plain, _, None) => {
                yes(new == text && quoting::is_plain(text))
            }
            Event::Scalar(new, _, _, None) => yes(new == text),
            _ => None,
        }
    }

    fn plain(&mut self, text: &str) -> Option<()> {
        match self.next()? {
            Event::Scalar(new, ScalarStyle::Plain, _, None) => yes(new == text),
            _ => None,
        }
    }
}

fn yes(holds: bool) -> Option<()> {
    holds.then_some(())
}

fn is(form: Form, style: StructureStyle) -> bool {
    (form == Form::Block) == (style == StructureStyle::Block)
}
