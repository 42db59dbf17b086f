//! The declared numbers as senders, each with its group: now, or after a plan. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Address, Fields, Kind, Members, Name, Observed, Router, State};
use crate::plan::Routers;
use crate::provider::{Sender, SenderGroup};

/// The time at which senders are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Now: the numbers that were read, in their present groups.
    Now,
    /// After the plan: every declared number. A number in no group joins the declared one; a number
    /// in another declared group moves only if that is allowed.
    Planned {
        /// True if a number may leave its declared group for another declared one.
        allow_detach: bool,
    },
}

/// The declared numbers by their addresses, each with its group.
pub fn senders(
    desired: &State,
    observed: &Observed,
    routers: &Routers<'_>,
    when: When,
) -> BTreeMap<Address, Sender> {
    let mut all = BTreeMap::new();
    for (provider, router) in routers {
        let now = groups_now(provider, *router, observed);
        let declared = groups_declared(provider, *router, desired, observed);
        let of_provider = desired.resources.iter().filter(|(address, _)| {
            address.kind() == Kind::Number && address.provider() == Some(provider)
        });
        for (address, number) in of_provider {
            let Some(key) = number.key.as_deref() else {
                continue;
            };
            let is = now.get(key);
            let group = match when {
                When::Now if observed.state.get(address).is_none() => continue,
                When::Now => is.map(|(group, _)| group),
                When::Planned { allow_detach } => {
                    let moves = is.is_none_or(|(_, address)| allow_detach && address.is_some());
                    let joins = declared.get(key).filter(|_| moves);
                    joins.or(is.map(|(group, _)| group))
                }
            };
            let sender = Sender {
                number: key.to_owned(),
                group: group.cloned(),
            };
            all.insert(address.clone(), sender);
        }
    }
    all
}

/// By number: its present group, and that group's address, if it is bound.
type GroupsNow<'a> = BTreeMap<&'a str, (Arc<SenderGroup>, Option<&'a Address>)>;

fn groups_now<'a>(provider: &Name, router: &dyn Router, observed: &'a Observed) -> GroupsNow<'a> {
    let same_account =
        |other: &Name| observed.accounts.get(other) == observed.accounts.get(provider);
    let bound = observed.state.resources.iter().filter(|(address, _)| {
        address.kind().is_group() && address.provider().is_some_and(same_account)
    });
    let bound = bound.map(|(address, group)| {
        let id = group.id.as_deref().unwrap_or_default();
        let name = group.key.as_deref().unwrap_or_default();
        (Some(address), id, name, &group.fields)
    });
    let loose = observed
        .unmanaged
        .iter()
        .filter(|(seen_by, object)| object.kind.is_group() && same_account(seen_by));
    let loose = loose.map(|(_, object)| {
        (
            None,
            object.id.as_str(),
            object.key.as_str(),
            &object.fields,
        )
    });
    let mut now = BTreeMap::new();
    for (address, id, name, fields) in bound.chain(loose) {
        let group = group(Some(id), name, fields);
        for member in members(router, fields) {
            now.insert(member.as_str(), (group.clone(), address));
        }
    }
    now
}

/// By number: its declared group.
fn groups_declared<'a>(
    provider: &Name,
    router: &dyn Router,
    desired: &'a State,
    observed: &Observed,
) -> BTreeMap<&'a str, Arc<SenderGroup>> {
    let nothing = Fields::new();
    let mut declared = BTreeMap::new();
    let of_provider = desired
        .resources
        .iter()
        .filter(|(address, _)| address.kind().is_group() && address.provider() == Some(provider));
    for (address, want) in of_provider {
        let seen = observed.state.get(address);
        let group = group(
            seen.and_then(|seen| seen.id.as_deref()),
            want.key.as_deref().unwrap_or(address.name()),
            seen.map_or(&nothing, |seen| &seen.fields),
        );
        for member in members(router, &want.fields) {
            declared.insert(member.as_str(), group.clone());
        }
    }
    declared
}

fn group(id: Option<&str>, name: &str, fields: &Fields) -> Arc<SenderGroup> {
    Arc::new(SenderGroup {
        id: id.map(str::to_owned),
        name: name.to_owned(),
        fields: fields.clone(),
    })
}

fn members<'a>(router: &dyn Router, fields: &'a Fields) -> impl Iterator<Item = &'a String> {
    router.members(fields).into_iter().flat_map(Members::listed)
}
