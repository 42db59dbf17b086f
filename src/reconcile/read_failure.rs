//! The finding code of a failed read, and the advice that goes with it. Pure.

use crate::model::{Code, FindingCode};
use crate::provider::{Failure, ProviderError};

/// The finding code of an error, and the advice on it. The provider's own advice comes first: it
/// knows which causes one answer may have.
pub(super) fn cause(error: &ProviderError) -> (Code, &'static str) {
    let (code, usual) = usual_cause(error.failure);
    (code.into(), error.advice.unwrap_or(usual))
}

fn usual_cause(failure: Failure) -> (FindingCode, &'static str) {
    match failure {
        Failure::Denied => (
            FindingCode::CredentialsRefused,
            "the credentials are valid but may not read this: give the API key the permission, or use the account's auth token",
        ),
        Failure::ForTests => (
            FindingCode::CredentialsRefused,
            "these credentials are for tests and open nothing that is real: use the live ones",
        ),
        Failure::Unauthorised => (
            FindingCode::CredentialsRefused,
            "check that they belong to this account; if they were rotated, put the new ones there and run again",
        ),
        Failure::Inactive => (
            FindingCode::AccountInactive,
            "the credentials need not be wrong: have the account reactivated in the provider's console, where it says what is due, then run again",
        ),
        Failure::NotFound => (
            FindingCode::AccountNotFound,
            "check the account SID and, with a region, that the account exists there",
        ),
        Failure::Throttled => (
            FindingCode::AccountBusy,
            "other programs use this account's concurrency: wait, or lower --parallelism",
        ),
        Failure::Refused | Failure::Full => (
            FindingCode::RequestRefused,
            "the provider understood and refused; its message says why",
        ),
        Failure::Unreachable | Failure::Unclear | Failure::Pending => (
            FindingCode::AccountUnreachable,
            "check the network and the provider's status page, then run again",
        ),
        Failure::Unintelligible => (
            FindingCode::AnswerNotUnderstood,
            "something between here and the provider answers in its place, or its API has changed",
        ),
    }
}

/// Returns why an account receives no more writes after this failure; `None` if it receives more.
pub(super) fn unusable(error: &ProviderError, credentials: &str) -> Option<String> {
    match error.failure {
        Failure::Unauthorised => Some(format!(
            "the account no longer accepts the credentials ({credentials}): {error}"
        )),
        Failure::ForTests => Some(format!(
            "the credentials are for tests and change nothing that is real: {error}"
        )),
        Failure::Inactive => Some(format!("the account is no longer in use: {error}")),
        _ => None,
    }
}
