//! The accounts that the configuration declares.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::session::Session;
use crate::config::{Configuration, Loaded};
use crate::model::Name;
use crate::provider::{AccountReference, ProviderKind};

/// The accounts of the declared providers of a kind, as far as they are known, and the names of the
/// other providers.
pub(super) fn declared(
    kind: &ProviderKind,
    loaded: &Loaded,
    session: &Session,
) -> (BTreeMap<Name, String>, BTreeSet<Name>) {
    let configuration = loaded.configuration.iter();
    let providers = configuration.clone().flat_map(|one| &one.providers);
    let others = providers.filter(|(_, one)| one.declared().kind() != kind.name);
    let others: BTreeSet<Name> = others.map(|(name, _)| name.clone()).collect();
    let accounts = configuration.flat_map(Configuration::accounts);
    let accounts = accounts.filter(|(name, _)| !others.contains(name));
    let known = accounts.filter_map(|(name, reference)| {
        let id = match reference {
            AccountReference::Literal(id) => id,
            AccountReference::Variable(variable) => {
                let id = session.context.vault.variable(&variable)?;
                id.expose().trim().to_owned()
            }
        };
        Some((name.clone(), id))
    });
    (known.collect(), others)
}
