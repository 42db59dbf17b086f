//! Our side of a comparison: what is declared, and what was read of the accounts.

use std::collections::{BTreeMap, BTreeSet};

use crate::counterpart::{OurGroup, OurKeyword, OurNumber, OurProvider, OurUrl, Ours, Presence};
use crate::engine::context::Workspace;
use crate::model::{
    Address, E164, Fields, Group, HttpsUrl, Keyword, Kind, Level, Name, Observed, Resource, Router,
    Selection, Shard, Text,
};
use crate::provider::Declaration;

/// Our side, as far as the selection covers it. `recording` says whether an apply will record what
/// agrees.
pub(super) fn ours(
    workspace: &Workspace<'_>,
    observed: &Observed,
    selection: &Selection,
    recording: bool,
) -> Ours {
    let Some(configuration) = &workspace.loaded.configuration else {
        return Ours::default();
    };
    let covered = |name: &&Name| selection.concerns(name);
    let names = configuration.providers.keys().filter(covered);
    let mut declared: BTreeMap<&Name, Vec<(&Address, &Resource)>> =
        names.map(|name| (name, Vec::new())).collect();
    let mut all_keywords: BTreeSet<Keyword> = BTreeSet::new();
    let mut keywords = Vec::new();
    for (address, resource) in &workspace.desired.resources {
        if let Address::Keyword(word) = address {
            all_keywords.insert(word.clone());
            if selection.covers(address) {
                keywords.push(OurKeyword {
                    address: address.clone(),
                    word: word.clone(),
                });
            }
        } else if let Some(own) = address.provider().and_then(|name| declared.get_mut(name)) {
            own.push((address, resource));
        }
    }
    let mut undeclared: BTreeMap<&Name, BTreeSet<String>> = BTreeMap::new();
    for (name, object) in &observed.unmanaged {
        if let Some(number) = object.phone_number() {
            let own = undeclared.entry(name).or_default();
            own.insert(String::from(number));
        }
    }
    let mut providers = Vec::new();
    let mut urls = Vec::new();
    for (name, own) in declared {
        let Some(declaration) = configuration.providers.get(name) else {
            continue;
        };
        urls.extend(callbacks(name, declaration));
        let side = Side {
            name,
            declaration,
            own: &own,
            observed,
            selection,
        };
        providers.push(side.provider(undeclared.remove(name).unwrap_or_default(), workspace));
    }
    let organization = configuration.organisation.as_ref();
    Ours {
        providers,
        recording,
        covers_keywords: covers_keywords(selection, !keywords.is_empty()),
        keywords,
        all_keywords,
        organization: organization.map(|id| id.as_str().to_owned()),
        urls,
    }
}

/// Whether a selection is about keywords: one of them is selected, or nothing else is.
fn covers_keywords(selection: &Selection, some: bool) -> bool {
    let of_shard = selection.shard.is_none_or(Shard::has_keywords);
    some || selection.targets.is_empty() && of_shard
}

/// The declared callback URLs of a provider.
fn callbacks(name: &Name, declaration: &Declaration) -> Vec<OurUrl> {
    let collections = crate::provider::collections();
    let of = |(path, url): (String, &HttpsUrl)| {
        let written_at = format!("providers.{name}.{path}");
        OurUrl {
            address: Address::enclosing(&written_at, &collections)
                .unwrap_or_else(|| Address::Provider(name.clone())),
            url: url.as_str().to_owned(),
            organization: url.organisation(),
            written_at,
        }
    };
    declaration
        .declared()
        .callbacks()
        .into_iter()
        .map(of)
        .collect()
}

/// One provider.
struct Side<'a> {
    name: &'a Name,
    declaration: &'a Declaration,
    own: &'a [(&'a Address, &'a Resource)],
    observed: &'a Observed,
    selection: &'a Selection,
}

