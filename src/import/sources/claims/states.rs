//! What Terraform's states say about an account's objects.

use std::collections::{BTreeMap, BTreeSet};

use super::super::terraform::{Kind, Managed, StateFile};
use super::Outcome;
use super::remark::{Remark, Weight, counted};
use super::there::There;
use crate::import::hints::{Hint, Sourced};
use crate::model::{Kind as ObjectKind, Object, Value};
use crate::provider::ProviderKind;

mod remarks;

/// An object of a state: the positions of the state, and of the object in it.
type At = (usize, usize);

/// All states, while they are compared with accounts.
pub(super) struct States<'a> {
    files: &'a [StateFile],
    /// Numbers, groups and applications by their identifiers.
    by_id: BTreeMap<&'a str, Vec<At>>,
    /// Places of senders in groups, by the group's identifier.
    places: BTreeMap<&'a str, Vec<At>>,
    /// The accounts that were compared.
    accounts: BTreeSet<String>,
    /// The entries that were found in an account.
    found: BTreeSet<At>,
    /// Entries whose sender has left its group.
    left: Vec<At>,
    /// Entries with a value that the account no longer has, and a sentence about each.
    stale: Vec<(At, String)>,
    unmanaged: BTreeMap<&'static str, Vec<At>>,
    there: There,
}

impl<'a> States<'a> {
    pub(super) fn new(states: &'a [StateFile]) -> Self {
        let mut by_id: BTreeMap<&str, Vec<At>> = BTreeMap::new();
        let mut places: BTreeMap<&str, Vec<At>> = BTreeMap::new();
        for (file, state) in states.iter().enumerate() {
            for (at, managed) in state.managed.iter().enumerate() {
                match &managed.service {
                    Some(group) if managed.kind == Kind::Membership => {
                        places.entry(group).or_default().push((file, at));
                    }
                    _ => by_id.entry(&managed.sid).or_default().push((file, at)),
                }
            }
        }
        Self {
            files: states,
            by_id,
            places,
            accounts: BTreeSet::new(),
            found: BTreeSet::new(),
            left: Vec::new(),
            stale: Vec::new(),
            unmanaged: BTreeMap::new(),
            there: There::default(),
        }
    }

