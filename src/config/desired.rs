//! Typed configuration to desired state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::document::{Document, KeywordEntry, OrganisationId};
use crate::counterpart::{Declared as DeclaredCounterpart, dynamics};
use crate::model::{
    Address, Code, Fields, Name, Percent, Resource, Router, Silences, State, Value,
};
use crate::provider::{AccountReference, Declaration};

/// A configuration that was read without an error.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Who owns the declared objects in the registry.
    pub project: String,
    /// The declared organisation.
    pub organisation: Option<OrganisationId>,
    /// The declared counterpart.
    pub counterpart: Option<Arc<dyn DeclaredCounterpart>>,
    /// The declared providers.
    pub providers: BTreeMap<Name, Declaration>,
    /// The declared keywords.
    pub keywords: Vec<KeywordEntry>,
    /// Identifies what is declared: SHA-256 over the merged tree, whatever its layout, comments
    /// and order of keys.
    pub sha256: String,
    /// The codes that `ignore` does not silence.
    pub enforced: BTreeSet<Code>,
}

impl Configuration {
    pub(super) fn new(document: Document, sha256: String) -> Self {
        Self {
            project: document
                .project
                .map_or_else(|| "default".to_owned(), |name| name.as_str().to_owned()),
            organisation: document
                .environment
                .and_then(|environment| environment.dynamics_org_id),
            counterpart: counterpart(document.dynamics),
            providers: document.providers,
            keywords: document.keywords,
            sha256,
            enforced: BTreeSet::new(),
        }
    }

    /// The account that each provider declares, in words.
    pub fn accounts(&self) -> impl Iterator<Item = (&Name, AccountReference)> {
        self.providers
            .iter()
            .map(|(name, provider)| (name, provider.declared().account()))
    }

    /// How each provider decides what answers a text.
    pub fn routers(&self) -> BTreeMap<Name, &'static dyn Router> {
        self.providers
            .iter()
            .map(|(name, provider)| (name.clone(), provider.declared().router()))
            .collect()
    }

    /// The providers whose mass changes are judged separately, and the share that may change.
    pub fn mass_changes(&self) -> BTreeMap<Name, Percent> {
        let limit = |(name, provider): (&Name, &Declaration)| {
            Some((name.clone(), provider.declared().mass_change()?))
        };
        self.providers.iter().filter_map(limit).collect()
    }

    /// The findings that the configuration silences.
    pub fn silences(&self) -> Silences {
        let mut all = silences(&self.providers, &self.keywords, self.counterpart.as_deref());
        all.lift(&self.enforced);
        all
    }

    /// The path of the key that writes the declared value of a field, in its owner's words. `None`
    /// for a keyword, which a list holds, and where no key writes the value.
    pub fn written_at(&self, address: &Address, field: &str) -> Option<String> {
        let provider = address.provider()?;
        let declared = self.providers.get(provider)?.declared();
        let path = declared.written_at(address, field)?;
        Some(format!("providers.{provider}.{path}"))
    }

    /// Everything declared, as resources. `accounts` holds each provider's resolved account. A
    /// provider without one could not be resolved; it is left out with everything under it.
    pub fn desired(&self, accounts: &BTreeMap<Name, String>) -> State {
        let of_provider = |(name, provider): (&Name, &Declaration)| {
            let account = accounts.get(name)?;
            Some(provider.declared().resources(name, account))
        };
        let providers = self.providers.iter().filter_map(of_provider).flatten();
        providers.chain(self.keywords.iter().map(keyword)).collect()
    }
}

/// The findings that these declarations silence.
pub(super) fn silences(
    providers: &BTreeMap<Name, Declaration>,
    keywords: &[KeywordEntry],
    counterpart: Option<&dyn DeclaredCounterpart>,
) -> Silences {
    let of_providers = providers
        .iter()
        .flat_map(|(name, provider)| provider.silences(name));
    let of_keywords = keywords.iter().flat_map(|entry| {
        let address = Address::Keyword(entry.word().clone());
        let ignored = entry.ignored().iter();
        ignored.map(move |ignored| ignored.at(&address))
    });
    let of_counterpart = counterpart.into_iter().flat_map(|declared| {
        let address = Address::Counterpart {
            system: declared.system(),
            of: None,
        };
        let ignored = declared.ignored().iter();
        ignored.map(move |ignored| ignored.at(&address))
    });
    of_providers
        .chain(of_keywords)
        .chain(of_counterpart)
        .collect()
}

/// The counterpart of a declaration. Each counterpart has its key in the document.
fn counterpart(dynamics: Option<dynamics::Declaration>) -> Option<Arc<dyn DeclaredCounterpart>> {
    let declared: Arc<dyn DeclaredCounterpart> = Arc::new(dynamics?);
    Some(declared)
}

fn keyword(entry: &KeywordEntry) -> (Address, Resource) {
    let word = entry.word();
    let mut fields = Fields::from_iter([("keyword".into(), Value::text(word.as_str()))]);
    if let Some(description) = entry.description() {
        fields.insert("description", Value::text(description));
    }
    // Spelling is a field; identity ignores case.
    let key = word.as_str().to_ascii_uppercase();
    (Address::Keyword(word.clone()), Resource::keyed(key, fields))
}
