//! An import into a configuration that exists: one of its files gets what it lacks, and nothing that
//! is there changes.

use std::collections::{BTreeMap, BTreeSet};

use super::adding::{Adding, Found, Known};
use super::environments::{self, Environments};
use super::file::IntoFile;
use super::there::There;
use super::tokens::Tokens;
use super::{ImportAccount, ImportRequest, Imported, accounts, beside, managed, read, verify};
use crate::config;
use crate::engine::context::{Context, OpenError};
use crate::engine::error::RunError;
use crate::import::hints::Source;
use crate::model::{Address, Name};

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
    /// What only other environments declare of the accounts. It is left as it is.
    pub elsewhere: BTreeSet<Address>,
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
    let is_placeholder = |name: &Name| !configuration.providers.contains_key(name);
    let declarations = declarations.collect();
    let accounts = accounts::open_all(&declarations, is_placeholder, context, &vault)?;
    let snapshot = context.registry.snapshot(&context.scope).await;
    let snapshot = snapshot.map_err(RunError::from)?;
    let shown = context.show_reading();
    let managed = managed::by_account(request.kind, there.desired(), &snapshot.state);
    let (whole, unread) = read(&accounts, request, &managed).await?;
    let (known, new): (Vec<_>, Vec<_>) = whole
        .into_iter()
        .partition(|(listing, _)| there.provider(listing, &asked).is_some());
    let requested: BTreeMap<String, &ImportAccount> = asked
        .iter()
        .filter_map(|(name, (_, account))| Some((accounts.ids().get(name)?.clone(), (*account)?)))
        .collect();
    let environments = Environments::of(file);
    let mut taken: BTreeSet<Name> = configuration.providers.keys().cloned().collect();
    taken.extend(environments.keys(&["providers"]));
    taken.extend(there.stems());
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
        if is_new {
            environments.have_not(&listing.id, request.kind, &vault)?;
        }
        let opened = listing.providers.first().and_then(|one| accounts.of(one));
        let found = Found {
            account: requested.get(&listing.id).copied(),
            opened: opened.cloned(),
            name,
            is_new,
            listing,
            sourced,
        };
        let known = Known {
            there: &there,
            environments: &environments,
            snapshot: &snapshot,
            vault: &vault,
        };
        adding.account(request, &known, found).await?;
    }
    drop(shown);
    adding.providers.sort_by(|a, b| a.name.cmp(&b.name));
    let source = request.source.filter(|_| !adding.providers.is_empty());
    let beside = source.map(Source::beside).unwrap_or_default();
    let beside = beside::lacking(beside, configuration);
    let beside = beside::add(beside, &mut adding.addition, file, &environments)?;
    let (text, plan, pending) = if adding.addition.edits.is_empty() {
        (None, None, 0)
    } else {
        environments::lists_are_in(file, &adding.addition)?;
        let text = file.edited(&adding.addition)?;
        let input = file.with_text(&text);
        environments.stay_valid(&text)?;
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
            added: Some(&adding.addition),
            wanted: &wanted.collect(),
            kind: request.kind,
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
            beside,
        },
        text,
        pending,
        addresses: &adding.addition.addresses | &adding.addition.grown,
        unchanged: adding.unchanged,
        elsewhere: adding.elsewhere,
    })
}
