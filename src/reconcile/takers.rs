//! Asks accounts what may take texts before the handler in a number's settings, once per account.
//! The findings change neither the planned changes nor an exit code; a list that cannot be read is
//! reported as not checked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::Accounts;
use super::read_failure::cause;
use crate::model::{Address, Finding, FindingCode, Keys, Name, Silences, Takers, Text, Unlooked};
use crate::provider::{Failure, ProviderError, TakersAsked};

/// The takers of each provider's account; providers of one account share the list. Providers whose
/// account has no such list are left out.
pub async fn takers(
    accounts: &Accounts,
    providers: &BTreeSet<Name>,
) -> BTreeMap<Name, Arc<Takers>> {
    let mut asking = JoinSet::new();
    for (account, names) in accounts.iter() {
        let names: Vec<Name> = names
            .iter()
            .filter(|name| providers.contains(*name))
            .cloned()
            .collect();
        if names.is_empty() {
            continue;
        }
        let account = account.clone();
        let ask = async move { (names, account.takers().await) };
        asking.spawn(ask.in_current_span());
    }
    let mut all = BTreeMap::new();
    // A task without a value has panicked, which the process reports by itself.
    while let Some(Ok((names, asked))) = asking.join_next().await {
        let Some(takers) = known(asked) else { continue };
        let takers = Arc::new(takers);
        all.extend(names.into_iter().map(|name| (name, takers.clone())));
    }
    all
}

/// The answered list; `None` if the account has none.
pub(super) fn known(asked: TakersAsked) -> Option<Takers> {
    (!asked.place.is_empty()).then(|| Takers {
        place: asked.place,
        found: asked.found,
        unread: asked.failed.map(|error| Unlooked {
            code: FindingCode::TakersNotRead.into(),
            why: error.to_string(),
            help: advice(&error),
        }),
    })
}

/// What to do about a list that was not read. The same credentials read the account's other lists.
fn advice(error: &ProviderError) -> &'static str {
    match error.failure {
        Failure::Unauthorised | Failure::ForTests => {
            "make sure that the credentials may read this list too, or look in the provider's console"
        }
        _ => cause(error).1,
    }
}

/// The findings of a plan: one for each declared number whose texts may be taken, and one for a
/// list that was not read.
pub(super) fn findings(
    takers: &Takers,
    providers: &[Name],
    declared: &BTreeMap<Address, Text>,
    keys: &Keys,
    silences: &Silences,
) -> Vec<Finding> {
    let mut all = Vec::new();
    if let (Some(unlooked), Some(provider)) = (&takers.unread, providers.first()) {
        all.push(Finding {
            severity: unlooked.code.severity(),
            code: unlooked.code,
            address: Some(Address::Provider(provider.clone())),
            key: None,
            summary: format!(
                "whether {} takes texts first was not checked: {}",
                takers.place, unlooked.why
            ),
            help: unlooked.help.to_owned(),
            blocks: false,
        });
    }
    for (address, number) in declared {
        all.extend(takers.of(number).map(|taker| Finding {
            severity: taker.code.severity(),
            code: taker.code,
            address: Some(address.clone()),
            key: Some(keys.of_number(Some(number))),
            summary: taker.summary.clone(),
            help: taker.help.to_owned(),
            blocks: false,
        }));
    }
    all.retain(|finding| !silences.hide(finding.code, finding.address.as_ref()));
    all
}
