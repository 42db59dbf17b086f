//! What the configuration that an import adds to declares already.

use std::collections::BTreeMap;

use super::{ImportAccount, ImportRequest, accounts};
use crate::config::Configuration;
use crate::engine::context::OpenError;
use crate::import::declared::Declared;
use crate::import::names;
use crate::model::{Address, HttpsUrl, Name, Snapshot, State};
use crate::plan::{self, AccountListing};
use crate::provider::{AccountReference, Declaration, ProviderKind, Vault};

/// What the configuration declares.
pub(super) struct There<'a> {
    configuration: &'a Configuration,
    /// The accounts of the kind's providers, as far as they are known without a secret.
    ids: BTreeMap<Name, String>,
    desired: State,
}

/// An account to read: its declaration, and the request for it if there was one.
pub(super) type Asked<'a> = BTreeMap<Name, (Declaration, Option<&'a ImportAccount>)>;

impl<'a> There<'a> {
    /// What a configuration declares of a kind of provider.
    pub(super) fn of(
        configuration: &'a Configuration,
        kind: &ProviderKind,
        vault: &dyn Vault,
    ) -> Self {
        let providers = configuration.providers.iter();
        let own = providers.filter(|(_, provider)| provider.declared().kind() == kind.name);
        let ids: BTreeMap<Name, String> = own
            .filter_map(|(name, provider)| {
                let id = match provider.declared().account() {
                    AccountReference::Literal(id) => id,
                    AccountReference::Variable(variable) => {
                        vault.variable(&variable)?.expose().trim().to_owned()
                    }
                };
                Some((name.clone(), id))
            })
            .collect();
        // What is declared does not depend on accounts that are not known.
        let unknown = |name: &Name| (name.clone(), String::new());
        let mut all: BTreeMap<Name, String> = configuration.providers.keys().map(unknown).collect();
        all.extend(ids.clone());
        Self {
            configuration,
            desired: configuration.desired(&all),
            ids,
        }
    }

    /// The accounts to read: the requested ones, each as the configuration declares it if it does;
    /// without a request, all that it declares.
    pub(super) fn asked<'r>(&self, request: &ImportRequest<'r>) -> Result<Asked<'r>, OpenError> {
        let providers = &self.configuration.providers;
        let declaration = |name: &Name| providers.get(name).cloned();
        if request.accounts.is_empty() {
            let declared = self.ids.keys();
            let asked =
                declared.filter_map(|name| Some((name.clone(), (declaration(name)?, None))));
            return Ok(asked.collect());
        }
        let mut asked = Asked::new();
        for account in request.accounts {
            let is_it = |(name, id): &(&Name, &String)| {
                account.id.as_ref() == Some(*id)
                    && account
                        .provider
                        .as_ref()
                        .is_none_or(|wanted| wanted == *name)
            };
            let is_account = |(_, id): &(&Name, &String)| account.id.as_ref() == Some(*id);
            let found = self
                .ids
                .iter()
                .find(is_it)
                .or(self.ids.iter().find(is_account));
            if let Some((name, _)) = found
                && let Some(declaration) = declaration(name)
            {
                asked.insert(name.clone(), (declaration, Some(account)));
                continue;
            }
            let head = accounts::declaration(request.kind, account)?;
            let free = (0..)
                .map(accounts::placeholder)
                .filter_map(|name| Name::parse(&name).ok());
            let mut free = free.filter(|name| !providers.contains_key(name));
            if let Some(name) = free.find(|name| !asked.contains_key(name)) {
                asked.insert(name, (head, Some(account)));
            }
        }
        Ok(asked)
    }

    /// The declared provider of an account that was read.
    pub(super) fn provider(&self, listing: &AccountListing, asked: &Asked<'_>) -> Option<&Name> {
        let read = |name: &Name| listing.providers.contains(name) || !asked.contains_key(name);
        let mut of_account = self.ids.iter().filter(|(_, id)| **id == listing.id);
        of_account
            .find(|(name, _)| read(name))
            .map(|(name, _)| name)
    }

    /// What the configuration declares, as resources.
    pub(super) fn desired(&self) -> &State {
        &self.desired
    }

    /// The account of a declared provider as it is written, if it has another form.
    pub(super) fn written(&self, provider: &Name) -> Option<String> {
        let declaration = self.configuration.providers.get(provider)?;
        declaration.declared().written_account()
    }

    /// All providers of an account.
    pub(super) fn of_account(&self, account: &str) -> Vec<Name> {
        let of_account = self.ids.iter().filter(|(_, id)| *id == account);
        of_account.map(|(name, _)| name.clone()).collect()
    }

    /// The names that declared providers would have without the digits that tell them apart.
    pub(super) fn stems(&self) -> Vec<Name> {
        let ids = self.ids.iter();
        let stems = ids.filter_map(|(name, id)| names::stem(name, id, None));
        stems
            .filter(|stem| !self.configuration.providers.contains_key(stem))
            .collect()
    }

    /// What is declared of an account.
    pub(super) fn declared(
        &self,
        provider: &Name,
        listing: &AccountListing,
        snapshot: &Snapshot,
    ) -> Declared {
        let account = AccountListing {
            id: listing.id.clone(),
            providers: listing.providers.clone(),
            objects: listing.objects.clone(),
            ..AccountListing::default()
        };
        let observed = plan::bind(&self.desired, &snapshot.state, vec![account]);
        let declaration = self.configuration.providers.get(provider);
        let Some(declaration) = declaration.map(Declaration::declared) else {
            return Declared::default();
        };
        let mut declared = Declared::of(provider, &self.desired, &observed, declaration.router());
        declared.callback = self.callback(provider);
        declared
    }

    /// The URL that a declared provider gives to its numbers.
    fn callback(&self, provider: &Name) -> Option<(HttpsUrl, String)> {
        let resource = self.desired.get(&Address::Provider(provider.clone()))?;
        let url = HttpsUrl::parse(resource.fields.get("callback_url").as_text()?).ok()?;
        let method = resource.fields.get("callback_method").as_text();
        Some((url, method.unwrap_or("POST").to_owned()))
    }
}
