//! The order of the entries of a map, or of the items of a list, with the new ones.

use std::collections::HashMap;

use crate::edit::plan::Slot;
use crate::edit::refusal::Reason;
use crate::edit::request::Spot;
use crate::emit::Part;

/// A new entry or item; the key is empty in a list.
pub(super) type New = (String, Part);

/// The new ones between two that were there, or at an end.
#[derive(Debug, Default)]
pub(super) struct Gap {
    /// Those directly after the one before the gap.
    pub after: Vec<New>,
    /// Those directly before the one after the gap.
    pub before: Vec<New>,
}

impl Gap {
    /// All new ones of the gap in order. Before the first old one, those after another are last.
    pub(super) fn all(&self, number: usize) -> impl Iterator<Item = &New> {
        let (one, other) = if number == 0 {
            (&self.before, &self.after)
        } else {
            (&self.after, &self.before)
        };
        one.iter().chain(other)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.after.is_empty() && self.before.is_empty()
    }
}

/// Puts the new ones into the gaps around `count` old ones. The names of the old ones are only
/// those that are asked for.
pub(super) fn gaps(
    count: usize,
    new: Vec<(New, usize, &Spot)>,
    names: &HashMap<&str, usize>,
) -> Result<Vec<Gap>, Vec<(usize, Reason)>> {
    let mut gaps: Vec<Gap> = (0..=count).map(|_| Gap::default()).collect();
    let mut refused = Vec::new();
    for (new, edit, spot) in new {
        let (at, after) = match spot {
            Spot::First => (Some(0), false),
            Spot::Last => (Some(count), true),
            Spot::Before(name) => (names.get(name.as_str()).copied(), false),
            Spot::After(name) => (names.get(name.as_str()).map(|at| at + 1), true),
        };
        match at.and_then(|at| gaps.get_mut(at)) {
            Some(gap) if after => gap.after.push(new),
            Some(gap) => gap.before.push(new),
            None => refused.push((edit, Reason::NoNeighbour)),
        }
    }
    if refused.is_empty() {
        Ok(gaps)
    } else {
        Err(refused)
    }
}

/// The names that the places of new entries mention.
pub(super) fn neighbours<'e>(spots: impl Iterator<Item = &'e Spot>) -> Vec<&'e str> {
    spots
        .filter_map(|spot| match spot {
            Spot::Before(name) | Spot::After(name) => Some(name.as_str()),
            Spot::First | Spot::Last => None,
        })
        .collect()
}

/// All entries or items in their new order.
pub(super) fn slots(removed: &[bool], gaps: &[Gap]) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (number, gap) in gaps.iter().enumerate() {
        slots.extend(
            gap.all(number)
                .map(|(key, part)| Slot::New(key.clone(), part.clone())),
        );
        if removed.get(number) == Some(&false) {
            slots.push(Slot::Old(number));
        }
    }
    slots
}
