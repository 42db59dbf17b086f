//! What an import adds to a file that declares some of an account already: a whole provider, or the
//! objects that a declared provider lacks. Nothing that is there changes. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Address, Kind, Name, Object};
use crate::provider::{Described, ProviderKind};
use crate::yaml::{Draft, DraftMap, Edit, Part};

use super::declared::Declared;

/// The key of a provider's numbers.
pub const NUMBERS: &str = "numbers";

/// What is added to a file.
#[derive(Debug, Default)]
pub struct Addition {
    /// The edits that add it.
    pub edits: Vec<Edit>,
    /// The addresses that are added.
    pub addresses: BTreeSet<Address>,
    /// The lists of declared groups that get numbers, dotted, and the names of those numbers.
    pub joins: Vec<(String, Vec<String>)>,
    /// The declared groups that get numbers. What they declare besides may differ from the account.
    pub grown: BTreeSet<Address>,
}

impl Addition {
    /// Adds a provider that the file does not have. `origin` says where it comes from.
    pub fn provider(
        &mut self,
        provider: &Name,
        kind: &ProviderKind,
        origin: &str,
        described: &Described,
    ) {
        let part = Part::new(described.map.clone()).above(origin);
        let path = ["providers", provider.as_str()];
        self.edits
            .push(Edit::insert(path, part.after_a_blank_line()));
        self.addresses.insert(Address::Provider(provider.clone()));
        let own = described.own_keys.iter();
        self.addresses
            .extend(own.map(|(_, address)| address.clone()));
        for (key, entries) in collections(kind, &described.map) {
            let names = entries.entries().iter();
            self.addresses
                .extend(names.filter_map(|(name, _)| address(provider, key, name)));
        }
    }

    /// Adds what a declared provider lacks of what is described. Returns the number of added
    /// objects, by kind.
    pub fn objects(
        &mut self,
        provider: &Name,
        kind: &ProviderKind,
        declared: &Declared,
        described: &Described,
    ) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        let members = kind.router.keys().members;
        for (key, address) in &described.own_keys {
            let entries = described.map.entries().iter();
            let written = entries.filter(|(own, _)| own == key);
            for (_, part) in written.filter(|_| !declared.has(address)) {
                *counts.entry(address.kind()).or_default() += 1;
                let path = ["providers", provider.as_str(), key];
                self.edits.push(Edit::insert(path, part.clone()));
                self.addresses.insert(address.clone());
            }
        }
        for (key, entries) in collections(kind, &described.map) {
            for (name, part) in entries.entries() {
                let Some(address) = address(provider, key, name) else {
                    continue;
                };
                let path = ["providers", provider.as_str(), key, name.as_str()];
                if !declared.has(&address) {
                    self.edits.push(Edit::insert(path, part.clone()));
                    let kind = address.kind();
                    if self.addresses.insert(address) {
                        *counts.entry(kind).or_default() += 1;
                    }
                    continue;
                }
                let new = joining(provider, declared, part, members);
                if !new.is_empty() {
                    let path = [&path[..], &[members]].concat();
                    let joins = new.iter().map(|name| Edit::append(path.clone(), *name));
                    self.edits.extend(joins);
                    let names = new.into_iter().map(str::to_owned).collect();
                    self.joins.push((path.join("."), names));
                    self.grown.insert(address);
                }
            }
        }
        counts
    }
}

/// The numbers of a declared group that the file does not have.
fn joining<'a>(
    provider: &Name,
    declared: &Declared,
    group: &'a Part,
    members: &str,
) -> Vec<&'a str> {
    let Draft::Map(map) = group.value() else {
        return Vec::new();
    };
    let lists = map.entries().iter().filter(|(key, _)| key == members);
    let items = lists.flat_map(|(_, list)| match list.value() {
        Draft::List(list) => list.items(),
        _ => &[],
    });
    let names = items.filter_map(|item| match item.value() {
        Draft::Text(name) => Some(name.as_str()),
        _ => None,
    });
    let is_new = |name: &&str| {
        let address = address(provider, NUMBERS, name);
        address.is_some_and(|address| !declared.has(&address))
    };
    names.filter(is_new).collect()
}

/// The collections of a described provider, with their keys.
fn collections<'a>(
    kind: &ProviderKind,
    map: &'a DraftMap,
) -> impl Iterator<Item = (&'a str, &'a DraftMap)> {
    let known: Vec<&str> = kind.collections.iter().map(|one| one.as_str()).collect();
    map.entries()
        .iter()
        .filter_map(move |(key, part)| match part.value() {
            Draft::Map(entries) if key == NUMBERS || known.contains(&key.as_str()) => {
                Some((key.as_str(), entries))
            }
            _ => None,
        })
}

fn address(provider: &Name, key: &str, name: &str) -> Option<Address> {
    Address::parse(&format!("providers.{provider}.{key}.{name}"))
}

/// The objects to describe so that the file gets what it lacks: the selected ones, and those that
/// it declares, because groups name them.
pub fn describable(declared: &Declared, selected: &[&Object], objects: &[Object]) -> Vec<Object> {
    let selected: BTreeSet<&str> = selected.iter().map(|object| object.id.as_str()).collect();
    let is_known = |object: &&Object| {
        selected.contains(object.id.as_str()) || declared.names.contains_key(object.id.as_str())
    };
    let kept = objects.iter().filter(is_known);
    declared.without_others(kept.cloned().collect())
}
