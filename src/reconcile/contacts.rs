//! The first contact with accounts, side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::read_failure::cause;
use crate::model::Name;
use crate::provider::{Account, Contact, ProviderError};

/// The contact with each provider's account. A provider whose task died is left out.
pub async fn contacts(
    accounts: &BTreeMap<Name, Arc<dyn Account>>,
) -> BTreeMap<Name, Result<Contact, ProviderError>> {
    let mut calls = JoinSet::new();
    for (name, account) in accounts {
        let (name, account) = (name.clone(), account.clone());
        let call = async move { (name, account.contact().await) };
        calls.spawn(call.in_current_span());
    }
    let mut found = BTreeMap::new();
    while let Some(joined) = calls.join_next().await {
        found.extend(joined);
    }
    found
}

/// What to do about a failed request.
pub fn advice(error: &ProviderError) -> &'static str {
    cause(error).1
}
