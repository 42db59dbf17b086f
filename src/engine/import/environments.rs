//! The environments that a file belongs to. An import adds to a file of the base, which every
//! environment reads, so what it adds must fit all of them: the base alone, and each overlay.

use std::collections::BTreeSet;

use super::file::{IntoFile, OtherEnvironment};
use super::foreign_urls::has_foreign_urls;
use super::there::There;
use crate::config::{self, Loaded};
use crate::engine::error::{RunError, RunErrorKind};
use crate::import::addition::{Addition, NUMBERS};
use crate::import::declared::Declared;
use crate::model::{Address, Name, Snapshot};
use crate::plan::AccountListing;
use crate::provider::{ProviderKind, Vault};
use crate::yaml::{self, Findings, Node, Sources, lookup};

/// The environments beside the one that is imported for.
pub(super) struct Environments<'a> {
    file: IntoFile<'a>,
    others: Vec<(&'a OtherEnvironment, Loaded)>,
    /// All overlays, as they are written.
    overlays: Vec<Node>,
}

impl<'a> Environments<'a> {
    pub(super) fn of(file: IntoFile<'a>) -> Self {
        let mut sources = Sources::default();
        // Loading the whole configuration reports what is found.
        let mut findings = Findings::default();
        let mut overlays = Vec::new();
        let inputs = file.others.iter().map(|other| &other.input);
        for text in inputs.chain([file.input]).flat_map(|one| &one.overlays) {
            if let Ok(id) = sources.add(text.name.clone(), text.bytes.clone()) {
                overlays.extend(yaml::parse(&mut sources, id, &mut findings));
            }
        }
        let load = |other: &'a OtherEnvironment| (other, config::load(other.input.clone()));
        Self {
            others: file.others.iter().map(load).collect(),
            file,
            overlays,
        }
    }

    /// The keys of a map, in the base files and in the overlays, also those that overlays remove.
    pub(super) fn keys(&self, path: &[&str]) -> BTreeSet<Name> {
        let roots = self.others.iter();
        let roots = roots.filter_map(|(_, loaded)| loaded.origins.root.as_ref());
        let maps = roots
            .chain(&self.overlays)
            .filter_map(|tree| lookup(tree, path)?.1.map());
        let keys = maps.flat_map(|map| map.iter().map(|(key, _)| key));
        keys.filter_map(|key| Name::parse(key).ok()).collect()
    }

    /// Takes what other environments declare, and all names in the files, out of what an import may
    /// add to a provider. Returns the declarations that only other environments have.
    pub(super) fn reserve(
        &self,
        provider: &Name,
        kind: &ProviderKind,
        (listing, snapshot): (&AccountListing, &Snapshot),
        vault: &dyn Vault,
        declared: &mut Declared,
    ) -> Result<BTreeSet<Address>, RunError> {
        self.is_in_the_base(provider)?;
        let collections = kind.collections.iter().map(|one| one.as_str());
        for key in collections.chain([NUMBERS]) {
            for name in self.keys(&["providers", provider.as_str(), key]) {
                let address = Address::parse(&format!("providers.{provider}.{key}.{name}"));
                if let Some(address) = address.filter(|address| !declared.has(address)) {
                    let taken = declared.taken.entry(address.kind()).or_default();
                    taken.insert(name);
                }
            }
        }
        let mut elsewhere = BTreeSet::new();
        for (_, loaded) in &self.others {
            let Some(configuration) = &loaded.configuration else {
                continue;
            };
            let there = There::of(configuration, kind, vault);
            let providers = there.of_account(&listing.id);
            let listing = AccountListing {
                id: listing.id.clone(),
                providers: providers.clone(),
                objects: listing.objects.clone(),
                ..AccountListing::default()
            };
            for name in &providers {
                let only_there = there.declared(name, &listing, snapshot).without(declared);
                for (id, address) in only_there {
                    declared.leave_alone(id);
                    elsewhere.insert(address);
                }
            }
        }
        Ok(elsewhere)
    }

