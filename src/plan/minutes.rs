//! How long the writes of a plan take where an account's requests are capped. Pure.

use std::collections::BTreeMap;

use crate::model::{Minutes, Name, Plan, RequestRate};

/// The expected duration: of each account with a cap, its writes at that rate, and of several
/// accounts the longest, because they are written side by side. `None` if no account has a cap.
/// `accounts` holds each provider's account, `rates` each account's cap.
pub fn minutes(
    plan: &Plan,
    accounts: &BTreeMap<Name, String>,
    rates: &BTreeMap<String, RequestRate>,
) -> Option<Minutes> {
    let mut writes: BTreeMap<&str, u64> = BTreeMap::new();
    if rates.is_empty() {
        return None;
    }
    for change in &plan.changes {
        let provider = change.address.provider();
        if let Some(account) = provider.and_then(|provider| accounts.get(provider)) {
            *writes.entry(account).or_default() += change.provider_calls();
        }
    }
    let of = |(account, rate): (&String, &RequestRate)| {
        let writes = writes.get(account.as_str()).copied().unwrap_or_default();
        Minutes::of(writes, *rate)
    };
    rates.iter().map(of).max()
}
