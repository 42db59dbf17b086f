//! One account as a provider in YAML: its objects get their names, the URL that its numbers share
//! is found, and the provider's kind describes them.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::Declared;
use super::hints::Hint;
use super::lift::{Callback, Lifted, lift};
use super::names::{Nameless, Noun, assign, is_formatted, slug, stem};
use crate::model::{Address, Kind, Name, Object};
use crate::provider::{
    AccountKeys, Described, Held, Holding, OwnCallback, ProviderKind, Shared, Unwritten,
};

/// An account that was read whole.
pub struct Account<'a> {
    /// The kind of its provider.
    pub kind: &'static ProviderKind,
    /// The name of the provider.
    pub provider: &'a Name,
    /// What YAML says about the account and its credentials.
    pub keys: AccountKeys<'a>,
    /// The objects to declare.
    pub objects: &'a [&'a Object],
    /// What other sources say about objects, by identifier.
    pub hints: &'a BTreeMap<String, Hint>,
    /// Whether values are written that would be the same without being written.
    pub full: bool,
    /// What the file that the import adds to declares of the provider.
    pub declared: Option<&'a Declared>,
}

/// A provider in YAML.
#[derive(Debug)]
pub struct Provider {
    /// Its keys, and what could not be written.
    pub described: Described,
    /// The name of each object, by identifier.
    pub names: BTreeMap<String, Name>,
    /// The number of objects of each kind.
    pub counts: BTreeMap<Kind, usize>,
}

/// Describes an account. The result does not depend on the order of the objects.
pub fn provider(account: &Account<'_>) -> Provider {
    let (objects, twice) = each_once(account.objects);
    let names = names(account, &objects);
    let unhinted = Hint::default();
    let hint = |object: &Object| account.hints.get(&object.id).unwrap_or(&unhinted);
    let wanted = |object: &Object| {
        let wanted = account.hints.get(&object.id)?.wanted.as_ref()?;
        Some((&wanted.0, wanted.1.as_str()))
    };
    let numbers = objects.iter().filter(|object| object.kind == Kind::Number);
    let callbacks = numbers.map(|object| {
        let OwnCallback { url, method } = account.kind.describer.callback(object);
        let (url, method) =
            wanted(object).map_or((url, method), |(url, method)| (url.as_str(), method));
        Callback { url, method }
    });
    let lifted = match account.declared {
        // What the file declares applies to what is added, too.
        Some(declared) => declared.callback.clone().map(|(url, method)| Lifted {
            url,
            method,
            numbers: 0,
            of: 0,
        }),
        None => lift(&callbacks.collect::<Vec<_>>()).filter(Lifted::is_declarable),
    };
    let mut held: Vec<Held<'_>> = objects
        .iter()
        .filter_map(|object| {
            Some(Held {
                object,
                name: names.get(&object.id)?,
                is_unnamed: is_unnamed(object),
                comments: hint(object).comments.clone(),
                wanted: wanted(object),
            })
        })
        .collect();
    held.sort_by_key(|held| (held.object.kind, held.name));
    let mut counts = BTreeMap::new();
    for held in &held {
        *counts.entry(held.object.kind).or_default() += 1;
    }
    let holding = Holding {
        quiet: account
            .declared
            .map_or(&[], |declared| declared.quiet.as_slice()),
        provider: account.provider,
        objects: held,
        shared: lifted.as_ref().map(|lifted| Shared {
            url: &lifted.url,
            method: &lifted.method,
            numbers: lifted.numbers,
            of: lifted.of,
        }),
        full: account.full,
    };
    let describer = account.kind.describer;
    let mut described = describer.describe(&holding, describer.account(&account.keys));
    described
        .unwritten
        .extend(twice.into_iter().map(|object| Unwritten {
            address: Address::Provider(account.provider.clone()),
            what: format!("{} is listed a second time, as {}", object.key, object.id),
        }));
    Provider {
        described,
        names,
        counts,
    }
}

/// The objects, without numbers that are listed a second time.
fn each_once<'a>(objects: &[&'a Object]) -> (Vec<&'a Object>, Vec<&'a Object>) {
    let mut sorted = objects.to_vec();
    sorted.sort_by_key(|object| (object.kind, &object.id));
    let mut keys = BTreeSet::new();
    sorted
        .into_iter()
        .partition(|object| object.kind != Kind::Number || keys.insert(&object.key))
}

/// Whether a number's name for people is the number itself, or there is none.
fn is_unnamed(object: &Object) -> bool {
    object.kind == Kind::Number
        && object
            .label()
            .is_none_or(|label| is_formatted(label, &object.key))
}

/// The names that objects with a name would have without the digits that tell them apart. Others
/// that are called the same get digits, too.
fn stems(nameless: &[Nameless<'_>]) -> BTreeSet<Name> {
    let fixed = |one: &Nameless<'_>| one.declared.or(one.recorded).cloned();
    let all: BTreeSet<Name> = nameless.iter().filter_map(fixed).collect();
    let of = |one: &Nameless<'_>| {
        let stem = stem(&fixed(one)?, one.id, one.digits)?;
        let mut called = one.proposed.iter().filter_map(|text| slug(text));
        called.any(|slug| slug == stem.as_str()).then_some(stem)
    };
    let stems = nameless.iter().filter_map(of);
    stems.filter(|stem| !all.contains(stem)).collect()
}

/// Names the objects. Those of one kind have different names.
fn names(account: &Account<'_>, objects: &[&Object]) -> BTreeMap<String, Name> {
    let mut kinds: BTreeMap<Kind, Vec<Nameless<'_>>> = BTreeMap::new();
    for object in objects {
        let hint = account.hints.get(&object.id);
        let proposed = hint.into_iter().flat_map(|hint| &hint.proposed);
        let proposed = proposed.map(String::as_str).chain(object.label());
        let is_number = object.kind == Kind::Number;
        kinds.entry(object.kind).or_default().push(Nameless {
            id: &object.id,
            noun: match object.kind {
                Kind::Number => Noun::Number,
                Kind::Handler(_) => Noun::Application,
                _ => Noun::Service,
            },
            digits: is_number.then_some(object.key.as_str()),
            declared: account
                .declared
                .and_then(|declared| declared.names.get(&object.id)),
            recorded: hint.and_then(|hint| hint.recorded.as_ref()),
            proposed: proposed.collect(),
        });
    }
    let nothing = BTreeSet::new();
    let named = kinds.iter().map(|(kind, nameless)| {
        let taken = account
            .declared
            .and_then(|declared| declared.taken.get(kind));
        let mut taken = taken.unwrap_or(&nothing).clone();
        taken.extend(stems(nameless));
        assign(nameless, &taken)
    });
    named.flatten().collect()
}
