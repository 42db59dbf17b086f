//! Operations of earlier runs, whose end is found out before anything is planned.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::{Accounts, Event};
use crate::model::Address;
use crate::provider::Operation;
use crate::registry::OpenOperation;

/// The number of operations that are followed at the same time.
const AT_ONCE: usize = 32;

/// Waits, side by side, for these operations, which are ordered from the latest to the earliest. Of
/// several at an address the latest counts: a write began only when no earlier one was under way.
/// Returns those that have ended.
pub async fn follow(
    accounts: &Accounts,
    open: Vec<OpenOperation>,
    report: &mut (dyn FnMut(Event<'_>) + Send),
) -> Vec<OpenOperation> {
    let mut by_address: BTreeMap<Address, Vec<OpenOperation>> = BTreeMap::new();
    for one in open {
        by_address.entry(one.address.clone()).or_default().push(one);
    }
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut following = JoinSet::new();
    for (address, operations) in by_address {
        let (Some(account), Some(latest)) = (accounts.holding(&address), operations.first()) else {
            continue;
        };
        report(Event::Waiting {
            address: &address,
            run: Some(&latest.run_id),
        });
        let (account, places) = (Arc::clone(account), Arc::clone(&places));
        let operation = Operation::new(latest.operation.as_str());
        let follow = async move {
            // The semaphore is never closed.
            let _place = places.acquire().await;
            let ended = account.follow(&operation).await.is_ok();
            if ended { operations } else { Vec::new() }
        };
        following.spawn(follow.in_current_span());
    }
    let mut ended = Vec::new();
    while let Some(joined) = following.join_next().await {
        // A task without a value has panicked, which the process reports by itself; its operation
        // counts as running.
        ended.extend(joined.unwrap_or_default());
    }
    ended
}
