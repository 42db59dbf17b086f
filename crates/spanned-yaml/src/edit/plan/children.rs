//! Edits below a map or list: which of its entries they are about.

use std::collections::{HashMap, HashSet};

use crate::edit::outline::{Form, Id, Kind};
use crate::edit::plan::place::{Child, Holder, Place};
use crate::edit::plan::spots::{self, Gap, New};
use crate::edit::plan::{Outcome, Plan};
use crate::edit::refusal::Reason;
use crate::edit::request::{Change, Spot};
use crate::edit::wishes::{Own, Wish};
use crate::emit::{Draft, DraftList, DraftMap, check};

/// The changes of the entries of a map, or of the items of a list.
pub(super) struct Changes<'e> {
    pub removed: Vec<bool>,
    pub new: Vec<(New, usize, &'e Spot)>,
    /// The neighbours that the places of new ones name, by position.
    pub names: HashMap<&'e str, usize>,
}

impl Plan<'_, '_> {
    /// Works out the edits below a map.
    pub(super) fn map(&mut self, id: Id, wish: &Wish<'_>, place: Place) {
        let outline = self.outline;
        let Some(node) = outline.node(id) else { return };
        let items = wish.items.iter().map(|item| (item.edit, Reason::NotAList));
        self.refused.extend(items);
        let place = Place {
            lead: place.lead(node),
            ..place
        };
        let spots = wish.below.values().filter_map(|wish| wish.own);
        let wanted: HashSet<&str> = spots::neighbours(spots.map(|own| own.spot))
            .into_iter()
            .collect();
        let mut changes = Changes {
            removed: Vec::new(),
            new: Vec::new(),
            names: HashMap::new(),
        };
        let mut children = Vec::new();
        let mut found: HashMap<&str, (usize, Id, Id)> = HashMap::new();
        let mut twice: HashSet<&str> = HashSet::new();
        for (key, value) in outline.entries(id) {
            let (Some(key_node), Some(value_node)) = (outline.node(key), outline.node(value))
            else {
                return;
            };
            let number = children.len();
            children.push(Child {
                start: key_node.start(),
                end: value_node.end().max(key_node.end()),
                value,
            });
            let Some(name) = key_node.key() else { continue };
            if let Some((name, _)) = wish.below.get_key_value(name)
                && found.insert(name, (number, key, value)).is_some()
            {
                twice.insert(name);
            }
            if let Some(name) = wanted.get(name) {
                changes.names.insert(name, number);
            }
        }
        changes.removed.resize(children.len(), false);
        let missing = wish.below.keys().any(|key| !found.contains_key(key));
        let merged = if missing {
            outline.merged(id)
        } else {
            HashSet::new()
        };
        for (name, below) in &wish.below {
            let entry = found.get(name);
            if twice.contains(name) {
                self.refuse(below, Reason::DuplicateKey);
            } else if let Some((number, key, value)) = entry {
                self.entry(id, (*number, *key, *value), below, place, &mut changes);
            } else if merged.contains(name) {
                self.refuse(below, Reason::Merged);
            } else {
                match below.create() {
                    Ok(part) => {
                        let (edit, spot) = below.spot();
                        changes.new.push((((*name).to_owned(), part), edit, spot));
                    }
                    Err(refused) => self.refused.extend(refused),
                }
            }
        }
        self.change(id, &children, changes, place);
    }

    /// Works out the edits at and below an entry of a map.
    fn entry(
        &mut self,
        map: Id,
        (number, key, value): (usize, Id, Id),
        wish: &Wish<'_>,
        place: Place,
        changes: &mut Changes<'_>,
    ) {
        let outline = self.outline;
        let (Some(map_node), Some(key_node)) = (outline.node(map), outline.node(key)) else {
            return;
        };
        if outline.is_unusual(key_node, map_node.is_block()) {
            return self.refuse(wish, Reason::UnusualKey);
        }
        if outline.aliases.contains_key(&key_node.anchor) {
            return self.refuse(wish, Reason::Anchored);
        }
        if self.remove(map, number, value, wish, changes) {
            return;
        }
        let colon = outline.after_colon(key_node);
        let inside = place.inside(outline, map_node);
        let place = Place {
            holder: Holder::Key,
            lead: colon.unwrap_or(key_node.end()),
            no_colon: colon.is_none(),
            column: inside.column_of(outline, key_node.start()),
            ..inside
        };
        self.visit(value, wish, place);
    }

