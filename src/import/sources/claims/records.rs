//! What a counterpart's records say about accounts: names, a description, and what a file declares
//! beside its providers.

use std::collections::{BTreeMap, BTreeSet};

use super::remark::Remark;
use crate::counterpart::{Known, KnownNumber, KnownProvider, PHONE_NUMBERS};
use crate::import::beside::Beside;
use crate::import::hints::Sourced;
use crate::import::names::slug;
use crate::model::{Counterpart, Kind, Object};
use crate::yaml::{Part, shown};

/// The longest description of a provider, in characters.
const LONGEST_DESCRIPTION: usize = 100;

/// What was read of a counterpart for an import.
#[derive(Debug)]
pub struct Taken {
    /// The counterpart.
    pub system: Counterpart,
    /// Its declaration.
    pub block: Part,
    /// What can be taken over.
    pub known: Known,
    /// The kinds of the accounts that are imported.
    pub kinds: Vec<&'static str>,
}

/// The place of a number: its provider, and its position there.
type At = (usize, usize);

/// The records of a counterpart, while they are compared with the accounts of one kind.
pub struct Records<'a> {
    taken: &'a Taken,
    kind: &'static str,
    by_contact: BTreeMap<&'a str, Vec<At>>,
    accounts: BTreeSet<String>,
    /// The numbers that an account has.
    placed: BTreeSet<At>,
    /// What could not be taken over of providers, each as a clause.
    refused: Vec<String>,
}

impl<'a> Records<'a> {
    /// The records beside accounts of this kind.
    pub fn new(kind: &'static str, taken: &'a Taken) -> Self {
        let mut by_contact: BTreeMap<&str, Vec<At>> = BTreeMap::new();
        for (at, provider) in taken.known.providers.iter().enumerate() {
            for (nth, number) in provider.numbers.iter().enumerate() {
                by_contact
                    .entry(&number.contact)
                    .or_default()
                    .push((at, nth));
            }
        }
        Self {
            taken,
            kind,
            by_contact,
            accounts: BTreeSet::new(),
            placed: BTreeSet::new(),
            refused: Vec::new(),
        }
    }

    /// Adds what the records say about an account.
    pub(super) fn compare(&mut self, account: &str, objects: &[Object], sourced: &mut Sourced) {
        self.accounts.insert(account.to_owned());
        for object in objects {
            if object.kind != Kind::Number {
                self.place_senders(object);
                continue;
            }
            let rows = self.by_contact.get(object.key.as_str());
            let mut rows = rows.cloned().unwrap_or_default();
            // The rows of the account come first, and active ones among them.
            rows.sort_by_key(|at| match self.provider(*at) {
                Some(one) => (!self.is_of(one, account), !one.active, *at),
                None => (true, true, *at),
            });
            let names = rows.iter().filter_map(|at| self.number(*at)?.name.clone());
            let names: Vec<String> = names.collect();
            self.placed.extend(rows);
            if !names.is_empty() {
                let hint = sourced.hints.entry(object.id.to_string()).or_default();
                hint.proposed.extend(names);
            }
        }
        self.name(account, sourced);
    }

    /// The name and the description of an account's provider, if one row has the account.
    fn name(&mut self, account: &str, sourced: &mut Sourced) {
        let rows = self.taken.known.providers.iter();
        let rows: Vec<&KnownProvider> = rows.filter(|one| self.is_of(one, account)).collect();
        let active: Vec<_> = rows.iter().filter(|one| one.active).copied().collect();
        let rows = if active.is_empty() { rows } else { active };
        match rows.as_slice() {
            [] => {}
            [row] => {
                // A name that makes no slug would hide the account's own.
                sourced
                    .provider
                    .extend(slug(&row.name).map(|_| row.name.clone()));
                let description = row.description.as_ref();
                let fits = |text: &&String| text.chars().count() <= LONGEST_DESCRIPTION;
                sourced.description = description.filter(fits).cloned();
                if let (Some(text), None) = (description, &sourced.description) {
                    self.refused.push(format!(
                        "the description of the SMS provider {} has {} characters, and at most {LONGEST_DESCRIPTION} can be declared",
                        quoted(&row.name),
                        text.chars().count()
                    ));
                }
            }
            several => {
                let names: Vec<String> = several.iter().map(|one| quoted(&one.name)).collect();
                self.refused.push(format!(
                    "the SMS providers {} have the account {account}: declare which of them is meant, as `{}: {{ provider: NAME }}` under its provider",
                    names.join(" and "),
                    self.taken.system.as_str()
                ));
            }
        }
    }

