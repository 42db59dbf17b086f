//! Numbers that were seen in an account under no address.

use std::collections::BTreeMap;

use crate::model::{Kind, Observed};

/// Returns the phone numbers that were seen in some account under no address. With them, a finding
/// about a number declared under the wrong provider can say where the number is.
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
        .map(|(provider, object)| (object.key.to_string(), place(provider)))
        .collect()
}