    /// Works out the edits below a list.
    pub(super) fn list(&mut self, id: Id, wish: &Wish<'_>, place: Place) {
        let outline = self.outline;
        let Some(node) = outline.node(id) else { return };
        let Some(children) = outline.items(id, place) else {
            return self.refuse(wish, Reason::UnusualKey);
        };
        let spots = spots::neighbours(wish.items.iter().map(|item| item.spot));
        let names = spots
            .into_iter()
            .filter_map(|name| Some((name, position(name, children.len())?)));
        let mut changes = Changes {
            removed: vec![false; children.len()],
            new: Vec::new(),
            names: names.collect(),
        };
        for (name, below) in &wish.below {
            let Some(number) = position(name, children.len()) else {
                let reason = match below.own.map(|own| own.change) {
                    Some(Change::Insert(_)) => Reason::NotAMap,
                    _ => Reason::NotHere,
                };
                self.refuse(below, reason);
                continue;
            };
            let Some(child) = children.get(number) else {
                continue;
            };
            if self.remove(id, number, child.value, below, &mut changes) {
                continue;
            }
            let inside = place.inside(outline, node);
            let place = Place {
                holder: Holder::Item,
                lead: child.start + usize::from(node.is_block()),
                column: inside.column_of(outline, child.start),
                ..inside
            };
            self.visit(child.value, below, place);
        }
        for item in &wish.items {
            let new = (String::new(), item.part.clone());
            changes.new.push((new, item.edit, item.spot));
        }
        self.change(id, &children, changes, place);
    }

    /// Marks an entry or item as removed, if it is to be removed.
    fn remove(
        &mut self,
        holder: Id,
        number: usize,
        value: Id,
        wish: &Wish<'_>,
        changes: &mut Changes<'_>,
    ) -> bool {
        let Some(Own {
            edit,
            change: Change::Remove,
            ..
        }) = wish.own
        else {
            return false;
        };
        let node = self.outline.node(holder);
        if self.outline.is_repeated(value) {
            self.refused.push((edit, Reason::Anchored));
        } else if node.is_some_and(|node| matches!(node.kind, Kind::Map(Form::Bare))) {
            self.refused.push((edit, Reason::UnusualKey));
        } else if let Some(removed) = changes.removed.get_mut(number) {
            *removed = true;
        }
        true
    }

    /// Removes and adds entries or items.
    fn change(&mut self, id: Id, children: &[Child], changes: Changes<'_>, place: Place) {
        let removes = changes.removed.contains(&true);
        if !removes && changes.new.is_empty() {
            return;
        }
        let outline = self.outline;
        let Some(node) = outline.node(id) else { return };
        let edits: Vec<usize> = changes.new.iter().map(|(_, edit, _)| *edit).collect();
        if matches!(node.kind, Kind::Map(Form::Bare)) {
            let refused = edits.into_iter().map(|edit| (edit, Reason::UnusualKey));
            return self.refused.extend(refused);
        }
        for ((_, part), edit, _) in &changes.new {
            if let Err(why) = check(&part.value, place.depth + 1) {
                self.refused.push((*edit, Reason::Unwritable(why)));
            }
        }
        let gaps = match spots::gaps(children.len(), changes.new, &changes.names) {
            Ok(gaps) => gaps,
            Err(refused) => return self.refused.extend(refused),
        };
        let removed = changes.removed;
        let scalars = |gap: &Gap| gap.all(0).all(|(_, part)| !part.value.is_block());
        let keeps = removed.contains(&false);
        if !keeps && (node.is_block() || children.is_empty()) && place.flow.is_none() {
            let list = matches!(node.kind, Kind::List(_));
            // An empty list in brackets that gets plain items stays in brackets.
            let inline = !node.is_block() && gaps.iter().all(scalars);
            let draft = of_gaps(gaps, list, inline);
            if let Err(reason) = self.replace(id, draft, place) {
                self.refused
                    .extend(edits.into_iter().map(|edit| (edit, reason)));
            }
            return;
        }
        if node.is_block() {
            self.change_block(id, children, &removed, &gaps, place);
        } else {
            self.change_flow(id, children, &removed, &gaps, place);
        }
        let slots = spots::slots(&removed, &gaps);
        self.outcomes.insert(id, Outcome::Children(slots));
    }
}

/// A map or list of new entries or items only.
fn of_gaps(gaps: Vec<Gap>, list: bool, inline: bool) -> Draft {
    let new = gaps.into_iter().enumerate().flat_map(|(number, gap)| {
        let all: Vec<New> = gap.all(number).cloned().collect();
        all
    });
    if list {
        let items = DraftList {
            items: new.map(|(_, part)| part).collect(),
            inline,
            ..DraftList::default()
        };
        return Draft::List(items);
    }
    Draft::Map(DraftMap {
        entries: new.collect(),
        ..DraftMap::default()
    })
}

/// The position that digits name, if the list has it.
fn position(name: &str, count: usize) -> Option<usize> {
    let number: usize = name.parse().ok()?;
    (number < count && number.to_string() == name).then_some(number)
}
