//! The accounts of an import: opened as the files will declare them, and named.

use std::collections::{BTreeMap, BTreeSet};

use super::{ImportAccount, ImportRequest, managed, unwritable};
use crate::config::{self, Input};
use crate::engine::context::{Context, OpenError};
use crate::engine::error::{RunError, RunErrorKind};
use crate::import::hints::Sourced;
use crate::import::names::{Nameless, Noun, assign};
use crate::model::{Address, Name, State};
use crate::plan::AccountListing;
use crate::provider::{AccountKeys, Declaration, ProviderKind, Vault};
use crate::reconcile::{self, Accounts};
use crate::yaml::{Diagnostic, DraftMap, emit};

/// The name that a requested account has until it has a better one.
pub(super) fn placeholder(at: usize) -> String {
    format!("account-{at}")
}

/// Opens the requested accounts. Sends nothing.
pub(super) fn open(
    context: &Context,
    request: &ImportRequest<'_>,
    vault: &dyn Vault,
) -> Result<Accounts, OpenError> {
    let mut declared = BTreeMap::new();
    for (at, account) in request.accounts.iter().enumerate() {
        if let Ok(name) = Name::parse(&placeholder(at)) {
            declared.insert(name, declaration(request.kind, account)?);
        }
    }
    open_all(&declared, |_| true, context, vault)
}

/// Opens accounts as they are declared. Sends nothing. Messages leave out the providers whose names
/// are placeholders.
pub(super) fn open_all(
    declared: &BTreeMap<Name, Declaration>,
    is_placeholder: impl Fn(&Name) -> bool,
    context: &Context,
    vault: &dyn Vault,
) -> Result<Accounts, OpenError> {
    let opened = reconcile::open(declared, vault, &context.settings);
    let mut accounts = opened.map_err(|refused| {
        let problems = refused.into_iter().map(|(_, problem)| {
            Diagnostic::error(problem.code, problem.summary).help(problem.help)
        });
        OpenError::Invalid(problems.collect())
    })?;
    accounts.hide_providers(is_placeholder);
    Ok(accounts)
}

/// The declaration of a requested account: what a file would say about it and its credentials.
pub(super) fn declaration(
    kind: &ProviderKind,
    account: &ImportAccount,
) -> Result<Declaration, OpenError> {
    let keys = AccountKeys {
        id: account.id.as_deref(),
        region: region(account),
        ..AccountKeys::default()
    };
    let head = DraftMap::new().with(HEAD, kind.describer.account(&keys));
    let file = DraftMap::new().with("version", 1).with("providers", head);
    let text = emit(file).map_err(unwritable)?;
    let loaded = config::load(Input::of("import", &text));
    let declared = loaded
        .configuration
        .map(|configuration| configuration.providers);
    let declared = declared.and_then(|providers| providers.into_values().next());
    declared.ok_or_else(|| {
        // The places are in a text that no user sees.
        let problem = loaded.diagnostics.into_iter().find(Diagnostic::is_error);
        let problem = problem.map(|one| (one.summary, one.help));
        let (summary, help) = problem.unwrap_or_default();
        RunError::new(RunErrorKind::Options, summary)
            .help(help)
            .into()
    })
}

/// A name for the one provider of a declaration.
const HEAD: &str = "account";

/// The region and the edge of an account.
pub(super) fn region(account: &ImportAccount) -> Option<(&str, &str)> {
    let (region, edge) = account.region.as_ref()?;
    Some((region, edge))
}

/// The request that each account was read for, by its identifier.
pub(super) fn requested<'a>(
    accounts: &Accounts,
    request: &ImportRequest<'a>,
) -> BTreeMap<String, &'a ImportAccount> {
    let mut requested = BTreeMap::new();
    for (at, account) in request.accounts.iter().enumerate() {
        let opened = Name::parse(&placeholder(at)).ok();
        if let Some(id) = opened.and_then(|name| accounts.ids().get(&name)) {
            requested.entry(id.clone()).or_insert(account);
        }
    }
    requested
}

/// The name of each account's provider: the requested one, the recorded one, or what people call
/// the account. `taken` are names of other providers.
pub(super) async fn names(
    listings: &[(AccountListing, Sourced)],
    accounts: &Accounts,
    requested: &BTreeMap<String, &ImportAccount>,
    request: &ImportRequest<'_>,
    recorded: &State,
    taken: &BTreeSet<Name>,
) -> BTreeMap<String, Name> {
    let recorded = recorded_names(recorded, request.kind);
    let mut labels: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (listing, sourced) in listings {
        let asked = requested.get(&listing.id);
        let mut known: Vec<String> = asked
            .into_iter()
            .flat_map(|one| one.labels.clone())
            .collect();
        known.extend(sourced.provider.iter().cloned());
        let is_named = asked.is_some_and(|asked| asked.provider.is_some())
            || recorded.contains_key(listing.id.as_str())
            || !known.is_empty();
        let account = listing.providers.first().and_then(|one| accounts.of(one));
        if let (false, Some(account)) = (is_named, account) {
            known.extend(account.label().await);
        }
        labels.insert(&listing.id, known);
    }
    let nameless = listings.iter().map(|(listing, _)| Nameless {
        id: &listing.id,
        noun: Noun::Provider(request.kind.name),
        digits: None,
        declared: requested
            .get(&listing.id)
            .and_then(|asked| asked.provider.as_ref()),
        recorded: recorded.get(listing.id.as_str()).copied(),
        proposed: labels
            .get(listing.id.as_str())
            .map(|known| known.iter().map(String::as_str).collect())
            .unwrap_or_default(),
    });
    assign(&nameless.collect::<Vec<_>>(), taken)
}

/// The names of recorded providers, by their accounts. Of several the first.
fn recorded_names<'a>(recorded: &'a State, kind: &ProviderKind) -> BTreeMap<&'a str, &'a Name> {
    let mut names = BTreeMap::new();
    for (address, resource) in &recorded.resources {
        if let (Address::Provider(name), Some(id)) =
            (address, managed::account(kind, &resource.fields))
        {
            names.entry(id).or_insert(name);
        }
    }
    names
}
