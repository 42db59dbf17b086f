//! Has each declared callback called once, as the provider would call it: the slow, asked-for part
//! of `test`.

use std::collections::BTreeMap;

use super::Accounts;
use crate::model::{Check, Name, Plan, Verdict, mask_userinfo};
use crate::provider::Callback;

/// The checks of the callbacks that a provider's numbers are to be answered by. `unsigned` says
/// why nothing can be signed here, where that is known beforehand.
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
    for callback in callbacks(provider, plan) {
        let shown = mask_userinfo(&callback.url).into_owned();
        let mut note = |id, outcome, detail: String, advice: Option<String>| {
            checks.push(Check {
                id,
                provider: provider.clone(),
                address: None,
                title: format!("The callback {shown}"),
                outcome,
                code: None,
                detail,
                advice,
                silenced: None,
            });
        };
        let probed = match unsigned {
            Some(why) => Err(why.to_owned()),
            None => account.probe(&callback).await,
        };
        match probed {
            Err(why) => note("callback", Verdict::Skipped, why, None),
            Ok(results) => {
                for one in results {
                    let outcome = if one.passed {
                        Verdict::Passed
                    } else {
                        Verdict::Failed
                    };
                    let advice = (!one.passed).then_some(one.advice);
                    note(one.id, outcome, one.detail, advice);
                }
            }
        }
    }
    checks
}

/// Each declared URL and method once, with the first number it answers for.
fn callbacks(provider: &Name, plan: &Plan) -> Vec<Callback> {
    let mut found = BTreeMap::new();
    let ours = plan
        .changes
        .iter()
        .filter(|change| change.address.provider() == Some(provider));
    for change in ours {
        let declared = change.route.as_ref().map(|route| &route.declared);
        let (Some(declared), Some(number)) = (declared, &change.key) else {
            continue;
        };
        if let Some(url) = &declared.url {
            let method = declared.method.clone().unwrap_or_else(|| "POST".to_owned());
            found
                .entry((url.clone(), method))
                .or_insert_with(|| number.clone());
        }
    }
    found
        .into_iter()
        .map(|((url, method), number)| Callback {
            url,
            method,
            number,
        })
        .collect()
}
