//! The edits of one call as a tree of paths, so that the text's nodes are walked once.

use indexmap::IndexMap;

use crate::edit::refusal::Reason;
use crate::edit::request::{Change, Edit, Spot};
use crate::emit::{Draft, DraftList, DraftMap, Part};

/// The edits at and below one path.
#[derive(Debug, Default)]
pub(super) struct Wish<'e> {
    /// What happens to the value at the path.
    pub own: Option<Own<'e>>,
    /// The items to be added to the list at the path, each with the position of its edit.
    pub items: Vec<Item<'e>>,
    /// The edits below, by key or position.
    pub below: IndexMap<&'e str, Wish<'e>>,
}

/// An edit of the value at a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own<'e> {
    pub edit: usize,
    pub change: &'e Change,
    pub spot: &'e Spot,
}

/// An item to be added.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'e> {
    pub edit: usize,
    pub part: &'e Part,
    pub spot: &'e Spot,
}

/// The edits as a tree, and those that overlap others.
pub(super) fn collect(edits: &[Edit]) -> (Wish<'_>, Vec<(usize, Reason)>) {
    let mut root = Wish::default();
    let mut refused = Vec::new();
    for (number, edit) in edits.iter().enumerate() {
        if let Err(reason) = root.add(number, edit) {
            refused.push((number, reason));
        }
    }
    (root, refused)
}

impl<'e> Wish<'e> {
    fn add(&mut self, number: usize, edit: &'e Edit) -> Result<(), Reason> {
        let append = matches!(edit.change, Change::Append(_));
        if edit.path.is_empty() && !append {
            let reason = match edit.at {
                Some(_) => Reason::NotHere,
                None => Reason::NoPath,
            };
            return Err(reason);
        }
        let mut wish = self;
        for step in &edit.path {
            if let Some(own) = &wish.own {
                return Err(Reason::Overlaps(own.edit));
            }
            wish = wish.below.entry(step).or_default();
        }
        if let Some(other) = wish.first().filter(|_| !append || wish.own.is_some()) {
            return Err(Reason::Overlaps(other));
        }
        match &edit.change {
            Change::Append(part) => wish.items.push(Item {
                edit: number,
                part,
                spot: &edit.spot,
            }),
            change => {
                wish.own = Some(Own {
                    edit: number,
                    change,
                    spot: &edit.spot,
                });
            }
        }
        Ok(())
    }

    /// One of the edits at or below the path.
    fn first(&self) -> Option<usize> {
        let own = self.own.as_ref().map(|own| own.edit);
        let item = || self.items.first().map(|item| item.edit);
        let below = || self.below.values().find_map(Wish::first);
        own.or_else(item).or_else(below)
    }

    /// All edits at and below the path.
    pub(super) fn edits(&self, found: &mut Vec<usize>) {
        found.extend(self.own.as_ref().map(|own| own.edit));
        found.extend(self.items.iter().map(|item| item.edit));
        self.below.values().for_each(|wish| wish.edits(found));
    }

    /// The value that the edits make where nothing is, with the place of its entry; otherwise the
    /// edits that need something to be there, each with the reason.
    pub(super) fn create(&self) -> Result<Part, Vec<(usize, Reason)>> {
        match self.own {
            Some(own) => match own.change {
                Change::Insert(part) => Ok(part.clone()),
                _ => Err(vec![(own.edit, Reason::NotHere)]),
            },
            None => self.contents().map(Part::new),
        }
    }

    /// The map or list that the edits below the path make where nothing is.
    pub(super) fn contents(&self) -> Result<Draft, Vec<(usize, Reason)>> {
        if self.below.is_empty() {
            return Ok(Draft::List(ordered_items(&self.items)?));
        }
        let mut refused: Vec<_> = self
            .items
            .iter()
            .map(|item| (item.edit, Reason::NotAList))
            .collect();
        let mut map = DraftMap::new();
        let mut new = Vec::new();
        for (key, wish) in &self.below {
            match wish.create() {
                Ok(part) => new.push((*key, part, wish.spot())),
                Err(more) => refused.extend(more),
            }
        }
        if !refused.is_empty() {
            return Err(refused);
        }
        // Nothing is there, so every neighbour is another new entry, or missing.
        for (key, part, (edit, spot)) in new {
            let find = |name: &str| map.entries.iter().position(|(key, _)| key == name);
            let at =
                index(spot, map.entries.len(), find).ok_or(vec![(edit, Reason::NoNeighbour)])?;
            map.entries.insert(at, (key.to_owned(), part));
        }
        Ok(Draft::Map(map))
    }

    /// The place of a new entry, and the edit that asks for it.
    pub(super) fn spot(&self) -> (usize, &'e Spot) {
        match self.own {
            Some(own) => (own.edit, own.spot),
            None => (self.first().unwrap_or(0), &Spot::Last),
        }
    }
}

fn ordered_items(items: &[Item<'_>]) -> Result<DraftList, Vec<(usize, Reason)>> {
    let mut list = DraftList::new();
    for item in items {
        let at = index(item.spot, list.items.len(), |_| None)
            .ok_or(vec![(item.edit, Reason::NoNeighbour)])?;
        list.items.insert(at, item.part.clone());
    }
    Ok(list)
}

/// The index of a new entry among `count` others.
fn index(spot: &Spot, count: usize, find: impl Fn(&str) -> Option<usize>) -> Option<usize> {
    match spot {
        Spot::First => Some(0),
        Spot::Last => Some(count),
        Spot::Before(name) => find(name),
        Spot::After(name) => find(name).map(|at| at + 1),
    }
}
