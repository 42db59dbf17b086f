//! Resources that other projects and environments of the same registry own. A number or a group
//! serves one of them. A plan does not change the resources of another one (E0701), and does not
//! reroute its numbers (E0771).

use std::collections::BTreeMap;

use super::case::Case;
use super::planned::Planned;
use crate::model::{
    Address, Fields, Finding, FindingCode, Group, GroupElsewhere, Kind, Members, Observed,
    Resource, Scope, Severity, Sight, Snapshot,
};
use crate::plan::Terms;
use crate::plan::shape::links::numbers_naming;

/// Returns the finding about a declared resource that another project or environment owns.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let Case {
        address,
        recorded,
        observed,
        terms,
        ..
    } = *case;
    let want = case.want?;
    match address.kind() {
        Kind::Number => number(want.key.as_deref()?, address, recorded, terms),
        Kind::Handler(_) | Kind::Group(_) => group(want, address, recorded, observed, terms),
        Kind::Provider | Kind::Keyword | Kind::Counterpart(..) => None,
    }
}

fn number(key: &str, address: &Address, recorded: &Snapshot, terms: &Terms<'_>) -> Option<Finding> {
    let owner = recorded.owned_elsewhere.get(key)?;
    Some(Finding {
        key: terms.keys(address).map(|keys| keys.of_number(Some(key))),
        ..owned(
            address,
            format!("{key} belongs to {owner} in this registry"),
            "a number serves one project and environment: remove it there and apply, then declare it here",
        )
    })
}

/// Returns the finding about a group. A group is identified by its identifier. A group that is not
/// created yet would be a second one beside the owner's group, or both would create it, so its name
/// in the account decides.
fn group(
    want: &Resource,
    address: &Address,
    recorded: &Snapshot,
    observed: &Observed,
    terms: &Terms<'_>,
) -> Option<Finding> {
    let kind = address.kind();
    let seen = observed.state.get(address);
    let id = want
        .id
        .as_ref()
        .or_else(|| seen.and_then(|seen| seen.id.as_ref()));
    let account = address
        .provider()
        .and_then(|provider| observed.accounts.get(provider));
    let is_it = |group: &&GroupElsewhere| {
        if group.address.kind() != kind {
            return false;
        }
        if id.is_some() {
            return group.id.as_ref() == id;
        }
        let same_name = want.key.is_some() && group.key == want.key;
        let mut looked_in = account.into_iter().flatten();
        same_name && looked_in.any(|account| group.account.as_ref() == Some(account))
    };
    // The object that could not be read may be there.
    if id.is_none() && matches!(observed.sight(address), Sight::Unread) {
        return None;
    }
    let owned_by = recorded.groups_elsewhere.iter().find(is_it)?;
    let name = want.key.as_deref().or(owned_by.key.as_deref());
    let called = match (name, id) {
        (Some(name), Some(id)) => format!("{name} ({id})"),
        (Some(name), None) => name.to_owned(),
        (None, Some(id)) => id.to_string(),
        (None, None) => address.name().to_owned(),
    };
    Some(Finding {
        key: terms.keys(address).map(|keys| {
            if want.id.is_some() {
                keys.id
            } else {
                keys.name
            }
        }),
        ..owned(
            address,
            format!(
                "the {kind} {called} belongs to {} in this registry, as {}",
                owned_by.owner, owned_by.address
            ),
            &format!(
                "{} serves one project and environment: remove it there and apply, then declare it here; or declare another one here",
                kind.with_article()
            ),
        )
    })
}

fn owned(address: &Address, summary: String, help: &str) -> Finding {
    Finding {
        severity: Severity::Error,
        code: FindingCode::OwnedElsewhere.into(),
        address: Some(address.clone()),
        key: None,
        summary,
        help: help.to_owned(),
        blocks: true,
    }
}

/// Returns the findings about a group or handler whose change would reroute numbers of other owners,
/// one for each owner.
pub(super) fn rerouted(planned: &Planned<'_>) -> Vec<Finding> {
    let change = planned.change;
    let others = &planned.recorded.owned_elsewhere;
    if others.is_empty()
        || !change.address.kind().is_found_by_name()
        || !change.writes_to_provider()
    {
        return Vec::new();
    }
    let finding = |(owner, numbers): (&Scope, Vec<&str>)| {
        let (them, belong) = match numbers.as_slice() {
            [_] => ("it", "belongs"),
            _ => ("them", "belong"),
        };
        let numbers = numbers.join(", ");
        Finding {
            code: FindingCode::ReroutesForeignNumbers.into(),
            ..owned(
                &change.address,
                format!(
                    "this change reroutes texts to {numbers}, which {belong} to {owner} in this registry"
                ),
                &format!(
                    "a number serves one project and environment: take {them} out of this {} in the provider's console, or remove {them} there, apply, and declare {them} here",
                    change.address.kind()
                ),
            )
        }
    };
    theirs(planned).into_iter().map(finding).collect()
}

/// Returns the numbers of other owners that a change to a group or handler reroutes, by owner.
fn theirs<'a>(planned: &Planned<'a>) -> BTreeMap<&'a Scope, Vec<&'a str>> {
    let Planned {
        change,
        recorded,
        observed,
        terms,
        ..
    } = *planned;
    let mut found: BTreeMap<&Scope, Vec<&str>> = BTreeMap::new();
    let router = terms.router(&change.address);
    let (Some(router), Some(seen)) = (router, observed.state.get(&change.address)) else {
        return found;
    };
    let kind = change.address.kind();
    if !change
        .fields
        .iter()
        .any(|field| router.is_route(kind, &field.field))
    {
        return found;
    }
    let mut then = seen.fields.clone();
    for (field, value) in change.after.iter().flat_map(Fields::iter) {
        then.insert(field.clone(), value.clone());
    }
    if let (Kind::Handler(collection), Some(id)) = (kind, seen.id.as_deref()) {
        for number in numbers_naming(router, collection, id, observed) {
            if let Some(owner) = recorded.owned_elsewhere.get(number) {
                found.entry(owner).or_default().push(number);
            }
        }
        return found;
    }
    // Whether the group decides depends on the group alone.
    let answers = |fields: &Fields| {
        let group = Group {
            id: seen.id.as_deref(),
            name: "",
            fields,
        };
        let route = router.route(&Fields::new(), Some(group));
        route.decider.is_some() && route.decider == seen.id
    };
    if !answers(&seen.fields) && !answers(&then) {
        return found;
    }
    for member in router
        .members(&seen.fields)
        .into_iter()
        .flat_map(Members::listed)
    {
        if let Some(owner) = recorded.owned_elsewhere.get(member) {
            found.entry(owner).or_default().push(member);
        }
    }
    found
}
