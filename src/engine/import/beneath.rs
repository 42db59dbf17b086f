//! The files beneath the overlays of an environment. An import adds to one of them, so what it adds
//! must fit those files alone, too: with the names and objects that an overlay removes.

use std::collections::BTreeSet;

use super::there::There;
use crate::config::{self, Input, Loaded};
use crate::engine::error::{RunError, RunErrorKind};
use crate::import::addition::{Addition, NUMBERS};
use crate::import::declared::Declared;
use crate::model::{Address, Name, Snapshot};
use crate::plan::AccountListing;
use crate::provider::{ProviderKind, Vault};
use crate::yaml::{self, Findings, Node, Sources, lookup};

/// The base files alone, and the overlays alone.
pub(super) struct Beneath {
    base: Loaded,
    overlays: Vec<Node>,
    /// The files of the overlays, for messages.
    names: String,
}

impl Beneath {
    /// `None` if there is no overlay.
    pub(super) fn of(input: &Input) -> Option<Self> {
        if input.overlays.is_empty() {
            return None;
        }
        let mut sources = Sources::default();
        // Loading the whole configuration has reported what is found.
        let mut findings = Findings::default();
        let mut overlays = Vec::new();
        for text in &input.overlays {
            if let Ok(id) = sources.add(text.name.clone(), text.bytes.clone()) {
                overlays.extend(yaml::parse(&mut sources, id, &mut findings));
            }
        }
        let names: Vec<&str> = input.overlays.iter().map(|one| one.name.as_str()).collect();
        Some(Self {
            base: alone(input.clone()),
            overlays,
            names: names.join(", "),
        })
    }

    /// The keys of a map, in the base files and in the overlays, also those that overlays remove.
    pub(super) fn keys(&self, path: &[&str]) -> BTreeSet<Name> {
        let trees = self.base.origins.root.iter().chain(&self.overlays);
        let maps = trees.filter_map(|tree| lookup(tree, path)?.1.map());
        let keys = maps.flat_map(|map| map.iter().map(|(key, _)| key));
        keys.filter_map(|key| Name::parse(key).ok()).collect()
    }

    /// Takes the names and objects that the base files have, or overlays name, out of what an
    /// import may add to a provider. Returns the declarations that the overlays remove.
    pub(super) fn reserve(
        &self,
        provider: &Name,
        kind: &ProviderKind,
        (listing, snapshot): (&AccountListing, &Snapshot),
        vault: &dyn Vault,
        declared: &mut Declared,
    ) -> Result<Vec<Address>, RunError> {
        self.has_provider(provider)?;
        let collections = kind.collections.iter().map(|one| one.as_str());
        for key in collections.chain([NUMBERS]) {
            let names = self.keys(&["providers", provider.as_str(), key]);
            for name in names {
                let address = Address::parse(&format!("providers.{provider}.{key}.{name}"));
                if let Some(address) = address.filter(|address| !declared.has(address)) {
                    declared
                        .taken
                        .entry(address.kind())
                        .or_default()
                        .insert(name);
                }
            }
        }
        let Some(base) = &self.base.configuration else {
            return Ok(Vec::new());
        };
        let beneath = There::of(base, kind, vault).declared(provider, listing, snapshot);
        let removed = beneath.without(declared);
        declared.leave_alone(removed.iter().map(|(id, _)| id.clone()));
        Ok(removed.into_iter().map(|(_, address)| address).collect())
    }

    /// Refuses a provider that only an overlay declares: without the overlay, what is added would be
    /// half a provider.
    fn has_provider(&self, provider: &Name) -> Result<(), RunError> {
        let root = self.base.origins.root.as_ref();
        let path = ["providers", provider.as_str()];
        if root.is_some_and(|root| lookup(root, &path).is_some()) {
            return Ok(());
        }
        let summary = format!("providers.{provider} is declared in {} only", self.names);
        let help = "import without this environment, or write the provider into the base first";
        Err(RunError::new(RunErrorKind::Options, summary).help(help))
    }

    /// Refuses an account that the base files declare and an overlay removes.
    pub(super) fn has_not(
        &self,
        account: &str,
        kind: &ProviderKind,
        vault: &dyn Vault,
    ) -> Result<(), RunError> {
        let configuration = self.base.configuration.as_ref();
        let there = configuration.map(|base| There::of(base, kind, vault).of_account(account));
        match there.unwrap_or_default().first() {
            None => Ok(()),
            Some(provider) => {
                let summary = format!(
                    "providers.{provider} declares the account {account}, and {} removes it",
                    self.names
                );
                let help = "import without this environment, or take the provider's removal out of the overlay";
                Err(RunError::new(RunErrorKind::Options, summary).help(help))
            }
        }
    }

    /// Refuses a text that would make the base files invalid without the overlays, if they are valid
    /// now.
    pub(super) fn fits(&self, edited: Input, file: &str) -> Result<(), RunError> {
        if self.base.configuration.is_none() {
            return Ok(());
        }
        let loaded = alone(edited);
        let mut errors = loaded.diagnostics.iter().filter(|one| one.is_error());
        match errors.next() {
            None => Ok(()),
            Some(error) => {
                let summary = format!(
                    "with what is missing in it, {file} would not be valid without {}: {}: {}",
                    self.names, error.code, error.summary
                );
                let help = "import without this environment first, or declare by hand what the message names";
                Err(RunError::new(RunErrorKind::Output, summary).help(help))
            }
        }
    }
}

/// The base files without the overlays.
fn alone(input: Input) -> Loaded {
    config::load(Input {
        overlays: Vec::new(),
        ..input
    })
}

/// Refuses to add to a list that another file than the one that is edited decides.
pub(super) fn lists_are_in(
    file: &str,
    addition: &Addition,
    loaded: &Loaded,
    input: &Input,
) -> Result<(), RunError> {
    let origins = &loaded.origins;
    for (list, numbers) in &addition.joins {
        let path: Vec<&str> = list.split('.').collect();
        let root = origins.root.as_ref();
        let Some((_, node)) = root.and_then(|root| lookup(root, &path)) else {
            continue;
        };
        let home = origins.sources.name(node.span.source);
        if home == file {
            continue;
        }
        let numbers = numbers.join(", ");
        let help = if input.overlays.iter().any(|one| one.name == home) {
            format!("import without this environment, then add to the list there: {numbers}")
        } else {
            format!("name {home} with --into")
        };
        let summary = format!("{list} is in {home}, and only {file} is changed");
        return Err(RunError::new(RunErrorKind::Options, summary).help(help));
    }
    Ok(())
}
