//! The declared numbers as senders, each with its group: now, or after a plan. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Address, Group, Kind, Name, Observed, State};
use crate::plan::{NumberGroups, Routers};
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

/// Declared numbers in the order of their addresses, by provider.
pub type Senders = BTreeMap<Name, Vec<(Address, Sender)>>;

/// The declared numbers, each with its group.
pub fn senders(desired: &State, observed: &Observed, routers: &Routers<'_>, when: When) -> Senders {
    let mut all = Senders::new();
    for (provider, router) in routers {
        let groups = NumberGroups::of(provider, *router, desired, observed);
        let mut shared = Shared::default();
        let mut own = Vec::new();
        let of_provider = desired
            .of(provider)
            .filter(|(address, _)| address.kind() == Kind::Number);
        for (address, number) in of_provider {
            let Some(key) = &number.key else {
                continue;
            };
            let group = match when {
                When::Now if observed.state.get(address).is_none() => continue,
                When::Now => groups.now(key),
                When::Planned { allow_detach } => groups.planned(key, allow_detach),
            };
            let sender = Sender {
                number: key.clone(),
                group: group.map(|group| shared.group(group)),
            };
            own.push((address.clone(), sender));
        }
        if !own.is_empty() {
            all.insert(provider.clone(), own);
        }
    }
    all
}

/// The groups that were copied already, by identifier and name: a group may have many senders.
#[derive(Default)]
struct Shared<'a>(BTreeMap<(Option<&'a str>, &'a str), Arc<SenderGroup>>);

impl<'a> Shared<'a> {
    fn group(&mut self, group: Group<'a>) -> Arc<SenderGroup> {
        let known = self.0.entry((group.id, group.name));
        let known = known.or_insert_with(|| {
            Arc::new(SenderGroup {
                id: group.id.map(str::to_owned),
                name: group.name.to_owned(),
                fields: group.fields.clone(),
            })
        });
        Arc::clone(known)
    }
}
