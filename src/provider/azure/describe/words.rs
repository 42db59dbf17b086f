//! Words of comments. Pure.

use crate::provider::azure::subscription::Role;
use crate::yaml::{DraftMap, emit, escape_vars};

/// The line that declares a URL.
pub(super) fn setting(role: Role, url: &str) -> String {
    let map = DraftMap::new().with(role.url_key(), escape_vars(url).as_ref());
    // A text is always written.
    emit(map).unwrap_or_default().trim_end().to_owned()
}

/// An event subscription that is not declared and that a declared URL would mean.
pub(super) fn taken(role: Role, name: &str) -> String {
    let (key, word) = (role.url_key(), role.word());
    format!(
        "The event subscription {name} has the name that follows from the provider's: with {key} alone, an apply would change it. To keep it as it is, declare another name, too: `subscriptions: {{ {word}: {{ name: NAME }} }}`."
    )
}

/// The events of a role, in words.
pub(super) fn events(role: Role) -> &'static str {
    match role {
        Role::Incoming => "incoming texts",
        Role::DeliveryReports => "delivery reports",
    }
}