    /// Notes the senders that are members of a group, such as alphanumeric ones.
    fn place_senders(&mut self, group: &Object) {
        let values = group.fields.iter().filter_map(|(_, value)| value.members());
        for member in values.flatten() {
            let rows = self.by_contact.get(member.as_str());
            self.placed.extend(rows.into_iter().flatten());
        }
    }

    /// What a file declares beside its providers.
    pub(super) fn beside(&self) -> Beside {
        let known = &self.taken.known;
        let organization = known.organization_id.clone();
        // A place that did not answer may be the wrong one.
        let block = organization.as_ref().map(|_| {
            let Taken { system, block, .. } = self.taken;
            (*system, block.clone())
        });
        Beside {
            organization,
            block,
            keywords: known.keywords.clone(),
            unplaced: self.unplaced(),
        }
    }

    /// Everything that has no place in a file.
    fn unplaced(&self) -> Vec<String> {
        let kinds = &self.taken.kinds;
        let is_first = kinds.first() == Some(&self.kind);
        let mut unplaced = self.refused.clone();
        if is_first {
            unplaced.extend(self.taken.known.unplaced.iter().cloned());
        }
        for (at, provider) in self.taken.known.providers.iter().enumerate() {
            let name = quoted(&provider.name);
            let numbers = self.numbers_of(provider);
            match (provider.kind, &provider.account) {
                (Some(kind), _) if !kinds.contains(&kind) && is_first => unplaced.push(format!(
                    "the SMS provider {name}{numbers}: it is of the type {kind}, and no account of this type is imported"
                )),
                (Some(kind), Some(account))
                    if kind == self.kind && !self.accounts.contains(account) =>
                {
                    unplaced.push(format!(
                        "the SMS provider {name}{numbers}: its account {} is not imported",
                        shown(account)
                    ));
                }
                (Some(kind), _) if kind == self.kind => unplaced.extend(self.absent(at, provider)),
                (None, _) if is_first => unplaced.extend(self.absent(at, provider)),
                _ => {}
            }
        }
        unplaced
    }

    /// How many numbers a provider has, in words, as far as that is known.
    fn numbers_of(&self, provider: &KnownProvider) -> String {
        let Known {
            unread,
            partly_visible,
            ..
        } = &self.taken.known;
        let is_known = unread.is_empty() && !partly_visible.contains(&PHONE_NUMBERS);
        let count = provider.numbers.len();
        let plural = if count == 1 { "" } else { "s" };
        match (is_known, count) {
            (true, _) => format!(" with {count} phone number{plural}"),
            (false, 0) => String::new(),
            (false, _) => format!(" with at least {count} phone number{plural}"),
        }
    }

    /// The numbers of a provider that no account has, each as a clause.
    fn absent(&self, at: usize, provider: &KnownProvider) -> Vec<String> {
        let numbers = provider.numbers.iter().enumerate();
        let absent = numbers.filter(|(nth, _)| !self.placed.contains(&(at, *nth)));
        let clause = |(_, number): (usize, &KnownNumber)| {
            let contact = shown(&number.contact);
            let named = match &number.name {
                Some(name) => format!("{} ({contact})", quoted(name)),
                None => contact,
            };
            let provider = quoted(&provider.name);
            if number.contact.contains(|c: char| c.is_ascii_alphabetic()) {
                return format!(
                    "the alphanumeric sender {named} of {provider}: no messaging service that was read has it, and without --full none was asked"
                );
            }
            format!("the phone number {named} of {provider}: no account that is imported has it")
        };
        absent.map(clause).collect()
    }

    /// What may be missing because it was not read, or not seen.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let known = &self.taken.known;
        let title = self.taken.system.title();
        let mut remarks = Vec::new();
        if !known.unread.is_empty() {
            remarks.push(Remark::warning(format!(
                "{title} could not be read whole, and the YAML is without what was not read: correct what the messages above name, then add the rest with --into"
            )));
        }
        if !known.partly_visible.is_empty() {
            remarks.push(Remark::warning(format!(
                "the user may not see all {} of {title}, so some may be missing in the YAML",
                listed(&known.partly_visible)
            )));
        }
        remarks
    }

    fn is_of(&self, provider: &KnownProvider, account: &str) -> bool {
        provider.kind == Some(self.kind) && provider.account.as_deref() == Some(account)
    }

    fn provider(&self, (at, _): At) -> Option<&'a KnownProvider> {
        self.taken.known.providers.get(at)
    }

    fn number(&self, at: At) -> Option<&'a KnownNumber> {
        self.provider(at)?.numbers.get(at.1)
    }
}

/// Texts as a list for a sentence: `a, b and c`.
fn listed(all: &[&str]) -> String {
    match all.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// A text for a sentence: cut, without control characters, in backticks.
fn quoted(text: &str) -> String {
    format!("`{}`", shown(text))
}