impl Side<'_> {
    fn provider(&self, undeclared: BTreeSet<String>, workspace: &Workspace<'_>) -> OurProvider {
        let declared = self.declaration.declared();
        let account = workspace.account_of(self.name).unwrap_or_default();
        OurProvider {
            name: self.name.clone(),
            kind: declared.kind(),
            account: account.to_owned(),
            named: declared.at_counterpart().map(str::to_owned),
            numbers: self.numbers(declared.router()),
            groups: self.groups(declared.router()),
            groups_read: self.is_read(Level::Group),
            undeclared,
            known_numbers: self.known_numbers(workspace),
        }
    }

    /// Every number that is declared or in the account, if all of them are known.
    fn known_numbers(&self, workspace: &Workspace<'_>) -> Option<BTreeSet<String>> {
        let whole = self.selection.covers(&Address::Provider(self.name.clone()));
        if !whole || !self.is_read(Level::Number) {
            return None;
        }
        let declared = workspace.desired.resources.iter();
        let there = self.observed.state.of(self.name);
        let managed = declared
            .chain(there)
            .filter(|(address, _)| address.kind() == Kind::Number)
            .filter_map(|(_, number)| number.key.as_deref());
        let unmanaged = self.observed.unmanaged.iter();
        let loose = unmanaged
            .filter(|(name, object)| name == self.name && object.kind == Kind::Number)
            .map(|(_, object)| object.key.as_str());
        Some(managed.chain(loose).map(str::to_owned).collect())
    }

    /// Whether everything of a level was read in the account.
    fn is_read(&self, level: Level) -> bool {
        let mut unread = self.observed.unread.iter();
        let looked = self.observed.accounts.contains_key(self.name);
        looked && !unread.any(|one| one.provider == *self.name && one.level == level)
    }

    fn numbers(&self, router: &dyn Router) -> Vec<OurNumber> {
        let is_number = |address: &Address| address.kind() == Kind::Number;
        let of_account = self.observed.state.of(self.name);
        let there: BTreeMap<&str, &Fields> = of_account
            .filter(|(address, _)| is_number(address))
            .filter_map(|(_, number)| Some((number.key.as_deref()?, &number.fields)))
            .collect();
        let unmanaged = self.observed.unmanaged.iter();
        let loose: BTreeSet<&str> = unmanaged
            .filter(|(name, object)| name == self.name && object.kind == Kind::Number)
            .map(|(_, object)| object.key.as_str())
            .collect();
        let is_read = self.is_read(Level::Number);
        let presence = |key: &str| match there.get(key) {
            Some(fields) if router.is_checked(fields) => Presence::There,
            None if loose.contains(key) => Presence::There,
            None if is_read && E164::parse(key).is_ok() => Presence::Absent,
            // The provider does not list it, or not always: a short code.
            Some(_) | None => Presence::Unknown,
        };
        let own = self.own.iter();
        let own = own.filter(|(address, _)| is_number(address) && self.selection.covers(address));
        let number = |(address, number): &(&Address, &Resource)| {
            let key = number.key.as_deref()?;
            let name = number.fields.get(router.keys().name).as_text();
            Some(OurNumber {
                address: (*address).clone(),
                contact: key.to_owned(),
                label: name.map(str::to_owned),
                in_account: presence(key),
            })
        };
        own.filter_map(number).collect()
    }

    /// The groups of the account, and the declared ones that do not exist yet. A receiver of texts
    /// is no group that anything is sent through.
    fn groups(&self, router: &dyn Router) -> Vec<OurGroup> {
        let sends = |kind: Kind| kind.is_group() && !kind.counts_if_unmanaged();
        let declared = self.own.iter();
        let declared = declared.filter(|(address, _)| sends(address.kind()));
        let mut groups = Vec::new();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for (address, want) in declared {
            let seen = self.observed.state.get(address);
            let id = seen.and_then(|seen| seen.id.as_ref()).or(want.id.as_ref());
            known.extend(id.map(Text::as_str));
            let fields = seen.map_or(&want.fields, |seen| &seen.fields);
            groups.push(OurGroup {
                address: Some((*address).clone()),
                id: id.map(ToString::to_string),
                name: want.key.as_ref().map(ToString::to_string),
                answers_callback: self.answers(id.map(Text::as_str), fields, router),
            });
        }
        let recorded = self.observed.state.of(self.name);
        let recorded = recorded.filter(|(address, _)| sends(address.kind()));
        let recorded = recorded.filter_map(|(_, seen)| {
            Some((
                seen.id.as_ref()?.as_str(),
                seen.key.as_deref(),
                &seen.fields,
            ))
        });
        let loose = self.observed.unmanaged.iter();
        let loose = loose.filter(|(name, object)| name == self.name && sends(object.kind));
        let loose = loose.map(|(_, object)| {
            (
                object.id.as_str(),
                Some(object.key.as_str()),
                &object.fields,
            )
        });
        for (id, key, fields) in recorded.chain(loose) {
            if known.insert(id) {
                groups.push(OurGroup {
                    address: None,
                    id: Some(id.to_owned()),
                    name: key.map(str::to_owned),
                    answers_callback: self.answers(Some(id), fields, router),
                });
            }
        }
        groups
    }

    /// Whether texts to a number that uses the declared callback still reach it from inside a group
    /// with these fields; `None` if no number uses it.
    fn answers(&self, id: Option<&str>, fields: &Fields, router: &dyn Router) -> Option<bool> {
        let callbacks = self.declaration.declared().callbacks();
        let (_, callback) = callbacks.iter().find(|(path, _)| !path.contains('.'))?;
        let own = self.own.iter();
        let mut numbers = own.filter(|(address, _)| address.kind() == Kind::Number);
        let is_usual = |number: &Fields| {
            let route = router.route(number, None);
            route.url.as_deref() == Some(callback.as_str())
        };
        let (_, number) = numbers.find(|(_, number)| is_usual(&number.fields))?;
        let name = id.unwrap_or_default();
        let group = Group { id, name, fields };
        let route = router.route(&number.fields, Some(group));
        (!route.url_unknown).then(|| route.url.as_deref() == Some(callback.as_str()))
    }
}
