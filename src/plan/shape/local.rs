//! Fields that exist in the registry only: their recorded values count as observed.

use std::borrow::Cow;

use crate::model::{Address, Observed, State};
use crate::plan::Routers;

/// Returns what was observed, with the recorded values of local fields added.
pub(in crate::plan) fn with_local_fields<'a>(
    observed: &'a Observed,
    recorded: &State,
    routers: &Routers<'_>,
) -> Cow<'a, Observed> {
    let any = recorded
        .resources
        .keys()
        .any(|address| !local_fields(address, routers).is_empty());
    if !any {
        return Cow::Borrowed(observed);
    }
    let mut known = observed.clone();
    add_local_fields(&mut known, recorded, routers);
    Cow::Owned(known)
}

/// Adds the recorded values of local fields to what was observed.
pub(in crate::plan) fn add_local_fields(
    observed: &mut Observed,
    recorded: &State,
    routers: &Routers<'_>,
) {
    for (address, have) in &recorded.resources {
        for field in local_fields(address, routers) {
            let seen = observed.state.resources.get_mut(address);
            if let (Some(seen), Some(value)) = (seen, have.fields.find(field)) {
                seen.fields.insert(*field, value.clone());
            }
        }
    }
}

fn local_fields(address: &Address, routers: &Routers<'_>) -> &'static [&'static str] {
    let router = address.provider().and_then(|name| routers.get(name));
    router.map_or(&[], |router| router.local_fields(address.kind()))
}
