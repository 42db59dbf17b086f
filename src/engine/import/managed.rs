//! What the configuration and the registry name in the accounts of an import, so that these are read
//! as for a plan.

use std::collections::BTreeMap;

use crate::model::{Address, Fields, State};
use crate::provider::{Managed, ProviderKind};

/// The name of the field in which the registry has a provider's account, for kinds whose YAML key is
/// another one.
const ACCOUNT: &str = "account";

/// What is managed in each account, by its identifier. A provider that no state has is not there.
pub(super) fn by_account(
    kind: &ProviderKind,
    desired: &State,
    recorded: &State,
) -> BTreeMap<String, Managed> {
    let mut all = BTreeMap::new();
    if kind.router.exclusive() {
        // Its objects are the same whatever is managed.
        return all;
    }
    let providers = Managed::by_provider(desired, recorded);
    let states = [desired, recorded];
    for (provider, managed) in &providers {
        let address = Address::Provider(provider.clone());
        let known = states.iter().filter_map(|state| state.get(&address));
        let mut ids = known.filter_map(|own| account(kind, &own.fields));
        if let Some(id) = ids.next() {
            let here: &mut Managed = all.entry(id.to_owned()).or_default();
            here.add(managed);
        }
    }
    all
}

/// The account that a provider's resource names.
pub(super) fn account<'a>(kind: &ProviderKind, fields: &'a Fields) -> Option<&'a str> {
    let own = fields.get(kind.router.keys().account).as_text();
    own.or_else(|| fields.get(ACCOUNT).as_text())
}
