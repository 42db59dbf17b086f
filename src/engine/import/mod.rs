//! An import: the accounts are read as for a plan, described as YAML, and the YAML is planned
//! against the same reading. Writes nothing.

mod accounts;
mod adding;
mod beside;
mod counterpart;
mod describing;
mod environments;
mod file;
mod foreign_urls;
mod hints;
mod into;
mod managed;
mod subaccounts;
mod texts;
mod there;
mod tokens;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

pub use file::{IntoFile, OtherEnvironment};
use glob::Pattern;
pub use into::{Added, import_into};

use crate::engine::context::{Context, OpenError};
use crate::engine::error::{RunError, RunErrorKind};
use crate::import::beside::Beside;
use crate::import::document;
use crate::import::hints::{Hint, Source, Sourced};
use crate::import::selection::Selection;
use crate::model::{Address, Name, Object, Plan, Secret, State, Unread};
use crate::plan::AccountListing;
use crate::provider::{Caution, Extent, Managed, ProviderKind, Unwritten};
use crate::reconcile;
use crate::yaml::Unwritable;
pub use counterpart::known_to_counterpart;
use describing::Describing;
pub use subaccounts::{Subaccounts, subaccounts};
use texts::FileText;
use tokens::Tokens;

/// What to import.
pub struct ImportRequest<'a> {
    /// The kind of the accounts' provider.
    pub kind: &'static ProviderKind,
    /// The accounts.
    pub accounts: &'a [ImportAccount],
    /// Only the numbers that this matches, and their groups.
    pub pattern: Option<&'a Pattern>,
    /// Where names come from and which objects to import, besides the registry and the accounts.
    pub source: Option<&'a dyn Source>,
    /// The project to declare in the file.
    pub project: Option<&'a str>,
    /// Whether values are written that would be the same without being written.
    pub full: bool,
}

/// An account to import.
#[derive(Debug, Clone, Default)]
pub struct ImportAccount {
    /// The name of its provider; chosen if there is none.
    pub provider: Option<Name>,
    /// What people call the account, the best first. The account is asked if nothing is known.
    pub labels: Vec<String>,
    /// Its identifier; the one in the environment if there is none.
    pub id: Option<String>,
    /// Its identifier as it was written, if it has another form.
    pub written: Option<String>,
    /// Its token, if no reference or variable of the kind holds it. Never written.
    pub token: Option<Secret>,
    /// Whether YAML names a variable of its own for the token.
    pub own_variable: bool,
    /// Its region and edge.
    pub region: Option<(String, String)>,
}

/// What an import found.
#[derive(Debug)]
pub struct Imported {
    /// The accounts that were read whole, in the order of their providers' names.
    pub providers: Vec<ImportedProvider>,
    /// What could not be read of the other accounts.
    pub unread: Vec<Unread>,
    /// The accounts in which nothing matches.
    pub unmatched: Vec<String>,
    /// The plan of all files together. It writes nothing but URLs that a source wants.
    pub plan: Option<Plan>,
    /// What was written beside the providers, and what had no place.
    pub beside: Beside,
}

/// The provider of one account.
#[derive(Debug)]
pub struct ImportedProvider {
    /// Its name.
    pub name: Name,
    /// The account's identifier.
    pub account: String,
    /// The variable that the file names for the account's token.
    pub token_variable: Option<String>,
    /// What that variable holds, with its article.
    pub token_noun: &'static str,
    /// The file that declares it.
    pub text: String,
    /// How many objects it has, in words.
    pub counted: String,
    /// How many objects it has.
    pub objects: usize,
    /// What could not be written.
    pub unwritten: Vec<Unwritten>,
    /// What was written and must be looked at.
    pub cautions: Vec<Caution>,
    /// Why comments may be missing.
    pub unasked: Vec<String>,
    /// The identifiers of what it declares.
    pub ids: BTreeSet<String>,
    /// The numbers whose URL is not the account's, because a source wants another.
    pub wanted: BTreeSet<Address>,
}

