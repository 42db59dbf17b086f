//! The walk along the edits and the nodes they are about: what is refused, what is replaced, and
//! what the result must hold.

mod block;
mod children;
mod flow;
mod merged;
mod place;
mod replace;
mod spots;

use std::collections::HashMap;

use granit_parser::ScalarStyle;

use crate::edit::outline::{Form, Id, Kind, Outline};
use crate::edit::plan::place::Place;
use crate::edit::refusal::Reason;
use crate::edit::request::Change;
use crate::edit::splice::Splice;
use crate::edit::wishes::{Own, Wish};
use crate::emit::{Draft, Part, check, quoting};
use crate::vars::segments::names_in;

/// What becomes of a node, for the verification.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The node is replaced.
    Value(Draft),
    /// The plain scalar is in double quotes.
    Quoted,
    /// The map or list has these entries or items.
    Children(Vec<Slot>),
}

/// An entry or item of an edited map or list.
#[derive(Debug)]
pub(super) enum Slot {
    /// One that was there, by position.
    Old(usize),
    /// A new one; the key is empty in a list.
    New(String, Part),
}

/// The edits, as far as they are worked out.
pub(super) struct Plan<'a, 't> {
    pub outline: &'a Outline<'t>,
    pub splices: Vec<Splice>,
    pub outcomes: HashMap<Id, Outcome>,
    pub refused: Vec<(usize, Reason)>,
}

impl<'a, 't> Plan<'a, 't> {
    /// Works out all edits of a text.
    pub(super) fn of(outline: &'a Outline<'t>, wish: &Wish<'_>) -> Self {
        let mut plan = Self {
            outline,
            splices: Vec::new(),
            outcomes: HashMap::new(),
            refused: Vec::new(),
        };
        if outline.nodes.is_empty() {
            plan.without_root(wish);
        } else {
            plan.visit(0, wish, Place::root(outline));
        }
        plan
    }

    /// A text without any document. Its null is where a document would be.
    fn without_root(&mut self, wish: &Wish<'_>) {
        let draft = match wish.contents() {
            Ok(draft) => draft,
            Err(refused) => return self.refused.extend(refused),
        };
        if let Err(why) = check(&draft, 0) {
            return self.refuse(wish, Reason::Unwritable(why));
        }
        self.fill_the_document(&draft);
        self.outcomes.insert(0, Outcome::Value(draft));
    }

    /// Refuses all edits at and below a path.
    fn refuse(&mut self, wish: &Wish<'_>, reason: Reason) {
        let mut edits = Vec::new();
        wish.edits(&mut edits);
        self.refused
            .extend(edits.into_iter().map(|edit| (edit, reason)));
    }

    fn splice(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.splices.push(Splice {
            start,
            end,
            text: text.into(),
        });
    }

    /// Works out the edits at and below a node.
    fn visit(&mut self, id: Id, wish: &Wish<'_>, place: Place) {
        let Some(node) = self.outline.node(id) else {
            return;
        };
        let repeated = place.repeated || self.outline.aliases.contains_key(&node.anchor);
        let place = Place { repeated, ..place };
        let Some(Own { edit, change, .. }) = wish.own else {
            return self.inside(id, wish, place);
        };
        let worked_out = match change {
            Change::Set(draft) => self.set(id, draft, place),
            Change::Quote => self.quote(id, place),
            Change::Insert(_) => Err(Reason::Exists),
            Change::Append(_) | Change::Remove => Ok(()),
        };
        if let Err(reason) = worked_out {
            self.refused.push((edit, reason));
        }
    }

    /// Works out the edits below a node.
    fn inside(&mut self, id: Id, wish: &Wish<'_>, place: Place) {
        let Some(node) = self.outline.node(id) else {
            return;
        };
        match &node.kind {
            _ if place.repeated => self.refuse(wish, Reason::Anchored),
            _ if node.tagged => self.refuse(wish, Reason::Tagged),
            Kind::Alias(_) => self.refuse(wish, Reason::Alias),
            Kind::Map(_) => self.map(id, wish, place),
            Kind::List(_) => self.list(id, wish, place),
            Kind::Scalar(..) if node.is_null() => match wish.contents() {
                Err(refused) => self.refused.extend(refused),
                Ok(draft) => {
                    if let Err(reason) = self.replace(id, draft, place) {
                        self.refuse(wish, reason);
                    }
                }
            },
            Kind::Scalar(..) => {
                let items = wish.items.iter().map(|item| (item.edit, Reason::NotAList));
                self.refused.extend(items);
                wish.below
                    .values()
                    .for_each(|wish| self.refuse(wish, Reason::NotAMap));
            }
        }
    }

    fn set(&mut self, id: Id, draft: &Draft, place: Place) -> Result<(), Reason> {
        self.may_replace(id, place)?;
        let Some(node) = self.outline.node(id) else {
            return Err(Reason::Internal);
        };
        let vars = |text: &str| names_in(text).next().is_some();
        let filled = |kind: &Kind<'_>| matches!(kind, Kind::Scalar(text, _) if vars(text));
        if self.outline.within(id).any(|node| filled(&node.kind)) {
            return Err(Reason::HasVar);
        }
        if let (Kind::Scalar(old, style), Draft::Text(new)) = (&node.kind, draft)
            && !node.is_null()
            && old == new
            && (*style != ScalarStyle::Plain || quoting::is_plain(new))
        {
            return Ok(());
        }
        self.replace(id, draft.clone(), place)
    }

    fn quote(&mut self, id: Id, place: Place) -> Result<(), Reason> {
        self.may_replace(id, place)?;
        match self.outline.node(id) {
            Some(node) if !node.is_absent() => match &node.kind {
                Kind::Scalar(text, _) if names_in(text).next().is_some() => Err(Reason::HasVar),
                Kind::Scalar(text, ScalarStyle::Plain) => {
                    self.splice(node.body(), node.end(), quoting::double(text));
                    self.outcomes.insert(id, Outcome::Quoted);
                    Ok(())
                }
                Kind::Scalar(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) => Ok(()),
                Kind::Alias(_) => Err(Reason::Alias),
                _ => Err(Reason::NotPlain),
            },
            _ => Err(Reason::NotPlain),
        }
    }

    /// Whether a node can be replaced without a change elsewhere.
    fn may_replace(&self, id: Id, place: Place) -> Result<(), Reason> {
        if place.repeated || self.outline.is_repeated(id) {
            return Err(Reason::Anchored);
        }
        match self.outline.node(id) {
            Some(node) if node.tagged => Err(Reason::Tagged),
            Some(node) if matches!(node.kind, Kind::Map(Form::Bare)) => Err(Reason::UnusualKey),
            _ => Ok(()),
        }
    }
}
