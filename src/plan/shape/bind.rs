//! The binding of listed objects to addresses: the same object as declared and as listed.
//!
//! A number is found by its natural key, E.164, which cannot change. Other objects are found by
//! their recorded or declared identifier first, and by a unique natural key otherwise.

use foldhash::HashMap;

use super::lockstep::{Side, sides};
use crate::model::{Address, Fields, Kind, Name, Object, Observed, Resource, State, Text, Unread};

/// The contents of one account, and the providers that declare that account.
#[derive(Debug, Default)]
pub struct AccountListing {
    /// The account's identifier.
    pub id: String,
    /// The providers that use the account, in the order of their names.
    pub providers: Vec<Name>,
    /// Everything that the account lists.
    pub objects: Vec<Object>,
    /// What could not be read, with one entry for each provider.
    pub unread: Vec<Unread>,
    /// The objects that the first create in the account makes in addition.
    pub prerequisites: Vec<String>,
    /// The number of HTTP reads.
    pub reads: u64,
}

/// Binds the objects of all accounts to the addresses that are declared or recorded.
pub fn bind(desired: &State, recorded: &State, accounts: Vec<AccountListing>) -> Observed {
    let mut observed = Observed::default();
    let mut bound: Vec<(Address, Resource)> = Vec::new();
    for account in accounts {
        observed.reads += account.reads;
        observed.unread.extend(account.unread);
        for provider in &account.providers {
            observed
                .accounts
                .entry(provider.clone())
                .or_default()
                .push(account.id.clone());
            if !account.prerequisites.is_empty() {
                let needed = account.prerequisites.clone();
                observed.prerequisites.insert(provider.clone(), needed);
            }
        }
        let mut objects: Vec<Option<Object>> = account.objects.into_iter().map(Some).collect();
        let index = Index::of(&objects);
        let mut owners: Vec<Option<&Address>> = vec![None; objects.len()];
        bound.reserve(objects.len());
        for side in sides_of(desired, recorded, &account.providers) {
            let address = side.address;
            let found = match index.find(&side) {
                Found::One(at) => Some(at),
                Found::None => None,
                Found::Several(ids) => {
                    observed.ambiguous.insert(address.clone(), ids.to_vec());
                    None
                }
            };
            let owner = found.and_then(|at| owners.get_mut(at));
            match (owner, side.desired) {
                (Some(Some(owner)), Some(_)) => {
                    observed.claimed.insert(address.clone(), owner.clone());
                }
                (Some(nobody @ None), _) => *nobody = Some(address),
                _ => {}
            }
            let object = found.and_then(|at| objects.get_mut(at));
            if let Some(object) = object.and_then(Option::take) {
                bound.push((address.clone(), resource(object, &side)));
            }
        }
        if let Some(seen_by) = account.providers.first() {
            let rest = objects.into_iter().flatten();
            observed
                .unmanaged
                .extend(rest.map(|object| (seen_by.clone(), object)));
        }
    }
    observed.state = bound.into_iter().collect();
    observed
        .unmanaged
        .sort_by(|(_, a), (_, b)| (a.kind, &a.key, &a.id).cmp(&(b.kind, &b.key, &b.id)));
    observed
}

/// Returns the object as a resource. It shares its identifier with the record.
fn resource(object: Object, side: &Side<'_>) -> Resource {
    let recorded = side.recorded.and_then(|have| have.id.as_ref());
    let known = recorded.filter(|id| **id == object.id).cloned();
    Resource {
        id: Some(known.unwrap_or(object.id)),
        key: Some(object.key),
        fields: object.fields,
        obtainable: false,
        on_purchase: Fields::new(),
    }
}

/// Returns what is declared and recorded of these providers.
///
/// Declared addresses come first. An object that was given another name belongs to the new name, and
/// the old name finds nothing.
fn sides_of<'a>(desired: &'a State, recorded: &'a State, providers: &[Name]) -> Vec<Side<'a>> {
    let of_provider = |provider| sides(desired.of(provider), recorded.of(provider));
    let mut all: Vec<Side<'_>> = providers.iter().flat_map(of_provider).collect();
    all.sort_by_key(|side| (side.desired.is_none(), side.address));
    all
}

/// An account's objects by identifier and by natural key.
#[derive(Default)]
struct Index {
    /// Of objects that are not numbers.
    by_id: HashMap<(Kind, Text), usize>,
    by_key: HashMap<(Kind, Text), usize>,
    numbers: HashMap<Text, usize>,
    /// Natural keys that several objects have, with the identifiers of these.
    shared: HashMap<(Kind, Text), Vec<String>>,
}

impl Index {
    fn of(objects: &[Option<Object>]) -> Self {
        let mut index = Self::default();
        index.numbers.reserve(objects.len());
        for (at, object) in objects.iter().enumerate() {
            let Some(object) = object else { continue };
            let first = if object.kind == Kind::Number {
                index.numbers.insert(object.key.clone(), at)
            } else {
                index.by_id.insert((object.kind, object.id.clone()), at);
                index.by_key.insert((object.kind, object.key.clone()), at)
            };
            if let Some(first) = first {
                let of_key = index.shared.entry((object.kind, object.key.clone()));
                let ids = of_key.or_insert_with(|| {
                    let first = objects.get(first).and_then(Option::as_ref);
                    first
                        .map(|first| first.id.to_string())
                        .into_iter()
                        .collect()
                });
                ids.push(object.id.to_string());
            }
        }
        index
    }

    fn find(&self, side: &Side<'_>) -> Found<'_> {
        let kind = side.address.kind();
        // The declaration says which object is meant. The record only fills in what is missing.
        let Some(meant) = side.desired.or(side.recorded) else {
            return Found::None;
        };
        if kind != Kind::Number {
            let recorded = side.recorded.and_then(|resource| resource.id.as_ref());
            let ids = [meant.id.as_ref(), recorded];
            let declared_only = meant.id.is_some();
            for id in ids.into_iter().flatten() {
                if let Some(at) = self.by_id.get(&(kind, id.clone())) {
                    return Found::One(*at);
                }
                if declared_only {
                    return Found::None;
                }
            }
        }
        let Some(key) = &meant.key else {
            return Found::None;
        };
        if !self.shared.is_empty()
            && let Some(ids) = self.shared.get(&(kind, key.clone()))
        {
            return Found::Several(ids);
        }
        let found = match kind {
            Kind::Number => self.numbers.get(key),
            _ => self.by_key.get(&(kind, key.clone())),
        };
        found.map_or(Found::None, |at| Found::One(*at))
    }
}

/// What an index holds under an identity.
enum Found<'a> {
    None,
    One(usize),
    /// The identifiers of the candidates.
    Several(&'a [String]),
}
