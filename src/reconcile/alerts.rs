//! Reads the accounts' own alerts side by side.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::Accounts;
use crate::model::{Alert, Name};
use crate::provider::AlertQuery;

/// The number of accounts that are asked at the same time.
const AT_ONCE: usize = 16;
/// The most HTTP requests per account.
const MOST: u64 = 50;

/// The alerts of several accounts.
#[derive(Debug, Default)]
pub struct Alerts {
    /// The alerts, each with a provider whose account reports it, in a stable order.
    pub alerts: Vec<(Name, Alert)>,
    /// Providers whose kind has no alerts.
    pub without: BTreeSet<Name>,
    /// Why some could not be read, in clauses without secrets. The absence of an alert means nothing
    /// then.
    pub failed: Vec<String>,
}

/// The alerts since a time of these providers' accounts. An account of several providers is asked
/// once.
pub async fn alerts(accounts: &Accounts, providers: &BTreeSet<Name>, since: Timestamp) -> Alerts {
    let mut found = Alerts::default();
    let mut reading = JoinSet::new();
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut asked = 0;
    for (account, names) in accounts.iter() {
        let own: Vec<Name> = names
            .iter()
            .filter(|name| providers.contains(*name))
            .cloned()
            .collect();
        if own.is_empty() {
            continue;
        }
        asked += 1;
        let (account, places) = (Arc::clone(account), Arc::clone(&places));
        let read = async move {
            // The semaphore is never closed.
            let _place = places.acquire().await;
            let query = AlertQuery { since, reads: MOST };
            let answer = match account.alerts(&query) {
                Some(asked) => Some(asked.await),
                None => None,
            };
            (account.id().to_owned(), own, answer)
        };
        reading.spawn(read.in_current_span());
    }
    while let Some(joined) = reading.join_next().await {
        // A task without a value has panicked, which the process reports by itself.
        let Ok((id, own, answer)) = joined else {
            continue;
        };
        asked -= 1;
        let Some(log) = answer else {
            found.without.extend(own);
            continue;
        };
        match log.failed {
            Some(error) => found.failed.push(error.to_string()),
            None if log.cut => found
                .failed
                .push(format!("{id} has more alerts than are read at a time")),
            None => {}
        }
        if let Some(first) = own.first() {
            let alerts = log.alerts.into_iter();
            found.alerts.extend(alerts.map(|one| (first.clone(), one)));
        }
    }
    if asked > 0 {
        found.failed.push("an account gave no answer".to_owned());
    }
    found.alerts.sort();
    found.failed.sort();
    found
}
