//! The binding of listed objects to addresses: the same object as declared and as listed.
//!
//! A number is found by its natural key, E.164, which cannot change. Other objects are found by
//! their recorded or declared identifier first, and by a unique natural key otherwise.

use std::collections::HashMap;

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
    /// The number of HTTP reads.
    pub reads: u64,
}

/// Binds the objects of all accounts to the addresses that are declared or recorded.
pub fn bind(desired: &State, recorded: &State, accounts: Vec<AccountListing>) -> Observed {
    let mut observed = Observed::default();
    for account in accounts {
        observed.reads += account.reads;
        observed.unread.extend(account.unread);
        for provider in &account.providers {
            observed
                .accounts
                .entry(provider.clone())
                .or_default()
                .push(account.id.clone());
        }
        let mut objects: Vec<Option<Object>> = account.objects.into_iter().map(Some).collect();
        let index = Index::of(&objects);
        let mut owners: Vec<Option<&Address>> = vec![None; objects.len()];
        for (address, want) in addresses(desired, recorded, &account.providers) {
            let have = recorded.get(address);
            let found = match index.find(address.kind(), want, have) {
                Found::One(at) => Some(at),
                Found::None => None,
                Found::Several(candidates) => {
                    let ids = candidates
                        .iter()
                        .filter_map(|at| index.ids.get(*at).map(ToString::to_string))
                        .collect();
                    observed.ambiguous.insert(address.clone(), ids);
                    None
                }
            };
            let owner = found.and_then(|at| owners.get_mut(at));
            match (owner, want) {
                (Some(Some(owner)), Some(_)) => {
                    observed.claimed.insert(address.clone(), owner.clone());
                }
                (Some(nobody @ None), _) => *nobody = Some(address),
                _ => {}
            }
            if let Some(object) = found
                .and_then(|at| objects.get_mut(at))
                .and_then(Option::take)
            {
                let resource = Resource {
                    id: Some(object.id),
                    key: Some(object.key),
                    fields: object.fields,
                    obtainable: false,
                    on_purchase: Fields::new(),
                };
                observed.state.insert(address.clone(), resource);
            }
        }
        if let Some(seen_by) = account.providers.first() {
            let rest = objects.into_iter().flatten();
            observed
                .unmanaged
                .extend(rest.map(|object| (seen_by.clone(), object)));
        }
    }
    observed
        .unmanaged
        .sort_by(|(_, a), (_, b)| (a.kind, &a.key, &a.id).cmp(&(b.kind, &b.key, &b.id)));
    observed
}

/// Returns the addresses of these providers, with what is declared there.
///
/// Declared addresses come first. An object that was given another name belongs to the new name, and
/// the old name finds nothing.
fn addresses<'a>(
    desired: &'a State,
    recorded: &'a State,
    providers: &[Name],
) -> Vec<(&'a Address, Option<&'a Resource>)> {
    let mut all = Vec::new();
    for provider in providers {
        all.extend(
            desired
                .of(provider)
                .map(|(address, want)| (address, Some(want))),
        );
        let recorded = recorded.of(provider).map(|(address, _)| (address, None));
        all.extend(recorded.filter(|(address, _)| desired.get(address).is_none()));
    }
    all.sort_by_key(|(address, want)| (want.is_none(), *address));
    all
}

/// An account's objects by identifier and by natural key.
struct Index {
    ids: Vec<Text>,
    /// Of objects that are not numbers.
    by_id: HashMap<(Kind, Text), usize>,
    by_key: HashMap<(Kind, Text), Named>,
}

/// The objects that have one natural key.
enum Named {
    One(usize),
    Several(Vec<usize>),
}

impl Index {
    fn of(objects: &[Option<Object>]) -> Self {
        let mut index = Self {
            ids: objects
                .iter()
                .map(|object| object.as_ref().map(|o| o.id.clone()).unwrap_or_default())
                .collect(),
            by_id: HashMap::new(),
            by_key: HashMap::with_capacity(objects.len()),
        };
        for (at, object) in objects.iter().enumerate() {
            let Some(object) = object else { continue };
            if object.kind != Kind::Number {
                index.by_id.insert((object.kind, object.id.clone()), at);
            }
            let key = (object.kind, object.key.clone());
            let named = index.by_key.entry(key).and_modify(|named| match named {
                Named::One(first) => *named = Named::Several(vec![*first, at]),
                Named::Several(all) => all.push(at),
            });
            named.or_insert(Named::One(at));
        }
        index
    }

    fn find(
        &self,
        kind: Kind,
        desired: Option<&Resource>,
        recorded: Option<&Resource>,
    ) -> Found<'_> {
        // The declaration says which object is meant. The record only fills in what is missing.
        let Some(meant) = desired.or(recorded) else {
            return Found::None;
        };
        if kind != Kind::Number {
            let recorded = recorded.and_then(|resource| resource.id.as_ref());
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
        match self.by_key.get(&(kind, key.clone())) {
            None => Found::None,
            Some(Named::One(only)) => Found::One(*only),
            Some(Named::Several(several)) => Found::Several(several),
        }
    }
}

/// What an index holds under an identity.
enum Found<'a> {
    None,
    One(usize),
    Several(&'a [usize]),
}
