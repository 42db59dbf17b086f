//! The accounts of an import: opened as the files will declare them, and named.

use std::collections::{BTreeMap, BTreeSet};

use super::{ImportAccount, ImportRequest, unwritable};
use crate::config::{self, Input};
use crate::engine::context::{Context, OpenError};
use crate::engine::error::{RunError, RunErrorKind};
use crate::import::hints::Sourced;
use crate::import::names::{Nameless, Noun, assign};
use crate::model::{Address, Name, State};
use crate::plan::AccountListing;
use crate::provider::{AccountKeys, Declaration, Vault};
use crate::reconcile::{self, Accounts};
use crate::yaml::{Diagnostic, DraftMap, emit};

/// The name that a requested account has until it has a better one.
fn placeholder(at: usize) -> String {
    format!("account-{at}")
}

/// Opens the requested accounts. Sends nothing.
pub(super) fn open(
    context: &Context,
    request: &ImportRequest<'_>,
    vault: &dyn Vault,
) -> Result<Accounts, OpenError> {
    let heads = request.accounts.iter().enumerate().map(|(at, account)| {
        let keys = AccountKeys {
            id: account.id.as_deref(),
            region: region(account),
            ..AccountKeys::default()
        };
        (placeholder(at), request.kind.describer.account(&keys))
    });
    let heads: DraftMap = heads.collect();
    let head = DraftMap::new().with("version", 1).with("providers", heads);
    let text = emit(head).map_err(unwritable)?;
    let loaded = config::load(Input::of("import", &text));
    let Some(configuration) = &loaded.configuration else {
        // The places are in a text that no user sees.
        let problem = loaded.diagnostics.into_iter().find(Diagnostic::is_error);
        let problem = problem.map(|one| (one.summary, one.help));
        let (summary, help) = problem.unwrap_or_default();
        let error = RunError::new(RunErrorKind::Options, summary).help(help);
        return Err(error.into());
    };
    let declared: &BTreeMap<Name, Declaration> = &configuration.providers;
    reconcile::open(declared, vault, &context.settings).map_err(|refused| {
        let problems = refused.into_iter().map(|(_, problem)| {
            Diagnostic::error(problem.code, problem.summary).help(problem.help)
        });
        OpenError::Invalid(problems.collect())
    })
}

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
/// the account.
pub(super) async fn names(
    listings: &[(AccountListing, Sourced)],
    accounts: &Accounts,
    requested: &BTreeMap<String, &ImportAccount>,
    request: &ImportRequest<'_>,
    recorded: &State,
) -> BTreeMap<String, Name> {
    let recorded = recorded_names(recorded, request.kind.router.keys().account);
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
    assign(&nameless.collect::<Vec<_>>(), &BTreeSet::new())
}

/// The names of recorded providers, by their accounts. Of several the first.
fn recorded_names<'a>(recorded: &'a State, account: &str) -> BTreeMap<&'a str, &'a Name> {
    let mut names = BTreeMap::new();
    for (address, resource) in &recorded.resources {
        if let (Address::Provider(name), Some(id)) =
            (address, resource.fields.get(account).as_text())
        {
            names.entry(id).or_insert(name);
        }
    }
    names
}
