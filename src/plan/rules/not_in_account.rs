//! E0702: a declared resource that an edit cannot create and that is not in the account.

use super::case::Case;
use crate::model::{Finding, FindingCode, Kind, Router, Severity};

/// Returns the finding about it.
pub(in crate::plan) fn finding(case: &Case<'_>) -> Finding {
    let Case { address, terms, .. } = *case;
    let number = address.kind() == Kind::Number;
    // A group that is declared by its identifier is reported under that identifier.
    let identity = case.want.and_then(|want| {
        if number {
            want.key.as_deref()
        } else {
            want.id.as_deref()
        }
    });
    let key = identity.unwrap_or("it");
    let searched = address
        .provider()
        .and_then(|provider| case.observed.accounts.get(provider))
        .map(|accounts| accounts.join(", "))
        .unwrap_or_default();
    let help = match case.elsewhere.get(key) {
        Some(place) => format!(
            "it is in {place}: declare it under that provider, or move it there in the provider's console"
        ),
        None if !number => {
            let id = terms.keys(address).map_or("identifier", |keys| keys.id);
            format!(
                "check the {id} and the account; without a {id} it is found by its name, or created"
            )
        }
        None => {
            let hint = terms.router(address).and_then(Router::hint_on_missing);
            let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            format!(
                "check the digits and the account; an edit never buys a number. If it was given up, remove it from the configuration{hint}"
            )
        }
    };
    Finding {
        severity: Severity::Error,
        code: FindingCode::NotInAccount.into(),
        address: Some(address.clone()),
        key: terms.keys(address).map(|keys| {
            if number {
                keys.of_number(Some(key))
            } else {
                keys.id
            }
        }),
        summary: format!("{key} is not in the account (looked in {searched})"),
        help,
        blocks: false,
    }
}
