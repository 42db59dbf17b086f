//! Where an account's credentials come from.

use crate::model::{Secret, SecretReference};

/// Where secrets and settings of the process are found. Handed in, so that the pure half needs
/// no environment.
pub trait Vault: Send + Sync {
    /// An environment variable; empty counts as unset.
    fn variable(&self, name: &str) -> Option<Secret>;

    /// What a reference stands for. The error says why not, without any secret.
    fn resolve(&self, reference: &SecretReference) -> Result<Secret, String>;

    /// The token that opens an account of a local stand-in. Declared credentials are then not
    /// looked at.
    fn stand_in_token(&self, _account: &str) -> Option<Secret> {
        None
    }
}
