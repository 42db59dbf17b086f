//! Handlers, and the numbers that name them. Pure, without judgement.
//!
//! A number's field holds the identifier of its handler, and the handler's URL is called. A handler
//! that a plan creates has no identifier yet, so the number names it by its address.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::overlay::overlaid;
use crate::model::{
    Change, Collection, Fields, Kind, Link, Name, Observed, Router, State, Text, Value,
};

/// The handlers in one provider's account, by collection and identifier. A handler without an
/// identifier is here under its address.
type Known = BTreeMap<(Collection, Text), Fields>;

/// The handlers in one provider's account, as numbers show them.
pub(in crate::plan) struct Handlers {
    links: &'static [Link],
    seen: Known,
    then: Known,
    /// Those that are wanted.
    wanted: BTreeSet<(Collection, Text)>,
}

impl Handlers {
    /// Returns the handlers as they are wanted, in the accounts of these providers.
    pub(in crate::plan) fn of(
        router: &dyn Router,
        wanted: &State,
        observed: &Observed,
        providers: &[&Name],
    ) -> Self {
        let mut handlers = Self {
            links: router.links(),
            seen: Known::new(),
            then: Known::new(),
            wanted: BTreeSet::new(),
        };
        if handlers.links.is_empty() {
            return handlers;
        }
        let mine = |name: &Name| providers.contains(&name);
        for (_, object) in observed.unmanaged.iter().filter(|(name, _)| mine(name)) {
            if let Kind::Handler(collection) = object.kind {
                let place = (collection, object.id.clone());
                handlers.seen.insert(place, object.fields.clone());
            }
        }
        for (address, seen) in providers.iter().flat_map(|name| observed.state.of(name)) {
            if let (Kind::Handler(collection), Some(id)) = (address.kind(), &seen.id) {
                let place = (collection, id.clone());
                handlers.seen.insert(place, seen.fields.clone());
            }
        }
        handlers.then.clone_from(&handlers.seen);
        for (address, want) in providers.iter().flat_map(|name| wanted.of(name)) {
            if let Kind::Handler(collection) = address.kind() {
                let seen = observed.state.get(address);
                let id = want.id.as_ref().or_else(|| seen?.id.as_ref());
                let id = id.cloned().unwrap_or_else(|| address.to_string().into());
                let fields = match seen {
                    Some(seen) => overlaid(&seen.fields, Some(&want.fields)),
                    None => want.fields.clone(),
                };
                handlers.wanted.insert((collection, id.clone()));
                handlers.then.insert((collection, id), fields);
            }
        }
        handlers
    }

    /// Returns the handlers as they will be after these changes.
    pub(in crate::plan) fn after<'c>(&self, changes: impl Iterator<Item = &'c Change>) -> Self {
        let mut then = self.seen.clone();
        for change in changes {
            if let (Kind::Handler(collection), Some(after)) = (change.address.kind(), &change.after)
            {
                let id = change.id.clone();
                let place = (
                    collection,
                    id.unwrap_or_else(|| change.address.to_string().into()),
                );
                let fields = then.entry(place).or_default();
                *fields = overlaid(fields, Some(after));
            }
        }
        Self {
            links: self.links,
            seen: self.seen.clone(),
            then,
            wanted: self.wanted.clone(),
        }
    }

    /// Returns a number's fields with what it shows of the handlers that it names. What is not known
    /// of a handler stays as it is.
    pub(in crate::plan) fn shown_by<'f>(&self, number: &'f Fields) -> Cow<'f, Fields> {
        self.shown(number, |_| true)
    }

    /// Like `shown_by`, with what is wanted of the handlers and nothing of others.
    pub(in crate::plan) fn wanted_by<'f>(&self, number: &'f Fields) -> Cow<'f, Fields> {
        self.shown(number, |place| self.wanted.contains(place))
    }

    fn shown<'f>(
        &self,
        number: &'f Fields,
        counts: impl Fn(&(Collection, Text)) -> bool,
    ) -> Cow<'f, Fields> {
        let mut shown = Cow::Borrowed(number);
        for link in self.links {
            let named = match number.get(link.field) {
                Value::Text(id) => id.clone(),
                Value::Reference { reference } => reference.to_string().into(),
                _ => continue,
            };
            let place = (link.collection, named);
            let Some(handler) = self.then.get(&place).filter(|_| counts(&place)) else {
                continue;
            };
            let fields = shown.to_mut();
            fields.insert(link.read, Value::text(place.1));
            for (own, theirs) in link.copies {
                fields.insert(*own, handler.get(theirs).clone());
            }
        }
        shown
    }
}

/// Returns the numbers in the accounts that name the handler with this identifier, in E.164.
pub(in crate::plan) fn numbers_naming<'a>(
    router: &dyn Router,
    collection: Collection,
    id: &str,
    observed: &'a Observed,
) -> BTreeSet<&'a str> {
    let bound = observed.state.resources.iter();
    let bound = bound
        .filter(|(address, _)| address.kind() == Kind::Number)
        .filter_map(|(_, number)| Some((number.key.as_deref()?, &number.fields)));
    let loose = observed.unmanaged.iter().map(|(_, object)| object);
    let loose = loose
        .filter(|object| object.kind == Kind::Number)
        .map(|object| (object.key.as_str(), &object.fields));
    let links = router.links().iter();
    let fields: Vec<&str> = links
        .filter(|link| link.collection == collection)
        .map(|link| link.field)
        .collect();
    let names_it = |number: &Fields| {
        let mut named = fields.iter().map(|field| number.get(field).as_text());
        named.any(|named| named == Some(id))
    };
    bound
        .chain(loose)
        .filter(|(_, number)| names_it(number))
        .map(|(key, _)| key)
        .collect()
}
