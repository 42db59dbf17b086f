//! What a provider can answer instead of doing what it was asked: only as many kinds as
//! callers tell apart.

use std::fmt;
use std::time::Duration;

pub use crate::model::VendorCode;

/// The kind of a failure, by what a caller does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The credentials were not accepted.
    Unauthorised,
    /// The credentials are known, and may not do this. That does not make them wrong.
    Denied,
    /// The credentials are right, and for rehearsals only: they open nothing that is real.
    ForTests,
    /// The account is not in use: suspended, closed, or out of funds. That says nothing about the
    /// credentials.
    Inactive,
    /// There is no such thing in this account.
    NotFound,
    /// Too many requests at once, even after waiting and trying again.
    Throttled,
    /// The group takes no more members. It takes no other one either.
    Full,
    /// The provider understood and said no; repeating the same request is pointless.
    Refused,
    /// No answer, or the provider's own fault. Nothing is known to have been done.
    Unreachable,
    /// The request was sent and no answer came: it may or may not have been done.
    Unclear,
    /// The request was accepted, and had not completed when the wait for it ended: it may or may
    /// not complete.
    Pending,
    /// An answer came that is not what the provider's documentation describes.
    Unintelligible,
}

/// A failure of one request, in words that may be shown: it never holds a credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ProviderError {
    /// What kind of failure.
    pub failure: Failure,
    /// What was being done, such as `listing phone numbers of AC…`.
    pub doing: String,
    /// The provider's own message, or what went wrong on the way.
    pub message: String,
    /// HTTP status, where an answer came.
    pub status: Option<u16>,
    /// The provider's error code.
    pub code: Option<VendorCode>,
    /// What to do, where the provider knows more about it than the kind of failure says.
    pub advice: Option<&'static str>,
    /// The provider's request id, for its support.
    pub request_id: Option<String>,
    /// Whether a member had left its group before it failed to join another one.
    pub left: bool,
    /// How often the request was tried; 0 where none was sent.
    pub tries: u32,
    /// How long was waited before and between the tries.
    pub waited: Duration,
}

impl ProviderError {
    /// Whether the provider answered with this numeric code.
    pub fn has_code(&self, code: u32) -> bool {
        self.code == Some(VendorCode::Number(code))
    }

    /// Whether the account opens to nobody with these credentials, now and for every request.
    pub fn shuts_out(&self) -> bool {
        use Failure::{Denied, ForTests, Inactive, Unauthorised};
        matches!(self.failure, Unauthorised | Denied | ForTests | Inactive)
    }

    /// How often it was tried, in words, where that says something: a plain refusal is not asked
    /// for twice.
    fn effort(&self) -> Option<String> {
        let passing = matches!(
            self.failure,
            Failure::Throttled | Failure::Unreachable | Failure::Unclear | Failure::Pending
        );
        match self.tries {
            0 => None,
            1 => passing.then(|| "1 try".to_owned()),
            tries => Some(format!("{tries} tries")),
        }
    }

    /// How long was waited, in words, from one second on.
    fn patience(&self) -> Option<String> {
        let seconds = self.waited.as_secs_f64().round();
        (seconds >= 1.0).then(|| format!("{seconds} s waited"))
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doing, self.message)?;
        let details: Vec<String> = [
            self.status.map(|status| format!("HTTP {status}")),
            self.code.as_ref().map(|code| format!("code {code}")),
            self.request_id.as_ref().map(|id| format!("request {id}")),
            self.effort(),
            self.patience(),
        ]
        .into_iter()
        .flatten()
        .collect();
        if details.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", details.join(", "))
        }
    }
}
