//! An import into a configuration that exists: one of its files gets what it lacks, and nothing that
//! is there changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::describing::Describing;
use super::file::IntoFile;
use super::there::There;
use super::tokens::Tokens;
use super::{
    ImportAccount, ImportRequest, Imported, ImportedProvider, accounts, hints, read, verify,
};
use crate::config;
use crate::engine::context::{Context, OpenError};
use crate::engine::error::RunError;
use crate::import::addition::{Addition, describable};
use crate::import::declared::Declared;
use crate::import::document;
use crate::import::hints::Sourced;
use crate::import::selection::Selection;
use crate::model::{Address, Name, Snapshot};
use crate::plan::AccountListing;
use crate::provider;

/// What an import adds to a file.
#[derive(Debug)]
pub struct Added {
    /// What was found, without texts. A provider that lacks nothing is there, too.
    pub imported: Imported,
    /// The new text of the file; `None` if it lacks nothing.
    pub text: Option<String>,
    /// The number of declared objects that the plan changes at the provider, because their
    /// declarations are not those of the account.
    pub pending: usize,
    /// The addresses that were added, and those of declared groups that get numbers.
    pub addresses: BTreeSet<Address>,
    /// Declared numbers for which a source wants another URL. They are left as they are.
    pub unchanged: Vec<Address>,
}

/// Adds to a file what it lacks of accounts: of the requested ones, or of all that the
/// configuration declares. Writes nothing.
pub async fn import_into(
    context: &Context,
    request: &ImportRequest<'_>,
    file: IntoFile<'_>,
) -> Result<Added, OpenError> {
    let Some(configuration) = &file.loaded.configuration else {
        return Err(OpenError::Invalid(file.loaded.diagnostics.clone()));
    };
    let vault = Tokens::of(context.vault.as_ref(), request.accounts);
    let there = There::of(configuration, request.kind, &vault);
    let asked = there.asked(request)?;
    let declarations = asked
        .iter()
        .map(|(name, one)| (name.clone(), one.0.clone()));
    let accounts = accounts::open_all(&declarations.collect(), context, &vault)?;
    let snapshot = context.registry.snapshot(&context.scope).await;
    let snapshot = snapshot.map_err(RunError::from)?;
    let shown = context.show_reading();
    let (whole, unread) = read(&accounts, request).await?;
    let (known, new): (Vec<_>, Vec<_>) = whole
        .into_iter()
        .partition(|(listing, _)| there.provider(listing, &asked).is_some());
    let requested: BTreeMap<String, &ImportAccount> = asked
        .iter()
        .filter_map(|(name, (_, account))| Some((accounts.ids().get(name)?.clone(), (*account)?)))
        .collect();
    let taken: BTreeSet<Name> = configuration.providers.keys().cloned().collect();
    let names = accounts::names(
        &new,
        &accounts,
        &requested,
        request,
        &snapshot.state,
        &taken,
    )
    .await;
    let mut adding = Adding::default();
    for (listing, sourced) in known.into_iter().chain(new) {
        let found = there.provider(&listing, &asked).cloned();
        let is_new = found.is_none();
        let Some(name) = found.or_else(|| names.get(&listing.id).cloned()) else {
            continue;
        };
        let opened = listing.providers.first().and_then(|one| accounts.of(one));
        let found = Found {
            account: requested.get(&listing.id).copied(),
            opened: opened.cloned(),
            name,
            is_new,
            listing,
            sourced,
        };
        adding.account(request, &there, &snapshot, found).await;
    }
    drop(shown);
    adding.providers.sort_by(|a, b| a.name.cmp(&b.name));
    let (text, plan, pending) = if adding.addition.edits.is_empty() {
        (None, None, 0)
    } else {
        let text = file.edited(&adding.addition)?;
        let input = file.with_text(&text);
        let loaded = config::load(input);
        let targets = adding
            .providers
            .iter()
            .map(|one| format!("providers.{}", one.name));
        let targets: Vec<String> = targets.collect();
        let wanted = adding.providers.iter().flat_map(|one| one.wanted.clone());
        let checked = verify::Checked {
            loaded: &loaded,
            targets: &targets,
            added: Some(&adding.addition.addresses),
            wanted: &wanted.collect(),
            router: request.kind.router,
        };
        let plan = checked
            .plan(context, &vault, snapshot, adding.listings)
            .await?;
        let writes = plan
            .changes
            .iter()
            .filter(|change| change.writes_to_provider());
        let others = writes.filter(|one| !adding.addition.addresses.contains(&one.address));
        let pending = others.count();
        (Some(text), Some(plan), pending)
    };
    Ok(Added {
        imported: Imported {
            providers: adding.providers,
            unread,
            unmatched: adding.unmatched,
            plan,
        },
        text,
        pending,
        addresses: adding.addition.addresses,
        unchanged: adding.unchanged,
    })
}

/// An account that was read, and its provider.
struct Found<'a> {
    /// The request for it, if there was one.
    account: Option<&'a ImportAccount>,
    opened: Option<Arc<dyn provider::Account>>,
    name: Name,
    /// Whether no provider declares it.
    is_new: bool,
    listing: AccountListing,
    sourced: Sourced,
}

/// What is added, while the accounts are compared one by one.
#[derive(Default)]
struct Adding {
    addition: Addition,
    providers: Vec<ImportedProvider>,
    listings: Vec<AccountListing>,
    unmatched: Vec<String>,
    unchanged: Vec<Address>,
}

impl Adding {
    /// Adds what the file lacks of one account.
    async fn account(
        &mut self,
        request: &ImportRequest<'_>,
        there: &There<'_>,
        snapshot: &Snapshot,
        found: Found<'_>,
    ) {
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
        let declared = there.declared(&name, &listing, snapshot);
        let only = sourced.only.take();
        let selection = Selection {
            pattern: request.pattern,
            only: only.as_ref(),
        };
        let selected = selection.of(&listing.objects, request.kind.router);
        if selected.is_empty() && (request.pattern.is_some() || only.is_some()) {
            self.unmatched.push(listing.id);
            return;
        }
        let objects = describable(&declared, &selected, &listing.objects);
        let objects: Vec<_> = objects.iter().collect();
        self.refuse(&name, &declared, &mut sourced);
        let mut hints = hints::of(&objects, &hints::recorded(&snapshot.state), &mut sourced);
        let mut unasked = Vec::new();
        if let Some(opened) = opened {
            let asked: Vec<_> = objects
                .iter()
                .filter(|object| !declared.names.contains_key(&object.id))
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
            (&listing.id, &name),
            &objects,
            &hints,
            (!is_new).then_some(&declared),
        );
        let described = &provider.described;
        let counts = if is_new {
            let counted = document::counted(&provider.counts);
            let origin = format!("Imported from the account {}: {counted}.", listing.id);
            self.addition
                .provider(&name, request.kind, &origin, described);
            provider.counts
        } else {
            self.addition
                .objects(&name, request.kind, &declared, described)
        };
        let is_added = |address: &Address| is_new || !declared.has(address);
        let unwritten = provider.described.unwritten.into_iter();
        self.providers.push(ImportedProvider {
            account: listing.id.clone(),
            token_variable,
            text: String::new(),
            counted: document::counted(&counts),
            objects: counts.values().sum(),
            unwritten: unwritten.filter(|one| is_added(&one.address)).collect(),
            unasked,
            wanted,
            ids: provider.names.keys().cloned().collect(),
            name,
        });
        self.listings.push(listing);
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
