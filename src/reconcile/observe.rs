//! Reads all accounts at once and ties what they hold to addresses.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use super::Accounts;
use super::limit::INACTIVE;
use crate::model::{Address, Kind, Name, Observed, State, Unread};
use crate::plan;
use crate::provider::{Failure, Partly, ProviderError, Reading};

/// How much of the world was out of sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// Everything was read.
    Nothing,
    /// Some accounts, or some of one, could not be read.
    Part,
    /// No account could be read at all.
    Everything,
}

/// Reads every account that a target needs; without targets, all. Accounts are read side by side.
pub async fn observe(
    accounts: &Accounts,
    desired: &State,
    recorded: &State,
    targets: &BTreeSet<Address>,
) -> (Observed, Missed) {
    let needed = |providers: &[Name]| {
        targets.is_empty()
            || targets
                .iter()
                .any(|target| target.provider().is_some_and(|p| providers.contains(p)))
    };
    let mut reading = JoinSet::new();
    let mut asked = 0;
    for (account, providers) in accounts.iter().filter(|(_, providers)| needed(providers)) {
        let (account, providers) = (account.clone(), providers.to_vec());
        asked += 1;
        reading.spawn(async move {
            (
                account.id().to_owned(),
                providers,
                account.read(&[Kind::Number, Kind::MessagingService]).await,
            )
        });
    }
    let mut found = Vec::new();
    while let Some(joined) = reading.join_next().await {
        // A task ends without a value only by a panic, which the process reports by itself;
        // the account then counts as one that was not read.
        if let Ok((id, providers, reading)) = joined {
            let credentials = accounts.credentials(&id).unwrap_or_default();
            found.push(account(id, providers, reading, &credentials));
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    let sees = |a: &plan::AccountListing| {
        !a.unread
            .iter()
            .any(|unread| unread.kind == Kind::Number && !unread.partly)
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
        // What the other accounts need is none the worse for one that does not open.
        for unread in found.iter_mut().flat_map(|account| &mut account.unread) {
            unread.blocks = false;
        }
    }
    (plan::bind(desired, recorded, found), missed)
}

fn account(
    id: String,
    providers: Vec<Name>,
    reading: Reading,
    credentials: &str,
) -> plan::AccountListing {
    let unread = reading.failed.iter().flat_map(|(kind, error, partly)| {
        providers
            .iter()
            .map(move |provider| unread(provider.clone(), *kind, error, *partly, credentials))
    });
    plan::AccountListing {
        unread: unread.collect(),
        id,
        providers,
        objects: reading.objects,
        reads: reading.reads,
    }
}

fn unread(
    provider: Name,
    kind: Kind,
    error: &ProviderError,
    partly: Partly,
    credentials: &str,
) -> Unread {
    let (code, help) = cause(error);
    Unread {
        provider,
        kind,
        code,
        why: error.to_string(),
        help: match error.failure {
            Failure::Unauthorised | Failure::ForTests => format!("{credentials}: {help}"),
            _ => help.to_owned(),
        },
        partly: partly == Partly::Some,
        denied: error.failure == Failure::Denied,
        // Numbers can be looked after without their services, as with a parent's credentials.
        blocks: error.shuts_out() && kind == Kind::Number,
    }
}

/// The code of what went wrong, and what to do about it. The provider's own advice comes first: it
/// knows which causes one answer may have.
pub(super) fn cause(error: &ProviderError) -> (&'static str, &'static str) {
    let (code, usual) = usual_cause(error.failure);
    (code, error.advice.unwrap_or(usual))
}

fn usual_cause(failure: Failure) -> (&'static str, &'static str) {
    match failure {
        Failure::Denied => (
            "E0703",
            "the credentials are known, and may not read that: let the API key read it, or use the account's auth token",
        ),
        Failure::ForTests => (
            "E0703",
            "these credentials are for tests and open nothing that is real: use the live ones",
        ),
        Failure::Unauthorised => (
            "E0703",
            "check that they belong to this account; if they were rotated, put the new ones there and run again",
        ),
        Failure::Inactive => (
            INACTIVE,
            "the credentials need not be wrong: have the account reactivated in the provider's console, where it says what is due, then run again",
        ),
        Failure::NotFound => (
            "E0704",
            "check the account SID and, with a region, that the account exists there",
        ),
        Failure::Throttled => (
            "E0705",
            "other programs use this account's concurrency: wait, or lower --parallelism",
        ),
        Failure::Refused | Failure::Full => (
            "E0706",
            "the provider understood and refused; its message says why",
        ),
        Failure::Unreachable | Failure::Unclear => (
            "E0707",
            "check the network and the provider's status page, then run again",
        ),
        Failure::Unintelligible => (
            "E0708",
            "something between here and the provider answers in its place, or its API has changed",
        ),
    }
}
