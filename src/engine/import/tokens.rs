//! The tokens of an import's accounts, in memory only.

use std::collections::BTreeMap;

use super::ImportAccount;
use crate::model::{Secret, SecretReference};
use crate::provider::{AccountKey, Vault};

/// A vault that also opens accounts with tokens that no variable holds yet.
pub(super) struct Tokens<'a> {
    inner: &'a dyn Vault,
    tokens: BTreeMap<&'a str, &'a Secret>,
}

impl<'a> Tokens<'a> {
    /// A vault that also has the tokens of these accounts.
    pub(super) fn of(inner: &'a dyn Vault, accounts: &'a [ImportAccount]) -> Self {
        let tokens = accounts.iter().filter_map(|account| {
            let id = account.id.as_deref()?;
            Some((id, account.token.as_ref()?))
        });
        Self {
            inner,
            tokens: tokens.collect(),
        }
    }
}

impl Vault for Tokens<'_> {
    fn variable(&self, name: &str) -> Option<Secret> {
        self.inner.variable(name)
    }

    fn resolve(&self, reference: &SecretReference) -> Result<Secret, String> {
        self.inner.resolve(reference)
    }

    fn key_of(&self, account: &str) -> Option<AccountKey> {
        self.inner.key_of(account)
    }

    fn token_of(&self, account: &str) -> Option<Secret> {
        let own = self.tokens.get(account).map(|token| (*token).clone());
        own.or_else(|| self.inner.token_of(account))
    }

    fn source_of_token(&self, account: &str) -> Option<String> {
        let own = self.tokens.contains_key(account);
        let own = own.then(|| "the auth token from the list of accounts".to_owned());
        own.or_else(|| self.inner.source_of_token(account))
    }
}