    /// Refuses a provider that only the overlay declares: without it, what is added would be half a
    /// provider.
    fn is_in_the_base(&self, provider: &Name) -> Result<(), RunError> {
        let path = ["providers", provider.as_str()];
        let has = |loaded: &Loaded| {
            let root = loaded.origins.root.as_ref();
            root.is_some_and(|root| lookup(root, &path).is_some())
        };
        let mut base = self.others.iter().filter(|(other, _)| other.is_base());
        if base.all(|(_, loaded)| has(loaded)) {
            return Ok(());
        }
        let names = self.file.input.overlays.iter();
        let names: Vec<&str> = names.map(|one| one.name.as_str()).collect();
        let summary = format!(
            "providers.{provider} is declared in {} only, and {} is read without it, too",
            names.join(" and "),
            self.file.name()
        );
        let help =
            "write the provider into the base first, or add its numbers to the overlay by hand";
        Err(RunError::new(RunErrorKind::Options, summary).help(help))
    }

    /// Refuses a new provider for an account that another environment declares.
    pub(super) fn have_not(
        &self,
        account: &str,
        kind: &ProviderKind,
        vault: &dyn Vault,
    ) -> Result<(), RunError> {
        for (other, loaded) in &self.others {
            let configuration = loaded.configuration.as_ref();
            let there = configuration.map(|one| There::of(one, kind, vault).of_account(account));
            if let Some(provider) = there.unwrap_or_default().first() {
                let summary = format!(
                    "providers.{provider} declares the account {account} in {}, and not in this environment",
                    other.in_words()
                );
                let help = format!("import {}", other.option());
                return Err(RunError::new(RunErrorKind::Options, summary).help(help));
            }
        }
        Ok(())
    }

    /// Whether a text of the file makes URLs of another environment name another organisation than
    /// the declared one.
    pub(super) fn have_foreign_urls(&self, text: &str) -> bool {
        self.others.iter().any(|(other, before)| {
            let put = || config::load(self.file.put(text, other.input.clone()));
            before.configuration.is_some() && has_foreign_urls(&put())
        })
    }

    /// Refuses a text of the file that makes another environment invalid.
    pub(super) fn stay_valid(&self, text: &str) -> Result<(), RunError> {
        for (other, before) in &self.others {
            if before.configuration.is_none() {
                continue;
            }
            let loaded = config::load(self.file.put(text, other.input.clone()));
            let mut errors = loaded.diagnostics.iter().filter(|one| one.is_error());
            if let Some(error) = errors.next() {
                let summary = format!(
                    "with what it lacks, {} would not be valid in {}: {}: {}",
                    self.file.name(),
                    other.in_words(),
                    error.code,
                    error.summary
                );
                let help = format!(
                    "import {} first, or declare by hand what the message names",
                    other.option()
                );
                return Err(RunError::new(RunErrorKind::Output, summary).help(help));
            }
        }
        Ok(())
    }
}

/// Refuses to add to a list that another file than the one that is edited decides.
pub(super) fn lists_are_in(file: IntoFile<'_>, addition: &Addition) -> Result<(), RunError> {
    let origins = &file.loaded.origins;
    for (list, numbers) in &addition.joins {
        let path: Vec<&str> = list.split('.').collect();
        let root = origins.root.as_ref();
        let Some((_, node)) = root.and_then(|root| lookup(root, &path)) else {
            continue;
        };
        let home = origins.sources.name(node.span.source);
        if home == file.name() {
            continue;
        }
        let numbers = numbers.join(", ");
        let help = if file.input.overlays.iter().any(|one| one.name == home) {
            format!("import without --env, then add to the list there: {numbers}")
        } else {
            format!("name {home} with --into")
        };
        let summary = format!("{list} is in {home}, and only {} is changed", file.name());
        return Err(RunError::new(RunErrorKind::Options, summary).help(help));
    }
    Ok(())
}