/// Imports accounts. The files of those that could not be read whole are left out.
pub async fn import(context: &Context, request: &ImportRequest<'_>) -> Result<Imported, OpenError> {
    let vault = Tokens::of(context.vault.as_ref(), request.accounts);
    let accounts = accounts::open(context, request, &vault)?;
    let requested = accounts::requested(&accounts, request);
    let snapshot = context.registry.snapshot(&context.scope).await;
    let snapshot = snapshot.map_err(RunError::from)?;
    let shown = context.show_reading();
    let managed = managed::by_account(request.kind, &State::default(), &snapshot.state);
    let (whole, unread) = read(&accounts, request, &managed).await?;
    let taken = BTreeSet::new();
    let names = accounts::names(
        &whole,
        &accounts,
        &requested,
        request,
        &snapshot.state,
        &taken,
    )
    .await;
    let recorded = hints::recorded(&snapshot.state);
    let mut texts = Vec::new();
    let mut listings = Vec::new();
    let mut unmatched = Vec::new();
    for (mut listing, mut sourced) in whole {
        let Some(name) = names.get(&listing.id) else {
            continue;
        };
        let only = sourced.only.take();
        let selection = Selection {
            pattern: request.pattern,
            only: only.as_ref(),
        };
        let objects = selection.of(&listing.objects, request.kind.router);
        if objects.is_empty() && (request.pattern.is_some() || only.is_some()) {
            unmatched.push(listing.id);
            continue;
        }
        let mut hints = hints::of(&objects, &recorded, &mut sourced);
        let mut unasked = Vec::new();
        if let Some(account) = listing.providers.first().and_then(|one| accounts.of(one)) {
            unasked =
                hints::add_approvals(account.as_ref(), request.kind, &objects, &mut hints).await;
        }
        let asked = requested.get(&listing.id).copied();
        let description = sourced.description.as_deref();
        let account = (listing.id.as_str(), name, description);
        let mut text = described(request, asked, account, &objects, &hints);
        text.provider.unasked = unasked;
        texts.push(text);
        listing.providers = vec![name.clone()];
        listings.push(listing);
    }
    drop(shown);
    let source = request.source.filter(|_| !texts.is_empty());
    let beside = source.map(Source::beside).unwrap_or_default();
    let (providers, beside) = texts::written(request.project, texts, beside)?;
    let plan = if providers.is_empty() {
        None
    } else {
        Some(
            verify::plan(
                context,
                &vault,
                request.kind,
                &providers,
                snapshot,
                listings,
            )
            .await?,
        )
    };
    Ok(Imported {
        providers,
        unread,
        unmatched,
        plan,
        beside,
    })
}

/// Reads the accounts: those that could be read whole, with what the source says about them, and
/// what could not be read of the others.
async fn read(
    accounts: &reconcile::Accounts,
    request: &ImportRequest<'_>,
    managed: &BTreeMap<String, Managed>,
) -> Result<(Vec<(AccountListing, Sourced)>, Vec<Unread>), OpenError> {
    let everything = |providers: &[Name]| {
        let ids = accounts.ids();
        let id = providers.iter().find_map(|provider| ids.get(provider));
        Some(Managed {
            extent: if request.full {
                Extent::AlphaSenders
            } else {
                Extent::Handlers
            },
            ..id.and_then(|id| managed.get(id))
                .cloned()
                .unwrap_or_default()
        })
    };
    let (listings, asked) = reconcile::listings(accounts, everything).await;
    if listings.len() < asked {
        let error = RunError::new(RunErrorKind::Account, "an account could not be read");
        return Err(error.into());
    }
    let (whole, broken): (Vec<AccountListing>, Vec<AccountListing>) = listings
        .into_iter()
        .partition(|listing| listing.unread.is_empty());
    let about = |listing: AccountListing| {
        let source = request.source;
        let sourced = source.map(|source| source.about(&listing.id, &listing.objects));
        (listing, sourced.unwrap_or_default())
    };
    let unread = broken.into_iter().flat_map(|listing| listing.unread);
    Ok((whole.into_iter().map(about).collect(), unread.collect()))
}

/// An account's file.
fn described(
    request: &ImportRequest<'_>,
    asked: Option<&ImportAccount>,
    (id, name, description): (&str, &Name, Option<&str>),
    objects: &[&Object],
    hints: &BTreeMap<String, Hint>,
) -> FileText {
    let account = (id, name, description);
    let Describing {
        provider,
        token_variable,
        wanted,
    } = Describing::of(request, asked, account, objects, hints, None);
    let counted = document::counted(&provider.counts);
    let written = asked.and_then(|asked| asked.written.as_deref());
    FileText {
        origin: format!(
            "Imported from the account {}: {counted}.",
            written.unwrap_or(id)
        ),
        map: provider.described.map,
        provider: ImportedProvider {
            name: name.clone(),
            account: written.unwrap_or(id).to_owned(),
            token_variable,
            token_noun: request.kind.describer.token_noun(),
            text: String::new(),
            counted,
            unwritten: provider.described.unwritten,
            cautions: provider.described.cautions,
            unasked: Vec::new(),
            objects: provider.counts.values().sum(),
            ids: provider.names.into_keys().collect(),
            wanted,
        },
    }
}

fn unwritable(why: Unwritable) -> RunError {
    RunError::new(
        RunErrorKind::Other,
        format!("the file cannot be written: {why}"),
    )
}
