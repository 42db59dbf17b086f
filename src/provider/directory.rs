//! What an account says about itself and about the accounts below it.

use super::{Pending, ProviderError};
use crate::model::Secret;

/// An account in a list of accounts.
#[derive(Debug, Clone)]
pub struct ListedAccount {
    /// Its identifier.
    pub id: String,
    /// What people call it.
    pub label: Option<String>,
    /// Why it is not in use, in the provider's word; `None` if it is.
    pub inactive: Option<String>,
    /// Its token, if the list shows it.
    pub token: Option<Secret>,
}

/// The calls about accounts as such.
pub trait Directory: Send + Sync {
    /// What people call the account; `None` if it has no name, or these credentials do not show it.
    fn label(&self) -> Pending<'_, Option<String>> {
        Box::pin(async { None })
    }

    /// The accounts below this one, in the order of their identifiers.
    fn below(&self) -> Pending<'_, Result<Vec<ListedAccount>, ProviderError>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}
