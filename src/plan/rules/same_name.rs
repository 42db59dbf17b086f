//! W0766: groups that share the name of a group of ours. A request that was sent twice may have
//! created both. Our group is found by its recorded identifier. Without a record, nothing would say
//! which group is meant.

use super::case::Case;
use crate::model::{Address, Finding, FindingCode, Keys, Observed, Severity, State};
use crate::plan::Routers;
use crate::plan::terms::keys;

/// Returns the finding about a group whose name other groups of its account share.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    shared(
        case.address,
        case.desired,
        case.observed,
        &case.terms.routers,
    )
}

/// Returns the finding about groups with the same name in the same account, if there are any. A
/// group that is declared by its identifier is not identified by its name.
pub(in crate::plan) fn shared(
    address: &Address,
    desired: &State,
    observed: &Observed,
    routers: &Routers<'_>,
) -> Option<Finding> {
    if !address.kind().is_found_by_name() {
        return None;
    }
    let ours = observed.state.get(address)?;
    if desired.get(address).is_some_and(|want| want.id.is_some()) {
        return None;
    }
    let accounts = |provider| observed.accounts.get(provider).into_iter().flatten();
    let own: Vec<&String> = address.provider().into_iter().flat_map(accounts).collect();
    let others: Vec<&str> = observed
        .unmanaged
        .iter()
        .filter(|(_, other)| other.kind == address.kind() && Some(&other.key) == ours.key.as_ref())
        .filter(|(seen_by, _)| accounts(seen_by).any(|account| own.contains(&account)))
        .map(|(_, other)| other.id.as_str())
        .collect();
    let (name, id) = (ours.key.as_deref()?, ours.id.as_deref()?);
    let keys = keys(routers, address);
    (!others.is_empty()).then(|| {
        let all = [&[id], others.as_slice()].concat();
        namesakes(address, name, Some(id), &all, keys)
    })
}

/// Returns the finding about a name that several groups have. `used` is the identifier of the group
/// that is meant here, where that is known.
pub fn namesakes(
    address: &Address,
    name: &str,
    used: Option<&str>,
    all: &[&str],
    keys: Option<&'static Keys>,
) -> Finding {
    let mut all = all.to_vec();
    all.sort_unstable();
    let used = used.map_or_else(String::new, |id| {
        format!("; {id} is the one that is used here")
    });
    Finding {
        severity: Severity::Warning,
        code: FindingCode::Namesakes.into(),
        address: Some(address.clone()),
        key: keys.map(|keys| keys.name),
        summary: format!(
            "several {}s are called {name}: {}{used}",
            address.kind(),
            all.join(", ")
        ),
        help: format!(
            "it may have been created twice: make sure that nothing uses the other one and delete that in the provider's console, or declare the `{}` of the one that is meant",
            keys.map_or("id", |keys| keys.id)
        ),
        blocks: false,
    }
}
