//! The three states side by side: what each of them holds at an address.

use std::collections::btree_map::Iter;
use std::iter::Peekable;

use crate::model::{Address, Resource, State};

/// What the three states hold at one address.
pub(in crate::plan) struct Side<'a> {
    /// The address. Two spellings of a keyword are one address, and the declared spelling is used.
    pub(in crate::plan) address: &'a Address,
    /// What is declared.
    pub(in crate::plan) desired: Option<&'a Resource>,
    /// What is recorded.
    pub(in crate::plan) recorded: Option<&'a Resource>,
    /// What was observed.
    pub(in crate::plan) observed: Option<&'a Resource>,
}

/// Returns every address that is declared or recorded, in their order. The states are walked once,
/// because a lookup for each of many thousand addresses costs more than their decision.
pub(in crate::plan) fn lockstep<'a>(
    desired: &'a State,
    recorded: &'a State,
    observed: &'a State,
) -> impl Iterator<Item = Side<'a>> {
    let cursor = |state: &'a State| state.resources.iter().peekable();
    let (mut wanted, mut had, mut seen) = (cursor(desired), cursor(recorded), cursor(observed));
    std::iter::from_fn(move || {
        let first = match (wanted.peek(), had.peek()) {
            (Some((wanted, _)), Some((had, _))) => (*wanted).min(*had),
            (Some((only, _)), None) | (None, Some((only, _))) => *only,
            (None, None) => return None,
        };
        let desired = take(&mut wanted, first);
        let recorded = take(&mut had, first);
        Some(Side {
            address: desired.or(recorded).map_or(first, |(address, _)| address),
            desired: desired.map(|(_, resource)| resource),
            recorded: recorded.map(|(_, resource)| resource),
            observed: take(&mut seen, first).map(|(_, resource)| resource),
        })
    })
}

/// Takes the entry at an address, if the next one is there. Entries before it are skipped.
fn take<'a>(
    cursor: &mut Peekable<Iter<'a, Address, Resource>>,
    address: &Address,
) -> Option<(&'a Address, &'a Resource)> {
    while cursor.next_if(|(at, _)| *at < address).is_some() {}
    cursor.next_if(|(at, _)| *at == address)
}
