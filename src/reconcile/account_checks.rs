//! The questions of `test` beyond a plan: whether each account may be used, and which of its
//! declared numbers carriers let send. Reads only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::Accounts;
use super::senders::{When, senders};
use super::takers::takers;
use crate::model::{Name, Observed, State, Takers};
use crate::plan::Routers;
use crate::provider::{AccountStatus, Gated, ProviderError, Sender};

/// The answers of one account.
#[derive(Debug, Clone)]
pub struct AccountChecks {
    /// The account's status.
    pub standing: Result<AccountStatus, ProviderError>,
    /// Which of its numbers may send, as far as that was answered.
    pub gated: Gated,
    /// What may take texts first; `None` if the account has no such list, or no declared number.
    pub takers: Option<Arc<Takers>>,
}

/// Asks the accounts of these providers side by side, once for each provider.
pub async fn account_checks(
    accounts: &Accounts,
    providers: &[Name],
    desired: &State,
    observed: &Observed,
    routers: &Routers<'_>,
) -> BTreeMap<Name, AccountChecks> {
    let mut senders = senders(desired, observed, routers, When::Now);
    senders.retain(|provider, _| providers.contains(provider));
    let with_numbers: BTreeSet<Name> = senders.keys().cloned().collect();
    let mut asked = JoinSet::new();
    for provider in providers {
        let Some(account) = accounts.of(provider).cloned() else {
            continue;
        };
        let own = senders.remove(provider).unwrap_or_default();
        let senders: Vec<Sender> = own.into_iter().map(|(_, sender)| sender).collect();
        let provider = provider.clone();
        let ask = async move {
            let (standing, _) = account.status().await;
            let gated = account.gates(&senders).await;
            let takers = None;
            let checks = AccountChecks {
                standing,
                gated,
                takers,
            };
            (provider, checks)
        };
        asked.spawn(ask.in_current_span());
    }
    let mut taken = takers(accounts, &with_numbers).await;
    let mut found: BTreeMap<Name, AccountChecks> = BTreeMap::new();
    while let Some(joined) = asked.join_next().await {
        // A task without a value has panicked; its provider is reported as not asked.
        found.extend(joined);
    }
    for (provider, checks) in &mut found {
        checks.takers = taken.remove(provider);
    }
    found
}
