//! Asks each account what `test` wants to know beyond a plan: whether it may be used, and which
//! of its declared numbers carriers let send. Reads only.

use std::collections::BTreeMap;

use tokio::task::JoinSet;

use super::Accounts;
use crate::model::{Kind, Name, Observed, State};
use crate::plan::Routers;
use crate::provider::{Gate, ProviderError, Sender, Standing};

/// What one account answered.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Whether it may be used.
    pub standing: Result<Standing, ProviderError>,
    /// Which of the asked numbers may send.
    pub gates: Result<Vec<Gate>, ProviderError>,
}

/// Asks the accounts of these providers, side by side; an account that two of them declare is
/// asked once for each.
pub async fn survey(
    accounts: &Accounts,
    providers: &[Name],
    desired: &State,
    observed: &Observed,
    routers: &Routers<'_>,
) -> BTreeMap<Name, Survey> {
    let mut asked = JoinSet::new();
    for provider in providers {
        let Some(account) = accounts.of(provider).cloned() else {
            continue;
        };
        let senders = senders(provider, desired, observed, routers);
        let provider = provider.clone();
        asked.spawn(async move {
            let standing = account.standing().await;
            let gates = account.gates(&senders).await;
            (provider, Survey { standing, gates })
        });
    }
    let mut found = BTreeMap::new();
    while let Some(joined) = asked.join_next().await {
        // Without a value a task has panicked; its provider is then told as not asked.
        found.extend(joined);
    }
    found
}

/// The provider's declared numbers that are in its account, each with the group it is in.
fn senders(
    provider: &Name,
    desired: &State,
    observed: &Observed,
    routers: &Routers<'_>,
) -> Vec<Sender> {
    let Some(router) = routers.get(provider) else {
        return Vec::new();
    };
    let same_account =
        |other: &Name| observed.accounts.get(other) == observed.accounts.get(provider);
    let bound = observed
        .state
        .resources
        .iter()
        .filter(|(address, _)| {
            address.kind() == Kind::MessagingService && address.provider().is_some_and(same_account)
        })
        .map(|(_, group)| (group.key.as_deref().unwrap_or_default(), &group.fields));
    let loose = observed
        .unmanaged
        .iter()
        .filter(|(seen_by, object)| object.kind == Kind::MessagingService && same_account(seen_by))
        .map(|(_, object)| (object.key.as_str(), &object.fields));
    let groups: Vec<_> = bound.chain(loose).collect();
    let declared = desired.resources.iter().filter(|(address, _)| {
        address.kind() == Kind::Number
            && address.provider() == Some(provider)
            && observed.state.get(address).is_some()
    });
    declared
        .filter_map(|(_, number)| number.key.clone())
        .map(|number| {
            let holds = |fields| {
                router
                    .members(fields)
                    .is_some_and(|all| all.contains(&number))
            };
            let group = groups.iter().find(|(_, fields)| holds(fields));
            Sender {
                group: group.map(|(name, fields)| ((*name).to_owned(), (*fields).clone())),
                number,
            }
        })
        .collect()
}
