//! What is added to a file, worked out account by account.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::describing::Describing;
use super::environments::Environments;
use super::there::There;
use super::{ImportAccount, ImportRequest, ImportedProvider, hints};
use crate::engine::error::RunError;
use crate::import::addition::{Addition, describable};
use crate::import::declared::Declared;
use crate::import::document;
use crate::import::hints::Sourced;
use crate::import::selection::Selection;
use crate::model::{Address, Name, Snapshot};
use crate::plan::AccountListing;
use crate::provider::{Account, Vault};

/// An account that was read, and its provider.
pub(super) struct Found<'a> {
    /// The request for it, if there was one.
    pub account: Option<&'a ImportAccount>,
    pub opened: Option<Arc<dyn Account>>,
    pub name: Name,
    /// Whether no provider declares it.
    pub is_new: bool,
    pub listing: AccountListing,
    pub sourced: Sourced,
}

/// What is known of all accounts.
pub(super) struct Known<'a> {
    pub there: &'a There<'a>,
    pub environments: &'a Environments<'a>,
    pub snapshot: &'a Snapshot,
    pub vault: &'a dyn Vault,
}

/// What is added, while the accounts are compared one by one.
#[derive(Default)]
pub(super) struct Adding {
    pub addition: Addition,
    pub providers: Vec<ImportedProvider>,
    pub listings: Vec<AccountListing>,
    pub unmatched: Vec<String>,
    pub unchanged: Vec<Address>,
    pub elsewhere: BTreeSet<Address>,
}

impl Adding {
    /// Adds what the file lacks of one account.
    pub(super) async fn account(
        &mut self,
        request: &ImportRequest<'_>,
        known: &Known<'_>,
        found: Found<'_>,
    ) -> Result<(), RunError> {
        let Known {
            there, snapshot, ..
        } = known;
        let Found {
            account,
            opened,
            name,
            is_new,
            mut listing,
            mut sourced,
        } = found;
        listing.providers = if is_new {
            vec![name.clone()]
        } else {
            there.of_account(&listing.id)
        };
        let mut declared = there.declared(&name, &listing, snapshot);
        if !is_new {
            let read = (&listing, *snapshot);
            let reserved = known.environments;
            let elsewhere =
                reserved.reserve(&name, request.kind, read, known.vault, &mut declared)?;
            self.elsewhere.extend(elsewhere);
        }
        let only = sourced.only.take();
        let selection = Selection {
            pattern: request.pattern,
            only: only.as_ref(),
        };
        let selected = selection.of(&listing.objects, request.kind.router);
        if selected.is_empty() && (request.pattern.is_some() || only.is_some()) {
            self.unmatched.push(listing.id);
            return Ok(());
        }
        let objects = describable(&declared, &selected, &listing.objects);
        declared.keep_quiet_groups(&listing.objects, &objects);
        let objects: Vec<_> = objects.iter().collect();
        self.refuse(&name, &declared, &mut sourced);
        let mut hints = hints::of(&objects, &hints::recorded(&snapshot.state), &mut sourced);
        let mut unasked = Vec::new();
        if let Some(opened) = opened {
            let asked: Vec<_> = objects
                .iter()
                .filter(|object| !declared.names.contains_key(object.id.as_str()))
                .copied()
                .collect();
            unasked = hints::add_approvals(opened.as_ref(), request.kind, &asked, &mut hints).await;
        }
        let Describing {
            provider,
            token_variable,
            wanted,
        } = Describing::of(
            request,
            account,
            (&listing.id, &name, sourced.description.as_deref()),
            &objects,
            &hints,
            (!is_new).then_some(&declared),
        );
        let described = &provider.described;
        let counts = if is_new {
            let counted = document::counted(&provider.counts);
            let written = account.and_then(|account| account.written.as_ref());
            let id = written.unwrap_or(&listing.id);
            let origin = format!("Imported from the account {id}: {counted}.");
            self.addition
                .provider(&name, request.kind, &origin, described);
            provider.counts
        } else {
            self.addition
                .objects(&name, request.kind, &declared, described)
        };
        let written = account.and_then(|account| account.written.clone());
        let written = written.or_else(|| there.written(&name));
        let is_added = |address: &Address| is_new || !declared.has(address);
        let unwritten = provider.described.unwritten.into_iter();
        let cautions = provider.described.cautions.into_iter();
        self.providers.push(ImportedProvider {
            account: written.unwrap_or_else(|| listing.id.clone()),
            token_variable,
            token_noun: request.kind.describer.token_noun(),
            text: String::new(),
            counted: document::counted(&counts),
            objects: counts.values().sum(),
            unwritten: unwritten.filter(|one| is_added(&one.address)).collect(),
            cautions: cautions.filter(|one| is_added(&one.address)).collect(),
            unasked,
            wanted,
            ids: provider.names.keys().cloned().collect(),
            name,
        });
        self.listings.push(listing);
        Ok(())
    }

    /// Leaves out the URLs that a source wants for declared numbers: an import changes no declaration.
    fn refuse(&mut self, provider: &Name, declared: &Declared, sourced: &mut Sourced) {
        for (id, name) in &declared.names {
            let hint = sourced.hints.get_mut(id);
            if hint.and_then(|hint| hint.wanted.take()).is_some() {
                self.unchanged.push(Address::Number {
                    provider: provider.clone(),
                    name: name.clone(),
                });
            }
        }
        self.unchanged.sort();
    }
}
