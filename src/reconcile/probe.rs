//! Calls each declared callback once, as the provider would: the slow part of `test`, which runs
//! only on request.

use std::collections::BTreeMap;

use super::Accounts;
use crate::model::{Check, Name, Plan, Text, Verdict, mask_userinfo};
use crate::provider::{Account, Callback, Probed};

/// The checks of the callbacks that are declared for a provider's numbers. `unsigned` is the reason
/// why nothing can be signed, if that is known beforehand.
pub async fn probe(
    accounts: &Accounts,
    provider: &Name,
    plan: &Plan,
    unsigned: Option<&str>,
) -> Vec<Check> {
    let Some(account) = accounts.of(provider) else {
        return Vec::new();
    };
    let mut checks = Vec::new();
    for callback in callbacks(account.as_ref(), provider, plan) {
        let probed = match unsigned {
            Some(why) => Err(why.to_owned()),
            None => account.probe(&callback).await,
        };
        let probed = probed.unwrap_or_else(|why| vec![unprobed(&callback, &why)]);
        checks.extend(probed.into_iter().map(|one| Check {
            id: one.id,
            provider: provider.clone(),
            address: None,
            title: one.title,
            outcome: one.outcome,
            code: one.code,
            detail: one.detail,
            advice: (!one.advice.is_empty()).then_some(one.advice),
            silenced: None,
        }));
    }
    checks
}

/// The check of a callback that is not called, with the reason.
fn unprobed(callback: &Callback, why: &str) -> Probed {
    let (method, url) = (&callback.method, mask_userinfo(&callback.url));
    let probed = Probed {
        id: "callback",
        title: format!("The callback {method} {url}"),
        outcome: Verdict::Skipped,
        code: None,
        detail: String::new(),
        advice: String::new(),
    };
    probed.skipped(why)
}

/// Each declared URL and method once, with the first number that it answers for.
fn callbacks(account: &dyn Account, provider: &Name, plan: &Plan) -> Vec<Callback> {
    let mut found = BTreeMap::new();
    let ours = plan
        .changes
        .iter()
        .filter(|change| change.address.provider() == Some(provider));
    for change in ours {
        let fields = change.after.as_ref();
        let own = fields.and_then(|fields| account.own_callback(change.address.kind(), fields));
        if let Some(url) = own {
            let place = (Text::new(url), Text::new_static("POST"));
            found
                .entry(place)
                .or_insert_with(|| change.key.clone().unwrap_or_default());
        }
        let declared = change.route.as_ref().map(|route| &route.declared);
        let (Some(declared), Some(number)) = (declared, &change.key) else {
            continue;
        };
        if let Some(url) = &declared.url {
            let method = declared.method.clone().unwrap_or_else(|| "POST".into());
            found
                .entry((url.clone(), method))
                .or_insert_with(|| number.clone());
        }
    }
    found
        .into_iter()
        .map(|((url, method), number)| Callback {
            url: url.into(),
            method: method.into(),
            number,
        })
        .collect()
}
