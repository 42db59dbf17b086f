//! What the numbers cost that a plan buys, by the price lists of the accounts that buy them.
//!
//! A price list that cannot be read makes prices unknown and nothing else: the plan stays complete.

use std::collections::{BTreeMap, BTreeSet};

use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::Accounts;
use super::read_failure::cause;
use crate::model::{Action, Address, Finding, FindingCode, Name, Plan, Silences};
use crate::provider::{Failure, Priced, ProviderError};

/// The numbers that one account buys, by their addresses.
type Bought = Vec<(Address, String)>;

/// Adds to a plan the price of each number that it buys, and a warning for each price list that could
/// not be read. Nothing is read if nothing is bought, nor from the accounts of `closed` providers.
pub async fn prices(
    accounts: &Accounts,
    closed: &BTreeSet<Name>,
    plan: &mut Plan,
    silences: &Silences,
) {
    let mut asking = JoinSet::new();
    for (id, bought) in by_account(accounts, closed, plan) {
        let first = bought
            .first()
            .and_then(|(address, _)| accounts.holding(address));
        let Some(account) = first.cloned() else {
            continue;
        };
        let ask = async move {
            let numbers: Vec<String> = bought.iter().map(|(_, number)| number.clone()).collect();
            let priced = account.prices(&numbers).await;
            (id, (bought, priced))
        };
        asking.spawn(ask.in_current_span());
    }
    // The process reports a task that panicked by itself; its prices stay unknown.
    let mut answers: BTreeMap<String, (Bought, Priced)> = BTreeMap::new();
    while let Some(joined) = asking.join_next().await {
        answers.extend(joined);
    }
    for (bought, priced) in answers.into_values() {
        plan.calls.reads += priced.reads;
        let provider = bought.first().and_then(|(address, _)| address.provider());
        let findings = priced.failed.iter().map(|error| unread(provider, error));
        let findings: Vec<Finding> = findings.filter_map(|one| silences.judge(one)).collect();
        plan.findings.extend(findings);
        let addresses = bought.into_iter().map(|(address, _)| address);
        plan.prices.extend(addresses.zip(priced.prices));
    }
}

/// What each account buys, by its identifier.
fn by_account(
    accounts: &Accounts,
    closed: &BTreeSet<Name>,
    plan: &Plan,
) -> BTreeMap<String, Bought> {
    let mut all: BTreeMap<String, Bought> = BTreeMap::new();
    for change in plan
        .changes
        .iter()
        .filter(|one| one.action == Action::Purchase)
    {
        let open = change
            .address
            .provider()
            .is_some_and(|name| !closed.contains(name));
        if let (true, Some(number)) = (open, &change.key) {
            let bought = all
                .entry(accounts.id_of(&change.address).to_owned())
                .or_default();
            bought.push((change.address.clone(), number.to_string()));
        }
    }
    all
}

/// The warning about a price list that could not be read.
fn unread(provider: Option<&Name>, error: &ProviderError) -> Finding {
    let code = FindingCode::PricesNotRead;
    let help = match error.failure {
        Failure::Unauthorised | Failure::Denied | Failure::ForTests => {
            "make sure that the credentials may read price lists, or look the prices up in the provider's console"
        }
        _ => cause(error).1,
    };
    Finding {
        severity: code.code().severity(),
        code: code.into(),
        address: provider.cloned().map(Address::Provider),
        key: None,
        summary: format!("the prices of numbers that the plan buys are not known: {error}"),
        help: help.to_owned(),
        blocks: false,
    }
}