    fn get(&self, (file, at): At) -> Option<&'a Managed> {
        self.files.get(file)?.managed.get(at)
    }

    /// An address, with its state if there are several.
    fn shown(&self, at: At) -> String {
        let address = self.get(at).map(|managed| managed.address.to_string());
        self.in_file(at.0, &address.unwrap_or_default())
    }

    fn in_file(&self, file: usize, text: &str) -> String {
        match self.files.get(file) {
            Some(state) if self.files.len() > 1 => format!("{}: {text}", state.file),
            _ => text.to_owned(),
        }
    }

    /// The alias of the provider that manages an account, if all its objects have the same.
    fn alias(&self, account: &str, objects: &[Object]) -> Option<&'a str> {
        let of_account = |managed: &&Managed| managed.account.as_deref() == Some(account);
        let states = self.files.iter().flat_map(|state| &state.managed);
        let by_account = states.filter(of_account);
        let entries = objects
            .iter()
            .filter_map(|object| self.by_id.get(object.id.as_str()));
        let by_id = entries.flatten().filter_map(|at| self.get(*at));
        let aliases: BTreeSet<Option<&str>> = by_account
            .chain(by_id)
            .map(|managed| managed.alias.as_deref())
            .collect();
        match aliases.len() {
            1 => aliases.into_iter().next().flatten(),
            _ => None,
        }
    }

    /// Compares the states with an account, and adds what they say about its objects.
    pub(super) fn compare(
        &mut self,
        account: &str,
        kind: &ProviderKind,
        objects: &[Object],
        sourced: &mut Sourced,
    ) {
        if self.files.is_empty() {
            return;
        }
        self.accounts.insert(account.to_owned());
        sourced
            .provider
            .extend(self.alias(account, objects).map(str::to_owned));
        let only = sourced.only.get_or_insert_default();
        let hints = &mut sourced.hints;
        let mut senders: BTreeMap<&str, &Object> = BTreeMap::new();
        for object in objects {
            if object.kind == ObjectKind::Number {
                senders.insert(&object.id, object);
            }
            for at in self
                .by_id
                .get(object.id.as_str())
                .cloned()
                .unwrap_or_default()
            {
                only.insert(object.id.to_string());
                self.object(at, object, hints);
            }
        }
        for group in objects.iter().filter(|object| object.kind.is_group()) {
            let places = self.places.get(group.id.as_str()).cloned();
            for at in places.unwrap_or_default() {
                let Some(managed) = self.get(at) else {
                    continue;
                };
                let Some(sender) = senders.get(managed.sid.as_str()) else {
                    continue;
                };
                self.found.insert(at);
                let members = kind.router.members(&group.fields);
                if !members.is_some_and(|members| members.contains(&sender.key)) {
                    self.left.push(at);
                    continue;
                }
                only.extend([sender.id.to_string(), group.id.to_string()]);
                self.there
                    .memberships
                    .insert((group.id.to_string(), sender.id.to_string()));
                let hint = hints.entry(sender.id.to_string()).or_default();
                hint.comments.push(format!(
                    "Its place in a messaging service is still managed in Terraform at {}",
                    managed.address
                ));
            }
        }
    }

    /// Adds what an entry says about its object.
    fn object(&mut self, at: At, object: &Object, hints: &mut BTreeMap<String, Hint>) {
        let Some(managed) = self.get(at) else { return };
        self.found.insert(at);
        self.there.objects.insert(object.id.to_string());
        let hint = hints.entry(object.id.to_string()).or_default();
        hint.proposed.push(managed.proposed_name());
        hint.comments
            .push(format!("Still managed in Terraform at {}", managed.address));
        if managed.tainted {
            let loss = match managed.kind {
                Kind::Number => "releases this number",
                _ => "deletes it",
            };
            hint.comments
                .push(format!("Tainted there: the next `terraform apply` {loss}."));
        }
        let shown = self.shown(at);
        let stale = managed.stale(|field| live(object, field));
        self.stale.extend(
            stale
                .into_iter()
                .map(|stale| (at, format!("{shown}: {stale}"))),
        );
        for setting in &managed.unmanaged {
            self.unmanaged.entry(setting).or_default().push(at);
        }
    }

    /// What is left to say, and what the accounts have of the states. Nothing is said about the
    /// values of objects that are left out.
    pub(super) fn conclude(self, left_out: &BTreeSet<String>) -> Outcome {
        let is_kept = |at: &&At| {
            let managed = self.get(**at);
            managed.is_some_and(|managed| !left_out.contains(&managed.sid))
        };
        let shown = |entries: &[At]| -> Vec<String> {
            let kept = entries.iter().filter(is_kept);
            kept.map(|at| self.shown(*at)).collect()
        };
        let mut remarks = self.notes();
        let missing = self.missing();
        let is_elsewhere = missing.iter().any(|one| one.weight == Weight::Warning);
        remarks.extend(missing);
        let left = shown(&self.left);
        if !left.is_empty() {
            let count = counted(left.len(), "sender", "has", "have");
            let summary = format!("{count} left the messaging service that the state has");
            remarks.push(Remark::warning(summary).about(left));
        }
        let stale = self.stale.iter().filter(|(at, _)| is_kept(&at));
        let stale: Vec<String> = stale.map(|(_, text)| text.clone()).collect();
        if !stale.is_empty() {
            let count = counted(stale.len(), "value", "is", "are");
            let summary = format!("{count} stale in the state: values come from the account");
            remarks.push(Remark::note(summary).about(stale));
        }
        for (setting, entries) in &self.unmanaged {
            let about = shown(entries);
            if about.is_empty() {
                continue;
            }
            let count = counted(about.len(), "object", "has", "have");
            let summary = format!(
                "{count} `{setting}` in Terraform, which no tool manages after the hand-over"
            );
            remarks.push(Remark::note(summary).about(about));
        }
        Outcome {
            remarks,
            there: self.there,
            is_elsewhere,
        }
    }
}

/// An account's value of a field, as states write it; `None` for one that was not read.
fn live(object: &Object, field: &str) -> Option<String> {
    Some(match object.fields.find(field)? {
        Value::Blank => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    })
}
