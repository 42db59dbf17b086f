//! The three states side by side: what each of them holds at an address.

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
    let sides = sides(desired.resources.iter(), recorded.resources.iter());
    let mut seen = Cursor::over(observed.resources.iter());
    sides.map(move |side| Side {
        observed: seen.at(side.address),
        ..side
    })
}

/// The same for a part of the states, without what was observed. Both are in the order of addresses.
pub(in crate::plan) fn sides<'a>(
    desired: impl Iterator<Item = Entry<'a>>,
    recorded: impl Iterator<Item = Entry<'a>>,
) -> impl Iterator<Item = Side<'a>> {
    let (mut wanted, mut had) = (Cursor::over(desired), Cursor::over(recorded));
    std::iter::from_fn(move || {
        let first = match (wanted.0.peek(), had.0.peek()) {
            (Some((wanted, _)), Some((had, _))) => (*wanted).min(*had),
            (Some((only, _)), None) | (None, Some((only, _))) => *only,
            (None, None) => return None,
        };
        let desired = wanted.take(first);
        let recorded = had.take(first);
        Some(Side {
            address: desired.or(recorded).map_or(first, |(address, _)| address),
            desired: desired.map(|(_, resource)| resource),
            recorded: recorded.map(|(_, resource)| resource),
            observed: None,
        })
    })
}

type Entry<'a> = (&'a Address, &'a Resource);

/// A walk through resources in the order of their addresses.
pub(in crate::plan) struct Cursor<'a, I: Iterator<Item = Entry<'a>>>(Peekable<I>);

impl<'a, I: Iterator<Item = Entry<'a>>> Cursor<'a, I> {
    /// Begins a walk.
    pub(in crate::plan) fn over(resources: I) -> Self {
        Self(resources.peekable())
    }

    /// Returns the resource at an address, and leaves behind what comes before it. Addresses must
    /// be asked for in their order.
    pub(in crate::plan) fn at(&mut self, address: &Address) -> Option<&'a Resource> {
        self.take(address).map(|(_, resource)| resource)
    }

    /// The same, with the address as it is written there.
    pub(in crate::plan) fn take(&mut self, address: &Address) -> Option<Entry<'a>> {
        while self.0.next_if(|(at, _)| *at < address).is_some() {}
        self.0.next_if(|(at, _)| *at == address)
    }
}
