//! E0727: one object that is declared under two addresses. Each address would overwrite the other,
//! or create the same object twice. So only the first address in order is planned.
//!
//! If both providers name their account literally, validation finds this without reading anything.
//! This rule finds it when the accounts turn out to be the same.

use super::case::Case;
use crate::model::{Address, Finding, FindingCode, Observed, Resource, Severity, State};

/// Returns the finding about a declared group that another address already declares.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let Case {
        address,
        observed,
        terms,
        ..
    } = *case;
    if !address.kind().is_found_by_name() {
        return None;
    }
    let want = case.want?;
    let first = observed
        .claimed
        .get(address)
        .or_else(|| made_twice(want, address, case.desired, observed))?;
    let account = observed.accounts.get(address.provider()?);
    let account = account.map(|ids| ids.join(", ")).unwrap_or_default();
    Some(Finding {
        severity: Severity::Error,
        code: FindingCode::GroupOfTwoProviders.into(),
        address: Some(address.clone()),
        key: terms.keys(address).map(|keys| {
            if want.id.is_some() {
                keys.id
            } else {
                keys.name
            }
        }),
        summary: format!(
            "this is the same {} as {first}, in the account {account}",
            address.kind()
        ),
        help: format!(
            "keep one of the two: each would undo what the other sets. If they are two groups, give one of them another name, or its {}",
            terms.keys(address).map_or("identifier", |keys| keys.id)
        ),
        blocks: true,
    })
}

/// Returns the other address that would create a group of this name in the same account.
fn made_twice<'a>(
    want: &Resource,
    address: &Address,
    desired: &'a State,
    observed: &Observed,
) -> Option<&'a Address> {
    if want.id.is_some() || observed.state.get(address).is_some() {
        return None;
    }
    let account = observed.accounts.get(address.provider()?)?;
    let same = |(other, theirs): &(&Address, &Resource)| {
        let provider = other.provider();
        *other < address
            && other.kind() == address.kind()
            && theirs.id.is_none()
            && theirs.key.is_some()
            && theirs.key == want.key
            && provider.is_some_and(|provider| observed.accounts.get(provider) == Some(account))
    };
    let mut others = desired.resources.iter();
    others.find(same).map(|(other, _)| other)
}
