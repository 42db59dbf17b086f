//! One account of an import as the provider that declares it, for a new file and for one that is
//! there.

use std::collections::{BTreeMap, BTreeSet};

use super::{ImportAccount, ImportRequest, accounts};
use crate::import::account::{self, Account};
use crate::import::declared::Declared;
use crate::import::hints::Hint;
use crate::model::{Address, Name, Object};
use crate::provider::AccountKeys;

/// A provider in YAML, and what the summary says about it.
pub(super) struct Describing {
    pub(super) provider: account::Provider,
    /// The variable that YAML names for the account's token.
    pub(super) token_variable: Option<String>,
    /// The numbers whose URL is not the account's, because a source wants another.
    pub(super) wanted: BTreeSet<Address>,
}

impl Describing {
    /// Describes the account with this identifier. `declared` is what a file has of it already.
    pub(super) fn of(
        request: &ImportRequest<'_>,
        asked: Option<&ImportAccount>,
        (id, name, description): (&str, &Name, Option<&str>),
        objects: &[&Object],
        hints: &BTreeMap<String, Hint>,
        declared: Option<&Declared>,
    ) -> Self {
        let own_variable = declared.is_none() && asked.is_some_and(|asked| asked.own_variable);
        let token_variable = own_variable.then(|| request.kind.describer.token_variable(name));
        let provider = account::provider(&Account {
            kind: request.kind,
            provider: name,
            keys: AccountKeys {
                description,
                id: asked.and_then(|one| one.written.as_deref()).or(Some(id)),
                token: token_variable.as_deref(),
                region: asked.and_then(accounts::region),
            },
            objects,
            hints,
            full: request.full,
            declared,
        });
        let wanted = objects.iter().filter_map(|object| {
            hints.get(object.id.as_str())?.wanted.as_ref()?;
            Some(Address::Number {
                provider: name.clone(),
                name: provider.names.get(object.id.as_str())?.clone(),
            })
        });
        let wanted = wanted.collect();
        Self {
            provider,
            token_variable,
            wanted,
        }
    }
}
