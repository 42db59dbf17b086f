//! Where an account's credentials come from.

use std::collections::BTreeMap;

use super::Declared;
use crate::model::{Secret, SecretReference};

/// Where secrets and settings of the process are found. It is passed in, so that the pure half
/// needs no environment.
pub trait Vault: Send + Sync {
    /// The value of an environment variable; an empty one counts as unset.
    fn variable(&self, name: &str) -> Option<Secret>;

    /// The secret that a reference names. The error says why it was not found, without any secret.
    fn resolve(&self, reference: &SecretReference) -> Result<Secret, String>;

    /// The key that opens an account in place of what is declared for it and of the environment.
    fn key_of(&self, _account: &str) -> Option<AccountKey> {
        None
    }

    /// The token that opens an account in place of what is declared for it and of the environment:
    /// that of a local stand-in, or one from the list of accounts.
    fn token_of(&self, _account: &str) -> Option<Secret> {
        None
    }

    /// Where the token of [`Self::token_of`] comes from, in words, if messages must say so.
    fn source_of_token(&self, _account: &str) -> Option<String> {
        None
    }
}

/// An API key that opens an account, whatever is declared for it.
#[derive(Debug, Clone)]
pub struct AccountKey {
    /// Where it comes from, in words.
    pub source: String,
    /// The key's identifier.
    pub key: Secret,
    /// Its secret.
    pub secret: Secret,
    /// The region and the edge that it belongs to, if they are not declared.
    pub place: Option<(String, String)>,
}

/// Says where the credentials of an account come from: the key or token that replaces them, else
/// what is declared.
pub(crate) fn source_of(vault: &dyn Vault, account: &str, declared: &dyn Declared) -> String {
    let replaced = vault.key_of(account).map(|key| key.source);
    replaced
        .or_else(|| vault.source_of_token(account))
        .unwrap_or_else(|| declared.credentials())
}

/// Fixed values under the names of environment variables; files and commands hold no secret.
impl Vault for BTreeMap<String, Secret> {
    fn variable(&self, name: &str) -> Option<Secret> {
        self.get(name).cloned()
    }

    fn resolve(&self, reference: &SecretReference) -> Result<Secret, String> {
        match reference {
            SecretReference::Env(name) => self.variable(name),
            SecretReference::File(_) | SecretReference::Command(_) => None,
        }
        .ok_or_else(|| "no value is given for it".to_owned())
    }
}
