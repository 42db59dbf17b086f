//! Numbers that were seen in an account under no address.

use std::collections::BTreeMap;

use crate::model::{Kind, Observed};

/// Phone numbers seen in some account under no address, so that a number declared under the
/// wrong provider can be told where it is.
pub(super) fn found_elsewhere(observed: &Observed) -> BTreeMap<String, String> {
    let place = |provider| {
        let accounts = observed
            .accounts
            .get(provider)
            .map(|ids| ids.join(", "))
            .unwrap_or_default();
        format!("{accounts}, the account of providers.{provider}")
    };
    observed
        .unmanaged
        .iter()
        .filter(|(_, object)| object.kind == Kind::Number)
        .map(|(provider, object)| (object.key.clone(), place(provider)))
        .collect()
}
