//! Where `TwiML` applications are declared.

use crate::model::{Address, Collection, Name};

/// The collection in which applications are declared.
pub const APPLICATIONS: Collection = Collection::new("applications");

/// The address of an application.
pub(super) fn application_address(provider: &Name, name: &Name) -> Address {
    Address::Group {
        collection: APPLICATIONS,
        provider: provider.clone(),
        name: name.clone(),
    }
}
