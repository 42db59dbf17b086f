//! Reads all accounts side by side and binds their objects to addresses.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tracing::{Instrument as _, Span};

use super::read_failure::cause;
use super::{Accounts, spans};
use crate::model::{Level, Name, Observed, Selection, State, Unread};
use crate::plan;
use crate::provider::{Extent, Failure, Managed, Partly, ProviderError, Reading};

/// How much could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// Everything was read.
    Nothing,
    /// Some accounts, or some of one, could not be read.
    Part,
    /// No account could be read at all.
    Everything,
}

/// Reads every account that the selection needs.
pub async fn observe(
    accounts: &Accounts,
    desired: &State,
    recorded: &State,
    selection: &Selection,
) -> (Observed, Missed) {
    observe_extent(accounts, desired, recorded, selection, Extent::Managed).await
}

/// The same, with the choice of how much is read.
pub async fn observe_extent(
    accounts: &Accounts,
    desired: &State,
    recorded: &State,
    selection: &Selection,
    extent: Extent,
) -> (Observed, Missed) {
    let needed = |providers: &[Name]| providers.iter().any(|one| selection.concerns(one));
    let managed = Managed::by_provider(desired, recorded);
    let here = |providers: &[Name]| {
        let mut here = Managed {
            extent,
            ..Managed::default()
        };
        let known = providers.iter().filter_map(|one| managed.get(one));
        known.for_each(|one| here.add(one));
        needed(providers).then_some(here)
    };
    let (mut found, asked) = listings(accounts, here).await;
    let sees = |a: &plan::AccountListing| {
        !a.unread
            .iter()
            .any(|unread| unread.level == Level::Number && !unread.partly)
    };
    let blind = asked - found.iter().filter(|account| sees(account)).count();
    let missed = if blind > 0 && blind == asked {
        Missed::Everything
    } else if blind > 0 || found.iter().any(|a| !a.unread.is_empty()) {
        Missed::Part
    } else {
        Missed::Nothing
    };
    if missed != Missed::Everything {
        // An account that does not open does not block the others.
        for unread in found.iter_mut().flat_map(|account| &mut account.unread) {
            unread.blocks = false;
        }
    }
    (plan::bind(desired, recorded, found), missed)
}

/// The number of accounts that are read at the same time. Each makes a few requests at once, and a
/// fleet of thousands must not open a connection for each.
const AT_ONCE: usize = 32;

/// Reads accounts side by side. `managed` says what to read of the account of these providers, or
/// that it is not read. Also returns how many accounts were asked.
pub async fn listings(
    accounts: &Accounts,
    managed: impl Fn(&[Name]) -> Option<Managed>,
) -> (Vec<plan::AccountListing>, usize) {
    let mut reading = JoinSet::new();
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut asked = 0;
    for (account, providers) in accounts.iter() {
        let Some(here) = managed(providers) else {
            continue;
        };
        let (account, providers) = (account.clone(), providers.to_vec());
        asked += 1;
        let (places, run) = (Arc::clone(&places), Span::current());
        reading.spawn(async move {
            // The semaphore is never closed.
            let _place = places.acquire().await;
            let span = spans::read(&run, account.id(), &providers);
            let reading = account.read(&Level::ALL, &here);
            let reading = reading.instrument(span.clone()).await;
            spans::was_read(&span, &reading);
            (account.id().to_owned(), providers, reading)
        });
    }
    let mut found = Vec::new();
    while let Some(joined) = reading.join_next().await {
        // A task without a value has panicked, which the process reports by itself; its account
        // counts as not read.
        if let Ok((id, providers, reading)) = joined {
            let credentials = accounts.credentials(&id).unwrap_or_default();
            found.push(account(id, providers, reading, &credentials));
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    (found, asked)
}

fn account(
    id: String,
    providers: Vec<Name>,
    reading: Reading,
    credentials: &str,
) -> plan::AccountListing {
    let unread = reading.failed.iter().flat_map(|(level, error, partly)| {
        providers
            .iter()
            .map(move |provider| unread(provider.clone(), *level, error, *partly, credentials))
    });
    plan::AccountListing {
        unread: unread.collect(),
        id,
        providers,
        objects: reading.objects,
        prerequisites: reading.prerequisites,
        reads: reading.reads,
    }
}

fn unread(
    provider: Name,
    level: Level,
    error: &ProviderError,
    partly: Partly,
    credentials: &str,
) -> Unread {
    let (code, help) = cause(error);
    Unread {
        provider,
        level,
        code,
        why: error.to_string(),
        help: match error.failure {
            Failure::Unauthorised | Failure::ForTests => format!("{credentials}: {help}"),
            _ => help.to_owned(),
        },
        partly: partly == Partly::Some,
        denied: error.failure == Failure::Denied,
        // Numbers can be managed without their services, as with a parent account's credentials.
        blocks: error.shuts_out() && level == Level::Number,
    }
}
