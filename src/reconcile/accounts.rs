//! Opened accounts: one client per account, even if several providers declare it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Address, Name, RequestRate};
use crate::provider::{
    Account, AccountReference, Declaration, Misdeclared, Settings, Vault, source_of,
};

/// The accounts of a configuration, ready to be called.
#[derive(Default)]
pub struct Accounts {
    by_id: BTreeMap<String, (Arc<dyn Account>, Vec<Name>)>,
    of_provider: BTreeMap<Name, String>,
    /// By account: the provider whose credentials open it, unless no file declares one, and a text
    /// that says where they are.
    credentials: BTreeMap<String, (Option<Name>, String)>,
}

impl Accounts {
    /// Each account with the providers that declare it, in the order of their identifiers.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<dyn Account>, &[Name])> {
        self.by_id
            .values()
            .map(|(account, providers)| (account, providers.as_slice()))
    }

    /// The account of a provider.
    pub fn of(&self, provider: &Name) -> Option<&Arc<dyn Account>> {
        self.by_id
            .get(self.of_provider.get(provider)?)
            .map(|(account, _)| account)
    }

    /// The account that an address is in.
    pub(super) fn holding(&self, address: &Address) -> Option<&Arc<dyn Account>> {
        self.of(address.provider()?)
    }

    /// Where the credentials of an account are, for a message: the provider that declares them, and
    /// their source.
    pub fn credentials(&self, id: &str) -> Option<String> {
        let (provider, found) = self.credentials.get(id)?;
        Some(match provider {
            Some(provider) => format!("providers.{provider} opens {id} with {found}"),
            None => format!("the account {id} is opened with {found}"),
        })
    }

    /// Leaves providers that no file declares out of messages, which then name the account alone.
    pub fn hide_providers(&mut self, is_undeclared: impl Fn(&Name) -> bool) {
        for (provider, _) in self.credentials.values_mut() {
            if provider.as_ref().is_some_and(&is_undeclared) {
                *provider = None;
            }
        }
    }

    /// The identifier of the account that an address is in; empty if it is in none.
    pub(super) fn id_of(&self, address: &Address) -> &str {
        let provider = address.provider();
        let id = provider.and_then(|provider| self.of_provider.get(provider));
        id.map_or("", String::as_str)
    }

    /// Each provider's account identifier.
    pub fn ids(&self) -> &BTreeMap<Name, String> {
        &self.of_provider
    }
}

/// By account: the smallest number of requests per second that a provider declares for it. All
/// declared providers are asked, opened or not, so that all runs of a configuration agree.
pub fn request_rates<'a>(
    providers: impl IntoIterator<Item = &'a Declaration>,
    vault: &dyn Vault,
) -> BTreeMap<String, RequestRate> {
    let mut rates = BTreeMap::new();
    for provider in providers {
        let declared = provider.declared();
        let Some(rate) = declared.request_rate() else {
            continue;
        };
        let id = match declared.account() {
            AccountReference::Literal(id) => id,
            AccountReference::Variable(name) => match vault.variable(&name) {
                Some(value) => value.expose().trim().to_owned(),
                // Its account cannot be opened either.
                None => continue,
            },
        };
        let smallest = rates.entry(id).or_insert(rate);
        *smallest = rate.min(*smallest);
    }
    rates
}

/// Opens every declared account. All problems with credentials are returned together, before
/// anything is sent. An account that two providers declare is opened once, with the credentials of
/// the first.
pub fn open<'a>(
    providers: impl IntoIterator<Item = (&'a Name, &'a Declaration)>,
    vault: &dyn Vault,
    settings: &Settings,
) -> Result<Accounts, Vec<(Name, Misdeclared)>> {
    let mut accounts = Accounts::default();
    let mut refused = Vec::new();
    for (name, provider) in providers {
        match provider.declared().open(vault, settings) {
            Ok(account) => {
                let id = account.id().to_owned();
                accounts.of_provider.insert(name.clone(), id.clone());
                accounts.credentials.entry(id.clone()).or_insert_with(|| {
                    let source = source_of(vault, &id, provider.declared());
                    (Some(name.clone()), source)
                });
                let (_, names) = accounts.by_id.entry(id).or_insert((account, Vec::new()));
                names.push(name.clone());
            }
            Err(problems) => {
                refused.extend(problems.into_iter().map(|problem| (name.clone(), problem)));
            }
        }
    }
    if refused.is_empty() {
        Ok(accounts)
    } else {
        Err(refused)
    }
}
